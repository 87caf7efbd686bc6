package io.campusgate.domain;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// When a temperature is asked for and what it means (`[screening]`, design.md section 3).
///
/// @param required kinds to be screened inwards, by mode; a mode that is not named requires none
/// @param warmUp   how long a sensor is not believed, from its first answer after power-on; a twin needs none
public record ScreeningPolicy(Temperature threshold, int guardBandCenti, Map<Mode, Set<PersonKind>> required,
                              Degraded degraded, Uncalibrated uncalibrated, Temperature ambientLow,
                              Temperature ambientHigh, Duration warmUp, Duration validFor) {
    /// What becomes of a person whose reading is `unreliable` or `unsure`.
    public enum Degraded implements Word { MANUAL, DENY, FLAG }

    /// Whether a sensor without an offset table may give a verdict at all.
    public enum Uncalibrated implements Word { UNRELIABLE, ALLOW }

    public static final ScreeningPolicy DEFAULT = new ScreeningPolicy(new Temperature(3730), 30,
            Map.of(Mode.NORMAL, Set.of(PersonKind.VISITOR, PersonKind.CONTRACTOR), Mode.CLOSED, Set.of(PersonKind.values())),
            Degraded.MANUAL, Uncalibrated.UNRELIABLE, new Temperature(1600), new Temperature(3500),
            Duration.ofMinutes(5), Duration.ofHours(4));

    public ScreeningPolicy {
        required = Map.copyOf(required);
        if (threshold.centiCelsius() < 3500 || threshold.centiCelsius() > 4000) {
            throw new IllegalArgumentException("threshold-celsius lies between 35.0 and 40.0, not at " + threshold);
        }
        if (guardBandCenti < 0 || guardBandCenti > 150) {
            throw new IllegalArgumentException("guard-band-celsius lies between 0 and 1.5");
        }
        if (ambientHigh.isBelow(ambientLow)) {
            throw new IllegalArgumentException("ambient is [low, high] in °C");
        }
    }

    public boolean requires(Mode mode, PersonKind kind) {
        return Optional.ofNullable(required.get(mode)).map(kinds -> kinds.contains(kind)).orElse(false);
    }
}
