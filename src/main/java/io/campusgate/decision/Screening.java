package io.campusgate.decision;

import io.campusgate.domain.Health;
import io.campusgate.domain.ScreeningPolicy;
import io.campusgate.domain.ScreeningPolicy.Uncalibrated;
import io.campusgate.domain.Temperature;
import io.campusgate.domain.Verdict;
import java.util.Optional;
import java.util.OptionalInt;

/// Judges a temperature (design.md section 3). It screens; it does not diagnose.
public final class Screening {
    /// Outside these no living body is measured but a collar, a cup of tea, or a sensor held wrong.
    private static final Temperature BODY_LOW = new Temperature(3400);
    private static final Temperature BODY_HIGH = new Temperature(4200);

    /// What a reading leads to.
    public sealed interface Outcome {
        /// No body's temperature: ask for another reading.
        record Retry(Health soFar) implements Outcome {}

        /// Too close to the threshold for one reading: after a pause a second one decides.
        record Again(Health soFar) implements Outcome {}

        record Judged(Health health) implements Outcome {}
    }

    private Screening() {}

    /// @param attempt 1 for the first reading of this person, 2 for the forced second
    public static Outcome judge(Sight.Steady reading, OffsetTable offset, ScreeningPolicy policy, int attempt) {
        OptionalInt add = offset.at(reading.ambient());
        boolean calibrated = add.isPresent() || policy.uncalibrated() == Uncalibrated.ALLOW;
        if (!calibrated || !reading.ambient().isWithin(policy.ambientLow(), policy.ambientHigh())) {
            return new Outcome.Judged(sensed(Verdict.UNRELIABLE, Optional.empty(), reading, attempt));
        }
        Temperature body = reading.surface().plus(add.orElse(0));
        if (!isPlausible(body)) {
            return new Outcome.Retry(sensed(Verdict.UNRELIABLE, Optional.empty(), reading, attempt));
        }
        Verdict verdict = verdict(body, policy);
        Health health = sensed(verdict, Optional.of(body), reading, attempt);
        return verdict == Verdict.UNSURE && attempt == 1 ? new Outcome.Again(health) : new Outcome.Judged(health);
    }

    /// What a guard measured by hand: below the threshold is normal, since there is no better reading to wait for.
    ///
    /// @param body [#isPlausible]
    public static Health byHand(Temperature body, ScreeningPolicy policy) {
        Verdict verdict = body.isBelow(policy.threshold()) ? Verdict.NORMAL : Verdict.FEVER;
        return new Health(verdict, Optional.of(body), Optional.empty(), Optional.empty(), 1, Health.Method.MANUAL);
    }

    /// A sensor that is absent, warming up or failing.
    public static Health withoutReading() {
        return new Health(Verdict.UNRELIABLE, Optional.empty(), Optional.empty(), Optional.empty(), 0, Health.Method.SENSOR);
    }

    /// A normal result that still holds.
    public static Health stillNormal(Health earlier) {
        return new Health(Verdict.NORMAL, earlier.body(), Optional.empty(), Optional.empty(), 0, Health.Method.EARLIER);
    }

    /// Whether a living body can have this temperature.
    public static boolean isPlausible(Temperature body) {
        return body.isWithin(BODY_LOW, BODY_HIGH);
    }

    private static Verdict verdict(Temperature body, ScreeningPolicy policy) {
        if (!body.isBelow(policy.threshold())) {
            return Verdict.FEVER;
        }
        return body.isBelow(policy.threshold().plus(-policy.guardBandCenti())) ? Verdict.NORMAL : Verdict.UNSURE;
    }

    private static Health sensed(Verdict verdict, Optional<Temperature> body, Sight.Steady reading, int attempt) {
        return new Health(verdict, body, Optional.of(reading.surface()), Optional.of(reading.ambient()), attempt, Health.Method.SENSOR);
    }
}
