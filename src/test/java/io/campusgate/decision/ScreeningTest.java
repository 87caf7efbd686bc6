package io.campusgate.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.campusgate.decision.Screening.Outcome;
import io.campusgate.domain.Health;
import io.campusgate.domain.ScreeningPolicy;
import io.campusgate.domain.ScreeningPolicy.Uncalibrated;
import io.campusgate.domain.Temperature;
import io.campusgate.domain.Uptime;
import io.campusgate.domain.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScreeningTest {
    /// The example of design.md section 7.
    private static final OffsetTable OFFSET = new OffsetTable(List.of(point(16, 300), point(25, 240), point(35, 180)));

    private static OffsetTable.Point point(double ambient, int addCenti) {
        return new OffsetTable.Point(Temperature.ofCelsius(ambient), addCenti);
    }

    private static Sight.Steady reading(double surface, double ambient) {
        return new Sight.Steady(Temperature.ofCelsius(surface), Temperature.ofCelsius(ambient), Uptime.ofMillis(0));
    }

    private static ScreeningPolicy uncalibrated(Uncalibrated uncalibrated) {
        ScreeningPolicy p = ScreeningPolicy.DEFAULT;
        return new ScreeningPolicy(p.threshold(), p.guardBandCenti(), p.required(), p.degraded(), uncalibrated, p.ambientLow(),
                p.ambientHigh(), p.warmUp(), p.validFor());
    }

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Retry _ -> "retry";
            case Outcome.Again _ -> "again";
            case Outcome.Judged(var health) -> health.verdict().word();
        };
    }

    @ParameterizedTest(name = "at {0} °C add {1}")
    @CsvSource({"-5,300", "16,300", "20.5,270", "25,240", "30,210", "34.99,180", "35,180", "60,180", "16.01,300", "17,293"})
    void addsByStraightLinesAndNoMoreBeyondTheEnds(double ambient, int add) {
        assertEquals(OptionalInt.of(add), OFFSET.at(Temperature.ofCelsius(ambient)));
    }

    @Test void oneCalibratedPointCountsEverywhere() {
        OffsetTable one = new OffsetTable(List.of(point(20, 250)));
        assertEquals(OptionalInt.of(250), one.at(Temperature.ofCelsius(5)));
        assertEquals(OptionalInt.of(250), one.at(Temperature.ofCelsius(30)));
        assertEquals(OptionalInt.empty(), OffsetTable.NONE.at(Temperature.ofCelsius(20)));
    }

    @Test void aTableThatDoesNotAscendCannotBeBuilt() {
        assertThrows(IllegalArgumentException.class, () -> new OffsetTable(List.of(point(25, 240), point(25, 250))));
        assertThrows(IllegalArgumentException.class, () -> new OffsetTable(List.of(point(25, 240), point(16, 300))));
    }

    @ParameterizedTest(name = "surface {0} °C at 25 °C, reading {1}: {2}")
    @CsvSource({
        "34.00, 1, normal",     // 36.40
        "34.59, 1, normal",     // 36.99: just below threshold − guard band
        "34.60, 1, again",      // 37.00
        "34.89, 1, again",      // 37.29
        "34.90, 1, fever",      // 37.30: at the threshold
        "34.60, 2, unsure", "34.89, 2, unsure", "34.59, 2, normal", "34.90, 2, fever",
        "31.60, 1, normal",     // 34.00
        "31.59, 1, retry",      // 33.99: nobody living
        "39.60, 1, fever",      // 42.00
        "39.61, 1, retry"})
    void judgesTheBodyTemperature(double surface, int attempt, String expected) {
        assertEquals(expected, word(Screening.judge(reading(surface, 25), OFFSET, ScreeningPolicy.DEFAULT, attempt)));
    }

    @ParameterizedTest(name = "ambient {0} °C: {1}")
    @CsvSource({"15.99, unreliable", "16, normal", "35, normal", "35.01, unreliable"})
    void doesNotTrustASensorThatIsTooColdOrTooHot(double ambient, String expected) {
        assertEquals(expected, word(Screening.judge(reading(33.8, ambient), OFFSET, ScreeningPolicy.DEFAULT, 1)));
    }

    @Test void withoutATableThereIsNoVerdict() {
        assertEquals("unreliable", word(Screening.judge(reading(36.5, 25), OffsetTable.NONE, uncalibrated(Uncalibrated.UNRELIABLE), 1)));
        assertEquals("unreliable", word(Screening.judge(reading(39.5, 25), OffsetTable.NONE, uncalibrated(Uncalibrated.UNRELIABLE), 1)));
    }

    @Test void aSiteMayAllowASensorWithoutATable() {
        assertEquals("normal", word(Screening.judge(reading(36.5, 25), OffsetTable.NONE, uncalibrated(Uncalibrated.ALLOW), 1)));
        assertEquals("fever", word(Screening.judge(reading(37.3, 25), OffsetTable.NONE, uncalibrated(Uncalibrated.ALLOW), 1)));
    }

    @Test void keepsWhatWasMeasured() {
        Outcome.Judged judged = (Outcome.Judged) Screening.judge(reading(34.1, 25), OFFSET, ScreeningPolicy.DEFAULT, 1);
        assertEquals(new Health(Verdict.NORMAL, Optional.of(new Temperature(3650)), Optional.of(new Temperature(3410)),
                Optional.of(new Temperature(2500)), 1, Health.Method.SENSOR), judged.health());
    }

    @Test void aGuardsReadingNeedsNoSecondOne() {
        assertEquals(Verdict.NORMAL, Screening.byHand(Temperature.ofCelsius(37.29), ScreeningPolicy.DEFAULT).verdict());
        assertEquals(Verdict.FEVER, Screening.byHand(Temperature.ofCelsius(37.3), ScreeningPolicy.DEFAULT).verdict());
    }

    // SampleWindow

    private final SampleWindow window = new SampleWindow(Duration.ZERO);

    private Sight feed(long atMs, double... surfaces) {
        Sight last = new Sight.Nobody();
        for (double surface : surfaces) {
            last = window.add(Temperature.ofCelsius(surface), Temperature.ofCelsius(20), Uptime.ofMillis(atMs));
            atMs += 100;
        }
        return last;
    }

    @Test void fiveSamplesThatAgreeAreAReadingAndTheirMedianCounts() {
        assertEquals(new Sight.Moving(), feed(0, 34.0, 34.3, 34.1, 34.3));
        assertEquals(new Sight.Steady(new Temperature(3420), new Temperature(2000), Uptime.ofMillis(400)), feed(400, 34.2));
    }

    @Test void samplesFurtherApartThanThreeTenthsDoNotAgree() {
        assertEquals(new Sight.Moving(), feed(0, 34.0, 34.1, 34.1, 34.2, 34.31));
        assertEquals(new Temperature(3420), ((Sight.Steady) feed(500, 34.2)).surface(), "the first one has left the window");
    }

    @Test void samplesOfMoreThanHalfASecondDoNotCountTogether() {
        feed(0, 34.0, 34.0, 34.0, 34.0);
        assertEquals(new Sight.Moving(), feed(501, 34.0));
        assertEquals(Sight.Steady.class, feed(550, 34.0).getClass());
    }

    @Test void whatIsNotAsWarmAsSkinIsNobody() {
        assertEquals(new Sight.Nobody(), feed(0, 27.99));
        assertEquals(new Sight.Nobody(), feed(100, 42.01));
        feed(200, 34.0, 34.0, 34.0, 34.0, 25.0);
        assertEquals(new Sight.Moving(), feed(700, 34.0, 34.0, 34.0, 34.0), "who comes next begins anew");
        assertEquals(Sight.Steady.class, feed(1100, 34.0).getClass());
    }

    @Test void bothEndsOfSkinCount() {
        assertEquals(Sight.Steady.class, feed(0, 28, 28, 28, 28, 28).getClass());
        assertEquals(Sight.Steady.class, feed(900, 42, 42, 42, 42, 42).getClass());
    }

    @Test void afterAFailureTheWindowFillsAnew() {
        feed(0, 34.0, 34.0, 34.0, 34.0);
        assertEquals(new Sight.Unwell(Sight.Cause.FAILED), window.fail());
        assertEquals(new Sight.Moving(), feed(400, 34.0));
    }

    @Test void warmsUpFromItsFirstAnswerAndAgainAfterItWasLost() {
        SampleWindow cold = new SampleWindow(Duration.ofMinutes(5));
        Temperature warm = Temperature.ofCelsius(34);
        assertEquals(new Sight.Unwell(Sight.Cause.WARMING_UP), cold.add(warm, warm, Uptime.ofMillis(1000)));
        assertEquals(new Sight.Unwell(Sight.Cause.WARMING_UP), cold.add(warm, warm, Uptime.ofMillis(300_999)));
        assertEquals(new Sight.Moving(), cold.add(warm, warm, Uptime.ofMillis(301_000)));
        cold.fail();
        assertEquals(new Sight.Moving(), cold.add(warm, warm, Uptime.ofMillis(301_100)), "one bad answer is no power cut");
        assertEquals(new Sight.Unwell(Sight.Cause.FAILED), cold.lose());
        assertEquals(new Sight.Unwell(Sight.Cause.WARMING_UP), cold.add(warm, warm, Uptime.ofMillis(301_200)));
    }

    @Test void ofASlowSensorTwoOfItsOwnAveragesHaveToAgree() {
        window.pace(Duration.ofMillis(500));
        assertEquals(new Sight.Moving(), feed(0, 34.0));
        assertEquals(Sight.Steady.class, feed(500, 34.2).getClass());
        assertEquals(new Sight.Moving(), feed(1000, 34.6), "they differ");
        assertEquals(new Sight.Moving(), feed(1800, 34.6), "one value was missed between them");
        assertEquals(Sight.Steady.class, feed(2300, 34.6).getClass());
    }

    @ParameterizedTest(name = "a value every {0} ms: {1} have to agree")
    @CsvSource({"0,5", "62,5", "125,5", "126,7", "250,4", "500,2", "1000,2", "2000,2"})
    void asManySamplesAsTheSensorHasInASecondAtMost(int periodMs, int needed) {
        window.pace(Duration.ofMillis(periodMs));
        int step = Math.max(periodMs, 100);
        Sight last = new Sight.Moving();
        int samples = 0;
        while (last instanceof Sight.Moving && samples < 10) {
            last = feed((long) samples * step, 34.0);
            samples++;
        }
        assertEquals(needed, samples);
    }
}
