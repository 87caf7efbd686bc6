package io.campusgate.whitelist.bundle;

/// A manifest or a chunk is not what it should be; the message is one plain sentence that repeats no personal data.
/// Unchecked, because records are read as iterators.
public final class BadBundle extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BadBundle(String message) {
        super(message);
    }

    public BadBundle(String message, Throwable cause) {
        super(message, cause);
    }
}
