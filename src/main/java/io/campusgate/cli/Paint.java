package io.campusgate.cli;

/// Colours on a terminal, and nothing elsewhere.
enum Paint {
    GREEN("32"), AMBER("33"), RED("31"), FAINT("2");

    private final String code;

    Paint(String code) {
        this.code = code;
    }

    String on(String text, boolean terminal) {
        return terminal ? "\u001B[" + code + "m" + text + "\u001B[0m" : text;
    }
}
