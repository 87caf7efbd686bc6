package io.campusgate.domain;

import java.util.Optional;

/// The health part of an event: what was measured of a person.
///
/// @param body     surface plus the site's offset; empty when nothing usable was read
/// @param surface  what the sensor saw; empty for a hand-held reading
/// @param attempts readings taken for this verdict, 0 when an earlier result still holds
public record Health(Verdict verdict, Optional<Temperature> body, Optional<Temperature> surface,
                     Optional<Temperature> ambient, int attempts, Method method) {
    /// How the reading came about; `EARLIER`: a normal result within its `valid-for`.
    public enum Method implements Word { SENSOR, MANUAL, EARLIER }
}
