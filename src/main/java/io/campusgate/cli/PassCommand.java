package io.campusgate.cli;

import picocli.CommandLine.Command;

/// `pass …`
@Command(description = "Visitors' passes of a whitelist source: issue one with its QR code, revoke, list.",
        subcommands = {PassIssue.class, PassRevoke.class, PassList.class})
final class PassCommand extends GroupCommand {}
