package io.campusgate.trust;

/// The text of a key file is no key of the wanted kind; the message says what it should be.
public final class BadKey extends Exception {
    private static final long serialVersionUID = 1;

    BadKey(String message) {
        super(message);
    }

    BadKey(String message, Throwable cause) {
        super(message, cause);
    }
}
