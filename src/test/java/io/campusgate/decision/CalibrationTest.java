package io.campusgate.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.decision.Calibration.Pair;
import io.campusgate.domain.Temperature;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    private final Random random = new Random(7);

    private List<Pair> people(int count, double low, double high, double noise) {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double ambient = low + (high - low) * i / (count - 1);
            double body = 36.6 + random.nextGaussian() * 0.25;
            double offset = 3.0 - (ambient - 16) * 0.08;   // 3.0 at 16 °C, 1.8 at 31 °C
            pairs.add(pair(body - offset + random.nextGaussian() * noise, ambient, body));
        }
        return pairs;
    }

    private static Pair pair(double surface, double ambient, double body) {
        return new Pair(Temperature.ofCelsius(surface), Temperature.ofCelsius(ambient), Temperature.ofCelsius(body));
    }

    @Test void findsTheLineThatMadeThePairs() {
        Calibration c = Calibration.of(people(30, 16, 31, 0));
        assertEquals(2, c.table().points().size(), c.table().toString());
        assertEquals(300, c.table().points().getFirst().addCenti(), 2);
        assertEquals(180, c.table().points().getLast().addCenti(), 2);
        assertTrue(c.error() < 0.01 && c.worst() < 0.02, c.error() + " " + c.worst());
    }

    @Test void tellsTheErrorOfTheNextPersonWhichIsLargerThanItsOwn() {
        Calibration c = Calibration.of(people(30, 16, 31, 0.15));
        assertTrue(c.error() > 0.08 && c.error() < 0.25, "about the noise: " + c.error());
        assertTrue(c.errorOfTheNext() > c.error());
    }

    @Test void atOneRoomTemperatureOnePointIsAllThatCanBeSaid() {
        Calibration c = Calibration.of(people(30, 22, 23, 0.1));
        assertEquals(1, c.table().points().size());
        assertEquals(new Temperature(2250), c.table().points().getFirst().ambient());
    }

    @Test void namesAPairThatSomebodyMisread() {
        List<Pair> pairs = people(30, 16, 31, 0.1);
        pairs.set(11, pair(34.0, 22, 39.9));
        assertEquals(List.of(11), Calibration.of(pairs).outliers());
    }

    @Test void fivePeopleAreTheLeast() {
        assertThrows(IllegalArgumentException.class, () -> Calibration.of(people(4, 16, 31, 0)));
        assertEquals(1, Calibration.of(people(5, 16, 31, 0)).table().points().size());
    }
}
