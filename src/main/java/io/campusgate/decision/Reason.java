package io.campusgate.decision;

import io.campusgate.domain.Word;

/// Why an entry was granted, denied or made to wait: the words of design.md section 3, in the order of the rules.
public enum Reason implements Word {
    /// All rules let the person in.
    OK,
    STALE_TAP, LANE_BUSY, STORE_FAILED, WHITELIST_STALE,
    WATCH_LIST,
    UNKNOWN_CREDENTIAL, BLOCKED,
    SUSPENDED,
    NOT_YET_VALID, EXPIRED,
    MODE, WRONG_GATE, OUTSIDE_HOURS,
    NO_PASS, PASS_NOT_APPROVED, PASS_USED_UP, CLOCK_UNTRUSTED,
    ANTI_PASSBACK,
    NOT_SCREENED, FEVER, SCREENING_UNSURE,
    /// Opened by a person: an order, the desk, the command line.
    OPERATOR,
    /// The guard sent a waiting person away.
    GUARD_REFUSED,
    /// The lane was released when the credential was shown.
    EVACUATION
}
