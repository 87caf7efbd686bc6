package io.campusgate.whitelist;

import io.campusgate.domain.IdNumber;

/// Turns identity numbers into what a whitelist may hold. The store's vault does it with the site's key.
public interface IdNumbers {

    /// Keyed hash for matching, lower-case hex, the same for the same number and key.
    String hmac(IdNumber number);

    /// The number encrypted.
    byte[] seal(IdNumber number);
}
