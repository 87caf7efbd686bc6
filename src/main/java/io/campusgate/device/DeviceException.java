package io.campusgate.device;

import io.campusgate.domain.Word;

/// A device did not do what was asked. The message names the device, what was found and what was expected.
public final class DeviceException extends Exception {
    private static final long serialVersionUID = 1;

    /// `ABSENT`: not there or cannot be opened. `NO_ANSWER`: there, but silent. `CORRUPT`: an answer whose check fails.
    /// `SELF_REPORTED`: the device says that it is unwell. `OUT_OF_RANGE`: an answer that cannot be true.
    public enum Kind implements Word { ABSENT, NO_ANSWER, CORRUPT, SELF_REPORTED, OUT_OF_RANGE }

    private final Kind kind;

    public DeviceException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public DeviceException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
