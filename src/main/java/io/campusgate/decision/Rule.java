package io.campusgate.decision;

import io.campusgate.domain.Word;

/// The access rules in the order in which they are asked; design.md section 3 numbers them from 0.
public enum Rule implements Word {
    /// The tap is fresh, the lane free, the store writable, the whitelist not too old.
    READINESS,
    WATCH_LIST,
    /// Known and not blocked.
    CREDENTIAL,
    /// The cardholder is not suspended.
    STATUS,
    VALIDITY,
    ACCESS_LEVEL,
    PASS,
    ANTI_PASSBACK,
    SCREENING
}
