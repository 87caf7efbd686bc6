package io.campusgate.decision;

import io.campusgate.domain.Health;
import io.campusgate.domain.Pass;
import java.util.Optional;

/// What the gate does about one tap. Whoever acts on a decision switches over it without `default`.
public sealed interface Decision {

    /// Open.
    ///
    /// @param reason       `OK`, or `EVACUATION` while every lane is released
    /// @param pass         the pass that lets the person in and of which this is an entry; empty: a level does
    /// @param passedBack   known to be inside already, noted only (soft anti-passback)
    /// @param health       what the screening said; empty: none was asked for
    record Grant(Reason reason, Optional<Pass> pass, boolean passedBack, Optional<Health> health) implements Decision {}

    /// Do not open.
    record Deny(Reason reason, Optional<Health> health) implements Decision {}

    /// Everything else lets the person in; a temperature is asked for.
    record Measure() implements Decision {}

    /// Only a guard can let this person in: with a hand-held thermometer (`degraded = "manual"`), or, of a visitor whom nobody
    /// announced (`NO_PASS`), with a pass made on the spot.
    ///
    /// @param health what the screening said; empty: it was not asked yet
    record AskGuard(Reason reason, Optional<Health> health) implements Decision {}
}
