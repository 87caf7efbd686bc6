package io.campusgate.cli;

import picocli.CommandLine.Option;

/// Who does it: recorded in the journal.
final class Operator {
    @Option(names = "--by", paramLabel = "WHO", description = "Who does it, for the journal (default: the system's user).")
    private String by = System.getProperty("user.name", "unknown");

    String name() {
        return by;
    }
}
