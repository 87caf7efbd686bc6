package io.campusgate.cli;

import picocli.CommandLine.Command;

/// `log …`: the journal, whether the daemon runs or not.
@Command(description = "Read, follow, export, verify and purge the journal.",
        subcommands = {LogList.class, LogFollow.class, LogExport.class, LogVerify.class, LogPurge.class})
final class LogCommand extends GroupCommand {}
