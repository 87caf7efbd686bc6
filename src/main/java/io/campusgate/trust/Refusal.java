package io.campusgate.trust;

import io.campusgate.domain.Word;

/// Why a gate did not do what an order or a manifest asked for: `error` of its reply (design.md section 6).
public enum Refusal implements Word {
    /// The text or its signature was changed, or another key made it.
    BAD_SIGNATURE,
    /// The gate has no key of that name.
    UNKNOWN_KEY,
    /// The key has not this right.
    NOT_ALLOWED,
    /// Meant for another site or gate.
    WRONG_TARGET,
    /// Its time is over; of a manifest: an older version than the gate has.
    EXPIRED,
    /// From the future.
    NOT_YET,
    /// Would be valid for too long.
    TOO_LONG,
    /// Carried out or refused before.
    SEEN,
    /// The broker had kept it.
    RETAINED,
    /// The gate does not know the time, and the order does not name the gate's present nonce.
    CLOCK_UNTRUSTED,
    /// Genuine, or not even signed, but not what it should be.
    MALFORMED,
    /// The gate tried and could not.
    FAILED
}
