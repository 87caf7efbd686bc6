package io.campusgate.decision;

import io.campusgate.domain.Temperature;
import io.campusgate.domain.Uptime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// Finds out from a thermometer's samples whether somebody stands still in front of it: five samples within 0.3 °C,
/// taken within half a second, all as warm as skin; the reading is their median. A sensor that is slower than that averages
/// over its own period: of it as many samples as it has in a second, at least two, have to agree.
///
/// Not thread-safe: it belongs to the thread that samples.
public final class SampleWindow {
    private static final int SAMPLES = 5;
    private static final int SPREAD_CENTI = 30;
    private static final Duration LENGTH = Duration.ofMillis(500);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration SLACK = Duration.ofMillis(200);
    private static final Temperature SKIN_LOW = new Temperature(2800);
    private static final Temperature SKIN_HIGH = new Temperature(4200);

    private final Duration warmUp;
    private int needed = SAMPLES;
    private Duration length = LENGTH;
    private final Deque<Sight.Steady> samples = new ArrayDeque<>();
    private Optional<Uptime> firstAnswer = Optional.empty();

    /// @param warmUp from the sensor's first answer on; zero: it needs none
    public SampleWindow(Duration warmUp) {
        this.warmUp = warmUp;
    }

    /// Tells how often the sensor has a new value; zero: always.
    public void pace(Duration period) {
        boolean quick = !period.multipliedBy(SAMPLES - 1).minus(LENGTH).isPositive();
        needed = quick ? SAMPLES : Math.max(2, Math.toIntExact(SECOND.dividedBy(period)));
        length = quick ? LENGTH : period.multipliedBy(needed - 1L).plus(SLACK);
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
        while (samples.size() > needed) {
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
        if (samples.size() < needed || !samples.getFirst().at().plus(length).hasReached(samples.getLast().at())) {
            return Optional.empty();
        }
        int[] surfaces = samples.stream().mapToInt(s -> s.surface().centiCelsius()).sorted().toArray();
        if (surfaces[needed - 1] - surfaces[0] > SPREAD_CENTI) {
            return Optional.empty();
        }
        Sight.Steady newest = samples.getLast();
        return Optional.of(new Sight.Steady(new Temperature(surfaces[needed / 2]), newest.ambient(), newest.at()));
    }
}
