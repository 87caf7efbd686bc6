package io.campusgate.report;

import static io.campusgate.report.GateDay.LI;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.report.Incident.State;
import io.campusgate.store.EventIndex;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncidentLogTest {
    @TempDir Path folder;
    private Path store;
    private GateDay day;

    @BeforeEach void open() {
        store = folder.resolve("gate.db");
        day = new GateDay(store);
    }

    @AfterEach void close() {
        day.close();
    }

    private static Map<String, Object> step(long incident, String by, String text) {
        return Map.of("kind", "panic", "incident", incident, "by", by, "text", text);
    }

    private static List<String> told(IncidentLog log) {
        return log.list(10).stream().map(i -> i.seq() + " " + i.kind() + " " + i.state().word()).toList();
    }

    @Test void anIncidentIsOpenedAcknowledgedAndClosedAndKeepsWhatWasDone() {
        day.incident("opened", "07:00", Map.of("kind", "panic"));
        IncidentLog log = new IncidentLog(store);
        assertEquals(List.of("1 panic open"), told(log));
        assertEquals(1, log.open());
        day.incident("acknowledged", "07:01", step(1, "guard1", "去看看"));
        assertEquals(List.of("1 panic acknowledged"), told(log));
        assertEquals(0, log.open());
        day.incident("closed", "07:10", step(1, "guard2", "误按"));
        Incident closed = log.find(1).orElseThrow();
        assertEquals(State.CLOSED, closed.state());
        assertEquals(List.of(new Incident.Step(GateDay.at("07:01"), "acknowledged", "guard1", "去看看"),
                new Incident.Step(GateDay.at("07:10"), "closed", "guard2", "误按")), closed.steps());
    }

    @Test void whatIsNotClosedComesBeforeWhatIs() {
        day.incident("opened", "07:00", Map.of("kind", "panic")).incident("opened", "07:01", Map.of("kind", "tamper")).door("held_open", "07:02")
                .incident("opened", "07:03", Map.of("kind", "forced_open")).incident("acknowledged", "07:04", step(1, "g", "x")).incident("closed", "07:05", step(4, "g", "x"));
        assertEquals(List.of("3 held_open open", "2 tamper open", "1 panic acknowledged", "4 forced_open closed"), told(new IncidentLog(store)));
    }

    @Test void aClosedOneStaysClosedWhateverIsSaidAfterwards() {
        day.incident("opened", "07:00", Map.of("kind", "panic")).incident("closed", "07:01", step(1, "g", "x")).incident("acknowledged", "07:02", step(1, "g", "y"))
                .incident("closed", "07:03", step(77, "g", "nothing like that"));
        IncidentLog log = new IncidentLog(store);
        assertEquals(List.of("1 panic closed"), told(log));
        assertEquals(2, log.find(1).orElseThrow().steps().size());
    }

    @Test void saysWhomItIsAboutUntilThatIsPurged() {
        day.incidentOf(LI, "fever", "07:00").incident("opened", "07:01", Map.of("kind", "panic"));
        IncidentLog log = new IncidentLog(store);
        assertEquals(List.of("", "S0001"), log.list(10).stream().map(i -> i.person().map(p -> p.id()).orElse("")).toList());
        day.purge("2027-09-01T00:00");
        assertTrue(log.list(10).stream().allMatch(i -> i.person().isEmpty()));
    }

    @Test void readsOnFromWhereItWasWithAndWithoutAnIndex() {
        day.incident("opened", "07:00", Map.of("kind", "panic"));
        try (EventIndex index = EventIndex.open(store)) {
            index.catchUp(100);
        }
        IncidentLog log = new IncidentLog(store);
        assertEquals(1, log.open());
        day.incident("acknowledged", "07:01", step(1, "g", "x")).incident("opened", "07:02", Map.of("kind", "tamper"));
        assertEquals(List.of("3 tamper open", "1 panic acknowledged"), told(log));
        assertEquals(told(log), told(new IncidentLog(store)));
    }
}
