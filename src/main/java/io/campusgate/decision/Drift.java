package io.campusgate.decision;

import io.campusgate.domain.Temperature;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;

/// Watches one thermometer by the people whom it found normal: their median hardly moves, so when it leaves its band the
/// sensor or its calibration has drifted. Each day begins anew. Not thread-safe.
public final class Drift {
    public static final Temperature BAND_LOW = new Temperature(3600);
    public static final Temperature BAND_HIGH = new Temperature(3700);
    /// Fewer people have a median of their own.
    private static final int ENOUGH = 20;
    private static final int LOWEST = 3400;
    private static final int HIGHEST = 4200;

    private final int[] people = new int[HIGHEST - LOWEST + 1];
    private int count;
    private boolean told;
    private LocalDate day = LocalDate.MIN;

    /// Takes the body temperature of the next normal person.
    ///
    /// @return the day's median so far if it has just left its band; empty as long as it stays inside or outside
    public Optional<Temperature> add(Temperature body, LocalDate today) {
        if (!today.equals(day)) {
            Arrays.fill(people, 0);
            count = 0;
            told = false;
            day = today;
        }
        people[Math.clamp(body.centiCelsius(), LOWEST, HIGHEST) - LOWEST]++;
        count++;
        Temperature median = median();
        boolean outside = count >= ENOUGH && !median.isWithin(BAND_LOW, BAND_HIGH);
        boolean justLeft = outside && !told;
        told = outside;
        return justLeft ? Optional.of(median) : Optional.empty();
    }

    /// Whether the median stands outside now.
    public boolean isOutside() {
        return told;
    }

    private Temperature median() {
        int below = 0;
        int i = -1;
        while (below * 2 < count) {
            below += people[++i];
        }
        return new Temperature(LOWEST + i);
    }
}
