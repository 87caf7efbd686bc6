package io.campusgate.link;

/// The link cannot be set up as it is configured.
final class LinkException extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    /// @param reason in plain words, naming the file
    LinkException(String reason) {
        super(reason);
        this.reason = reason;
    }

    LinkException(String reason, Throwable cause) {
        super(reason, cause);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
