package io.campusgate.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.campusgate.domain.Temperature;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DriftTest {
    private static final LocalDate TODAY = LocalDate.parse("2026-09-01");
    private final Drift drift = new Drift();

    private Optional<Temperature> add(int people, double celsius, LocalDate day) {
        Optional<Temperature> told = Optional.empty();
        for (int i = 0; i < people; i++) {
            Optional<Temperature> now = drift.add(Temperature.ofCelsius(celsius), day);
            told = now.isPresent() ? now : told;
        }
        return told;
    }

    @Test void aSchoolOfHealthyPeopleIsNoDrift() {
        Random random = new Random(1);
        for (int i = 0; i < 3000; i++) {
            assertEquals(Optional.empty(), drift.add(Temperature.ofCelsius(36.5 + random.nextGaussian() * 0.3), TODAY));
        }
    }

    @Test void tellsOnceWhenTheMedianHasLeftItsBand() {
        assertEquals(Optional.empty(), add(19, 35.6, TODAY), "too few to tell");
        assertEquals(Optional.of(new Temperature(3560)), add(1, 35.6, TODAY));
        assertEquals(Optional.empty(), add(100, 35.6, TODAY));
    }

    @Test void tellsAgainAfterTheMedianHadComeBack() {
        add(20, 35.6, TODAY);
        add(21, 36.5, TODAY);
        assertEquals(Optional.of(new Temperature(3560)), add(2, 35.6, TODAY));
    }

    @Test void bothEndsOfTheBandAreInside() {
        assertEquals(Optional.empty(), add(30, 36.0, TODAY));
        assertEquals(Optional.empty(), add(30, 37.0, TODAY.plusDays(1)));
        assertEquals(Optional.of(new Temperature(3701)), add(30, 37.01, TODAY.plusDays(2)));
    }

    @Test void eachDayBeginsAnew() {
        add(20, 35.6, TODAY);
        assertEquals(Optional.empty(), add(19, 35.6, TODAY.plusDays(1)));
        assertEquals(Optional.of(new Temperature(3560)), add(1, 35.6, TODAY.plusDays(1)));
    }
}
