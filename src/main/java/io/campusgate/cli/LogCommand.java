package io.campusgate.cli;

import picocli.CommandLine.Command;

/// `log …`: reads the journal, whether the daemon runs or not.
@Command(description = "Read, follow, export and verify the journal.",
        subcommands = {LogList.class, LogFollow.class, LogExport.class, LogVerify.class})
final class LogCommand extends GroupCommand {}
