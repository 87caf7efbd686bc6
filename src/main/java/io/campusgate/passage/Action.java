package io.campusgate.passage;

import io.campusgate.decision.History;
import io.campusgate.domain.Credential;
import io.campusgate.domain.Draft;
import io.campusgate.domain.Temperature;
import io.campusgate.domain.Word;
import java.time.Duration;
import java.util.Optional;

/// What a lane asks its owner to do. Each returns at once; what comes of it is an [Event].
public sealed interface Action {

    /// Energise the relay, or go on energising it, and let it rest after `atMost` even if nobody says so any more.
    record Pulse(Duration atMost) implements Action {}

    /// Energise the relay until [Rest], however long (`release = "hold"`).
    record Hold() implements Action {}

    /// Let the relay rest. Follows each [Pulse] and [Hold].
    record Rest() implements Action {}

    /// Give the draft to the journal; answered by [Event.Recorded] or [Event.StoreFailed].
    record Append(Draft draft) implements Action {}

    /// Look the credential up; answered by [Event.Identified] with the same number.
    record Identify(long entry, Credential credential) implements Action {}

    /// Apply to the gate's [History].
    record Remember(History.Change change) implements Action {}

    /// Show this to the person at the lane.
    ///
    /// @param reading the body temperature that was just measured of them; whether it is shown is the site's choice
    record Show(Signal signal, Optional<Temperature> reading) implements Action {}

    /// Call security: light the alarm, log it, count it. What is to be recorded comes as [Append].
    record Raise(Alarm alarm) implements Action {}

    /// `IDLE` nothing, `GO` green, `WAIT` amber, `STOP` red: see the guard.
    enum Signal implements Word { IDLE, GO, WAIT, STOP }

    /// Kinds of incident (design.md section 6), and `HELD_OPEN`, `STORE_FAILED` and `RELAY_FAULT`, which are none.
    enum Alarm implements Word {
        FEVER, WATCH_LIST, REPEATED_REFUSALS, PANIC, TAMPER, OVERSTAY, FORCED_OPEN, HELD_OPEN, STORE_FAILED, RELAY_FAULT
    }
}
