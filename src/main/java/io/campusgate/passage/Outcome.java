package io.campusgate.passage;

import io.campusgate.domain.Word;

/// What the events of a lane say that happened (design.md section 6).
public enum Outcome implements Word {
    /// Of an `entry`.
    GRANTED, DENIED, WAITING,
    /// Of a `passage`.
    PASSED, DID_NOT_PASS, NOT_OPENED,
    /// Of a `door`.
    FORCED_OPEN, HELD_OPEN, CLOSED, EXIT_BUTTON, RELEASED, SECURED,
    /// Of an `incident`.
    OPENED
}
