package io.campusgate.cli;

/// Why a command could not do what was asked, as one plain sentence for the user. The program exits with 1.
final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1;

    Fault(String sentence) {
        super(sentence);
    }
}
