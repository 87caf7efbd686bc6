package io.campusgate.decision;

import io.campusgate.domain.Health;
import java.util.Optional;

/// How far the screening of the person at the lane has come.
public sealed interface Screened {
    /// No temperature was asked for yet.
    record NotYet() implements Screened {}

    /// Asked for, and nobody stood still in front of the sensor.
    ///
    /// @param last a reading that was no body's temperature, if there was one
    record Nobody(Optional<Health> last) implements Screened {}

    record Judged(Health health) implements Screened {}
}
