package io.campusgate.report;

import static io.campusgate.report.GateDay.GUEST;
import static io.campusgate.report.GateDay.HAN;
import static io.campusgate.report.GateDay.LI;
import static io.campusgate.report.GateDay.WANG;
import static io.campusgate.report.GateDay.at;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OccupancyTest {
    @TempDir Path folder;
    private GateDay day;

    @BeforeEach void open() {
        day = new GateDay(folder.resolve("gate.db"));
    }

    @AfterEach void close() {
        day.close();
    }

    private List<String> inside(String time) {
        Occupancy occupancy = new Occupancy(GateDay.ZONE);
        day.events().forEach(occupancy::accept);
        return occupancy.inside(at(time)).stream().map(i -> i.person().id() + (i.certainty() == Occupancy.Certainty.UNCERTAIN ? "?" : "")).toList();
    }

    @Test void whoPassedInAndNotOutIsInsideAsARollIsCalled() {
        day.in(HAN, "07:00").in(LI, "07:01").in(WANG, "07:02").in(GUEST, "07:03").out(HAN, "07:30");
        assertEquals(List.of("T0042", "S0001", "V0001"), inside("08:00"));
    }

    @Test void whoWasOnlyLetInIsNotInside() {
        day.entry(WANG, "07:00", "in-1", "granted", "ok", Map.of(), "did_not_pass").refused(LI, "07:01", "expired");
        assertEquals(List.of(), inside("08:00"));
    }

    @Test void anExitByButtonLeavesEverybodyUncertainUntilSeenAgain() {
        day.in(WANG, "07:00").in(LI, "07:01").door("exit_button", "07:30").in(HAN, "07:40").in(WANG, "07:50");
        assertEquals(List.of("T0042", "S0001?", "S0002"), inside("08:00"));
    }

    @Test void aReleaseKeepsTheNamesForTheRollCall() {
        day.in(WANG, "07:00").in(LI, "07:01").door("released", "07:30").entry(LI, "07:31", "out-1", "granted", "evacuation", Map.of(), "passed")
                .entry(WANG, "07:32", "in-1", "granted", "evacuation", Map.of(), "passed");
        assertEquals(List.of("T0042?"), inside("08:00"));
    }

    @Test void beginsAnewAtFourInTheMorning() {
        day.in(WANG, "2026-08-31T22:00").in(LI, "03:59");
        assertEquals(List.of("T0042", "S0001"), inside("03:59:59"));
        assertEquals(List.of(), inside("04:00"));
        day.in(HAN, "04:01");
        assertEquals(List.of("S0002"), inside("05:00"));
    }

    @Test void anEntryTypedInLaterDoesNotBringBackWhoLeftSince() {
        day.in(WANG, "09:00").late(LI, "10:00", "08:00").out(LI, "10:05").late(WANG, "10:10", "08:30").out(HAN, "10:11");
        assertEquals(List.of("T0042"), inside("11:00"));
    }
}
