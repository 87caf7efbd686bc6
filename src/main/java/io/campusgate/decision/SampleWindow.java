package io.campusgate.decision;

import io.campusgate.domain.Temperature;
import io.campusgate.domain.Uptime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// Finds out from a thermometer's samples whether somebody stands still in front of it: five samples within 0.3 °C,
/// taken within half a second, all as warm as skin; the reading is their median.
///
/// Not thread-safe: it belongs to the thread that samples.
public final class SampleWindow {
    private static final int SAMPLES = 5;
    private static final int SPREAD_CENTI = 30;
    private static final Duration LENGTH = Duration.ofMillis(500);
    private static final Temperature SKIN_LOW = new Temperature(2800);
    private static final Temperature SKIN_HIGH = new Temperature(4200);

    private final Duration warmUp;
    private final Deque<Sight.Steady> samples = new ArrayDeque<>();
    private Optional<Uptime> firstAnswer = Optional.empty();

    /// @param warmUp from the sensor's first answer on; zero: it needs none
    public SampleWindow(Duration warmUp) {
        this.warmUp = warmUp;
    }

    /// Takes the next sample and says what is seen with it.
    public Sight add(Temperature surface, Temperature ambient, Uptime at) {
        if (firstAnswer.isEmpty()) {
            firstAnswer = Optional.of(at);
        }
        if (!at.hasReached(firstAnswer.get().plus(warmUp))) {
            return new Sight.Unwell(Sight.Cause.WARMING_UP);
        }
        if (!surface.isWithin(SKIN_LOW, SKIN_HIGH)) {
            samples.clear();
            return new Sight.Nobody();
        }
        samples.addLast(new Sight.Steady(surface, ambient, at));
        if (samples.size() > SAMPLES) {
            samples.removeFirst();
        }
        return steady().<Sight>map(s -> s).orElseGet(Sight.Moving::new);
    }

    /// A measurement failed: what came before no longer counts.
    public Sight fail() {
        samples.clear();
        return new Sight.Unwell(Sight.Cause.FAILED);
    }

    /// The sensor was without power, as far as one can tell: it warms up anew.
    public Sight lose() {
        firstAnswer = Optional.empty();
        return fail();
    }

    private Optional<Sight.Steady> steady() {
        if (samples.size() < SAMPLES || !samples.getFirst().at().plus(LENGTH).hasReached(samples.getLast().at())) {
            return Optional.empty();
        }
        int[] surfaces = samples.stream().mapToInt(s -> s.surface().centiCelsius()).sorted().toArray();
        if (surfaces[SAMPLES - 1] - surfaces[0] > SPREAD_CENTI) {
            return Optional.empty();
        }
        Sight.Steady newest = samples.getLast();
        return Optional.of(new Sight.Steady(new Temperature(surfaces[SAMPLES / 2]), newest.ambient(), newest.at()));
    }
}
