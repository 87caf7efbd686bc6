package io.campusgate.cli;

/// What the program returns to its caller (design.md section 8).
final class ExitCode {
    static final int DONE = 0;
    /// A check found a fault, the thing asked for does not exist, a daemon refused, or `--yes` is missing.
    static final int FAULT = 1;
    static final int USAGE = 2;
    static final int CONFIG = 78;

    private ExitCode() {}
}
