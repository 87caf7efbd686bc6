package io.campusgate.report;

import static io.campusgate.report.GateDay.GUEST;
import static io.campusgate.report.GateDay.HAN;
import static io.campusgate.report.GateDay.LI;
import static io.campusgate.report.GateDay.WANG;
import static io.campusgate.report.GateDay.at;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.campusgate.domain.Direction;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.Verdict;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DayCountsTest {
    @TempDir Path folder;
    private GateDay day;

    @BeforeEach void open() {
        day = new GateDay(folder.resolve("gate.db"));
    }

    @AfterEach void close() {
        day.close();
    }

    private DayCounts counts(String until) {
        DayCounts counts = new DayCounts(GateDay.DATE, GateDay.ZONE, at(until), (_, kind) -> kind == PersonKind.VISITOR || kind == PersonKind.STUDENT);
        day.events().forEach(counts::accept);
        return counts;
    }

    @Test void countsAPersonOnceAndAPassageEachTime() {
        day.in(WANG, "07:00").out(WANG, "07:10").in(WANG, "07:20").in(LI, "07:21");
        DayCounts counts = counts("2026-09-02T00:00");
        assertEquals(3, counts.entries());
        assertEquals(1, counts.exits());
        assertEquals(Set.of("T0042", "S0001"), counts.came().keySet());
    }

    @Test void whoWasLetInAndDidNotPassDidNotCome() {
        day.entry(WANG, "07:00", "in-1", "granted", "ok", Map.of(), "did_not_pass").entry(LI, "07:01", "in-1", "granted", "ok", Map.of(), "not_opened");
        DayCounts counts = counts("2026-09-02T00:00");
        assertEquals(0, counts.entries());
        assertEquals(Set.of(), counts.came().keySet());
        assertEquals(Set.of("T0042", "S0001"), counts.seen().keySet());
    }

    @Test void countsRefusalsByReasonAndWhoWasRefused() {
        day.refused(WANG, "07:00", "outside_hours").refused(WANG, "07:05", "outside_hours").refused(LI, "07:06", "no_pass");
        DayCounts counts = counts("2026-09-02T00:00");
        assertEquals(Map.of("outside_hours", 2L, "no_pass", 1L), counts.refusals());
        assertEquals(Set.of("T0042", "S0001"), counts.refusedPeople().keySet());
    }

    @Test void listsAFeverOnceWithItsNewestReadingAndKeepsItAfterANormalOne() {
        day.measured(LI, "07:00", 37.6, Verdict.FEVER).measured(LI, "07:10", 37.9, Verdict.FEVER).measured(LI, "07:30", 36.8, Verdict.NORMAL);
        DayCounts counts = counts("2026-09-02T00:00");
        assertEquals(1, counts.fevers().size());
        assertEquals(37.9, counts.fevers().getFirst().celsius().orElseThrow());
        assertEquals(Map.of("fever", 2L), counts.refusals());
        assertEquals(Map.of("fever", 2L, "normal", 1L), counts.verdicts());
    }

    @Test void listsWhoHadToBeMeasuredAndWasNot() {
        day.in(WANG, "07:00").in(LI, "07:01").measured(HAN, "07:02", 36.5, Verdict.NORMAL).in(GUEST, "07:03").measured(GUEST, "07:30", 36.6, Verdict.NORMAL)
                .measured(LI, "07:31", 0, Verdict.UNRELIABLE);
        assertEquals(List.of("S0001"), counts("2026-09-02T00:00").unmeasured().stream().map(n -> n.person().id()).toList());
    }

    @Test void countsOpeningsByAnOperatorApart() {
        day.opened("guard1", "07:00", "救护车").in(WANG, "07:01");
        DayCounts counts = counts("2026-09-02T00:00");
        assertEquals(1, counts.entries());
        assertEquals(1, Arrays.stream(counts.per10Minutes(Direction.IN)).sum());
        assertEquals(List.of(new DayCounts.Opening(at("07:00"), "in-1", "in", 1, "guard1", "救护车")), counts.openings());
    }

    @Test void leavesOutDrillsAndSaysHowMany() {
        day.drill(WANG, "07:00").in(LI, "07:01");
        DayCounts counts = counts("2026-09-02T00:00");
        assertEquals(1, counts.entries());
        assertEquals(Set.of("S0001"), counts.seen().keySet());
        assertEquals(1, counts.drills());
    }

    @Test void countsWhatHappenedOnTheDayAndBeforeTheCutOff() {
        day.in(WANG, "2026-08-31T23:59").in(LI, "00:00").in(HAN, "08:59:59").in(GUEST, "09:00").in(WANG, "2026-09-02T00:00");
        assertEquals(Set.of("S0001", "S0002"), counts("09:00").came().keySet());
        assertEquals(Set.of("S0001", "S0002", "V0001"), counts("2026-09-05T00:00").came().keySet());
    }

    @Test void anEntryKeptOnPaperCountsWhenItHappened() {
        day.in(LI, "09:30").late(WANG, "10:00", "08:15").late(HAN, "10:01", "2026-08-31T08:15");
        DayCounts counts = counts("09:00");
        assertEquals(Set.of("T0042"), counts.came().keySet());
        assertEquals(1, counts.late());
        assertEquals(1, counts.per10Minutes(Direction.IN)[8 * 6 + 1]);
    }

    @Test void sortsReadingsIntoTenthsOfADegree() {
        day.measured(LI, "07:00", 36.5, Verdict.NORMAL).measured(LI, "07:01", 36.59, Verdict.NORMAL).measured(LI, "07:02", 36.6, Verdict.NORMAL)
                .measured(LI, "07:03", 41.9, Verdict.FEVER).measured(LI, "07:04", 33.0, Verdict.NORMAL);
        long[] spread = counts("2026-09-02T00:00").spread();
        assertEquals(2, spread[25]);
        assertEquals(1, spread[26]);
        assertEquals(1, spread[79]);
        assertEquals(1, spread[0]);
    }

    @Test void tellsWhenVisitorsCameAndLeft() {
        day.entry(GUEST, "08:00", "in-1", "granted", "ok", Map.of("pass", "P7"), "passed").out(GUEST, "08:40");
        assertEquals(List.of(new DayCounts.Visit(GUEST, java.util.Optional.of("P7"), at("08:00"), java.util.Optional.of(at("08:40")))),
                counts("2026-09-02T00:00").visits());
    }

    @Test void countsIncidentsByKind() {
        day.incident("opened", "07:00", Map.of("kind", "panic")).incident("acknowledged", "07:01", Map.of("kind", "panic", "incident", 1L))
                .incident("opened", "07:02", Map.of("kind", "fever"));
        assertEquals(Map.of("panic", 1L, "fever", 1L), counts("2026-09-02T00:00").incidents());
    }
}
