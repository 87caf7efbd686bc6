package io.campusgate.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.Await;
import io.campusgate.config.GateConfig;
import io.campusgate.device.drivers.Drivers;
import io.campusgate.device.sim.SimGate;
import io.campusgate.report.GateDay;
import io.campusgate.report.Incident;
import io.campusgate.report.JournalViews;
import io.campusgate.store.JournalReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A running gate on twins, and what people do with its incidents and reports.
class DesksTest {
    @TempDir Path folder;
    private final SimGate hardware = new SimGate();
    private Gate gate;
    private JournalViews views;

    @BeforeEach void start() throws Exception {
        try (GateDay day = new GateDay(folder.resolve("gate.db"))) {
            day.in(GateDay.WANG, "07:30");
        }
        Path config = Files.writeString(folder.resolve("gate.toml"), """
                [site]
                id = "no1"
                gate = "east"
                [store]
                path = "gate.db"
                id-key-file = "id.key"
                [clock]
                source = "assume"
                [report]
                folder = "reports"
                cut-off = "09:00"
                [[lane]]
                id = "in-1"
                direction = "in"
                reader = { driver = "sim" }
                relay = { driver = "sim" }
                door-contact = { driver = "sim" }
                panic = { driver = "sim" }
                [screening]
                required.normal = ["contractor"]
                """);
        Path key = Files.write(folder.resolve("id.key"), new byte[32]);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        gate = Gate.start(GateConfig.read(config), new Drivers(hardware));
        views = gate.controls().views();
    }

    @AfterEach void stop() {
        gate.close();
    }

    private Map<String, ?> order(String what, Map<String, Object> arguments) throws ControlClient.Refused {
        return gate.controls().order(what, arguments);
    }

    private String refusal(String what, Map<String, Object> arguments) {
        return String.valueOf(assertThrows(ControlClient.Refused.class, () -> order(what, arguments)).getMessage());
    }

    @Test void anIncidentIsAcknowledgedAndClosedOnceWithWhoAndWhat() throws Exception {
        hardware.lane("in-1").panic(true);
        Await.until("an incident", () -> views.incidents().open() == 1);
        Incident panic = views.incidents().list(0).getFirst();

        order("incident_acknowledge", Map.of("seq", panic.seq(), "by", "guard1"));
        assertEquals("incident " + panic.seq() + " is acknowledged already, by guard1", refusal("incident_acknowledge", Map.of("seq", panic.seq(), "by", "guard2")));
        assertEquals("'text' is missing", refusal("incident_close", Map.of("seq", panic.seq(), "by", "guard1")));
        order("incident_close", Map.of("seq", panic.seq(), "by", "guard2", "text", "误按，已复位"));
        assertEquals("incident " + panic.seq() + " is closed already, by guard2", refusal("incident_close", Map.of("seq", panic.seq(), "by", "x", "text", "y")));
        assertEquals("there is no incident 999", refusal("incident_close", Map.of("seq", 999L, "by", "x", "text", "y")));

        Incident closed = views.incidents().find(panic.seq()).orElseThrow();
        assertEquals(List.of("acknowledged guard1 ", "closed guard2 误按，已复位"), closed.steps().stream().map(s -> s.outcome() + " " + s.by() + " " + s.text()).toList());
        try (JournalReader journal = JournalReader.open(folder.resolve("gate.db"))) {
            String last = journal.before(Long.MAX_VALUE, 1).getFirst().text();
            assertTrue(last.contains("\"type\":\"incident\",\"lane\":\"in-1\",\"outcome\":\"closed\"") && last.contains("\"kind\":\"panic\",\"incident\":" + panic.seq()), last);
        }
    }

    @Test void aReportIsWrittenInAllFormsNumberedAndJournaled() throws Exception {
        Map<String, ?> first = order("report_issue", Map.of("date", "2026-09-01", "by", "office"));
        assertEquals("1", String.valueOf(first.get("number")));
        Map<String, ?> second = order("report_issue", Map.of("date", "2026-09-01", "until", "12:00", "by", "office"));
        assertEquals("2", String.valueOf(second.get("number")));
        try (Stream<Path> files = Files.list(folder.resolve("reports"))) {
            List<Path> written = files.sorted().toList();
            assertEquals(List.of("daily-2026-09-01-correction-1.csv", "daily-2026-09-01-correction-1.html", "daily-2026-09-01-correction-1.xlsx", "daily-2026-09-01.csv",
                    "daily-2026-09-01.html", "daily-2026-09-01.xlsx"), written.stream().map(f -> f.getFileName().toString()).toList());
            assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(written.getFirst())));
        }
        assertTrue(Files.readString(folder.resolve("reports/daily-2026-09-01.csv")).contains("passages,in,,,,,,,1,,"));
        assertTrue(Files.readString(folder.resolve("reports/daily-2026-09-01-correction-1.html")).contains("第 1 次更正"));
        assertEquals(List.of("1 2026-09-01T01:00:00Z", "2 2026-09-01T04:00:00Z"),
                views.reports().issues(GateDay.DATE).stream().map(i -> i.number() + " " + i.until()).toList());
        assertEquals("the day 2099-01-01 has not begun", refusal("report_issue", Map.of("date", "2099-01-01", "by", "x")));
        assertTrue(refusal("report_issue", Map.of("date", "tomorrow", "by", "x")).startsWith("a date reads 2026-09-01"));
    }

    private void setClock(LocalDate day, String time) throws Exception {
        order("clock_set", Map.of("time", day + "T" + time, "by", "test"));
        gate.housekeeping().eachMinuteNow();
    }

    private List<String> issued(LocalDate day) {
        return views.reports().issues(day).stream().map(i -> i.number() + " until " + i.until().atZone(GateDay.ZONE).toLocalTime()).toList();
    }

    @Test void aReportWritesItselfAtTheCutOffAndAnewWhenAnEntryIsTypedInLater() throws Exception {
        LocalDate day = LocalDate.now(GateDay.ZONE).plusDays(1);
        setClock(day, "08:59:59");
        assertEquals(List.of(), issued(day));
        setClock(day, "09:00:00");
        assertEquals(List.of("1 until 09:00"), issued(day));
        assertEquals(List.of("1 until 09:00"), issued(day.minusDays(1)), "of the day before, on which the gate was off then");
        setClock(day, "09:01:00");
        assertEquals(List.of("1 until 09:00"), issued(day), "once a day");
        assertTrue(Files.readString(folder.resolve("reports/daily-" + day + ".csv")).contains("zero_report,,,,,,,,,true"), "a zero report");

        order("late_entry", Map.of("name", "Ann", "id_number", "11010519491231002X", "direction", "in", "happened", day + "T08:30", "by", "guard1"));
        setClock(day.plusDays(1), "08:59:59");
        assertEquals(List.of("1 until 09:00"), issued(day));
        setClock(day.plusDays(1), "09:00:00");
        assertEquals(List.of("1 until 09:00", "2 until 09:00"), issued(day));
        String corrected = Files.readString(folder.resolve("reports/daily-" + day + "-correction-1.csv"));
        assertTrue(corrected.contains("passages,late,,,,,,,1,,") && corrected.contains("report,number,,,,,,,,,2"), corrected);
        assertTrue(Files.readString(folder.resolve("reports/daily-" + day + ".csv")).contains("passages,late,,,,,,,0,,"), "what was issued stays as it was");
        try (JournalReader journal = JournalReader.open(folder.resolve("gate.db"))) {
            assertEquals(1, journal.after(0, 1000).stream().filter(e -> e.text().contains("\"outcome\":\"exported\"") && e.text().contains("\"date\":\"" + day + "\"")
                    && e.text().contains("\"number\":2") && e.text().contains("\"by\":\"campus-gate\"")).count());
        }
    }

    @Test void aVisitorWhoIsInsideWhenThePassIsOverIsAnIncidentOnce() throws Exception {
        LocalDate day = LocalDate.now(GateDay.ZONE).plusDays(1);
        setClock(day, "10:00");
        Map<String, ?> pass = order("visitor_register", Map.of("lane", "in-1", "name", "Ann", "id_number", "11010519491231002X", "host", "教务处",
                "reason", "家长会", "until", day + "T11:00", "by", "guard1"));
        Await.until("the lane to open", () -> hardware.lane("in-1").relay().isEnergised());
        hardware.lane("in-1").door(true);
        hardware.lane("in-1").door(false);
        Await.until("the visitor to be inside", () -> views.today().inside(gate.controls().now()).size() == 1);
        setClock(day, "10:59");
        assertEquals(0, views.incidents().open());
        setClock(day, "11:00");
        Await.until("an incident", () -> views.incidents().open() == 1);
        Incident overstay = views.incidents().list(0).getFirst();
        assertEquals("overstay", overstay.kind());
        gate.housekeeping().eachMinuteNow();
        setClock(day, "11:30");
        order("incident_acknowledge", Map.of("seq", overstay.seq(), "by", "guard1"));
        assertEquals(1, views.incidents().list(0).size());
        try (JournalReader journal = JournalReader.open(folder.resolve("gate.db"))) {
            String opened = journal.find(overstay.seq()).orElseThrow().text();
            assertTrue(opened.contains("\"id\":\"" + pass.get("pass") + "\"") && opened.contains("Ann"), opened);
        }
    }

    @Test void anIssuedDayIsToBeCorrectedWhenAnEntryIsTypedInLater() throws Exception {
        order("report_issue", Map.of("date", "2026-09-01", "by", "office"));
        gate.close();
        try (GateDay day = new GateDay(folder.resolve("gate.db"))) {
            assertTrue(views.reports().toBeCorrected(GateDay.at("12:00")).isEmpty());
            day.late(GateDay.LI, "11:00", "08:00").late(GateDay.HAN, "11:01", "10:00");
            assertEquals(List.of(GateDay.DATE), List.copyOf(views.reports().toBeCorrected(GateDay.at("12:00"))));
        }
    }
}
