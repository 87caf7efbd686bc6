package io.campusgate.order;

/// A genuine text is no order; the message is one plain sentence.
public final class BadOrder extends Exception {
    private static final long serialVersionUID = 1;

    BadOrder(String message) {
        super(message);
    }

    BadOrder(String message, Throwable cause) {
        super(message, cause);
    }
}
