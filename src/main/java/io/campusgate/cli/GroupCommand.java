package io.campusgate.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// A word that is only the beginning of a command, such as `log`.
abstract class GroupCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing: " + spec.qualifiedName() + " "
                + String.join("|", spec.subcommands().keySet()));
    }
}
