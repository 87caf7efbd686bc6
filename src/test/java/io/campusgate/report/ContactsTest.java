package io.campusgate.report;

import static io.campusgate.report.GateDay.GUEST;
import static io.campusgate.report.GateDay.HAN;
import static io.campusgate.report.GateDay.LI;
import static io.campusgate.report.GateDay.WANG;
import static io.campusgate.report.GateDay.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.campusgate.domain.PersonKind;
import io.campusgate.domain.Who;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContactsTest {
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

    private List<String> met(String person, int minutes) throws Contacts.Ambiguous {
        return Contacts.of(store, person, Optional.empty(), Optional.empty(), Duration.ofMinutes(minutes)).orElseThrow().met().stream()
                .map(c -> c.person().id() + " " + c.times() + "x " + c.nearest().toSeconds() + (c.sameLane() ? " same" : "")).toList();
    }

    @Test void findsWhoWasThereWithinTheTimeOnEitherSideTheNearestFirst() throws Exception {
        day.in(HAN, "07:25").in(WANG, "07:29").in(LI, "07:30").refused(GUEST, "07:35", "no_pass").in(HAN, "07:35:01");
        assertEquals(List.of("T0042 1x 60 same", "S0002 1x 300 same", "V0001 1x 300 same"), met("S0001", 5));
        assertEquals(List.of("T0042 1x 60 same"), met("李雷", 1));
    }

    @Test void countsHowOftenAndForgetsNobodyWhereTimesOverlap() throws Exception {
        day.in(LI, "07:30").in(WANG, "07:31").in(LI, "07:32").in(LI, "12:00").out(WANG, "12:03").in(HAN, "13:00");
        assertEquals(List.of("T0042 2x 60 same"), met("S0001", 5));
        Contacts.Contact wang = Contacts.of(store, "S0001", Optional.empty(), Optional.empty(), Duration.ofMinutes(5)).orElseThrow().met().getFirst();
        assertEquals(at("12:03"), wang.last());
    }

    @Test void looksAtTheTimesAskedForOnly() throws Exception {
        day.in(LI, "07:30").in(WANG, "07:31").in(LI, "12:00").in(HAN, "12:01");
        Contacts.Found found = Contacts.of(store, "S0001", Optional.of(at("11:00")), Optional.of(at("13:00")), Duration.ofMinutes(5)).orElseThrow();
        assertEquals(1, found.moments());
        assertEquals(List.of("S0002"), found.met().stream().map(c -> c.person().id()).toList());
    }

    @Test void aNameOfSeveralPeopleIsNoPerson() {
        Who.Person other = new Who.Person("S0099", "李雷", PersonKind.STUDENT, "初一1班");
        day.in(LI, "07:30").in(other, "07:31");
        Contacts.Ambiguous e = assertThrows(Contacts.Ambiguous.class, () -> met("李雷", 5));
        assertEquals("several people have this name: S0001 李雷, S0099 李雷", e.getMessage());
        assertEquals(2, e.people().size());
    }

    @Test void anEntryTypedInLaterCountsWhenItHappened() throws Exception {
        day.in(WANG, "07:30").late(LI, "10:00", "07:31").entry(HAN, "10:00", "in-1", "granted", "ok", Map.of(), "passed").late(GUEST, "11:00", "07:33");
        assertEquals(List.of("T0042 1x 60 same", "V0001 1x 120 same"), met("S0001", 5));
        assertEquals(1, Contacts.of(store, "S0001", Optional.of(at("07:00")), Optional.of(at("08:00")), Duration.ofMinutes(5)).orElseThrow().moments());
    }

    @Test void whoWasNeverThereHasNoContacts() throws Exception {
        day.in(WANG, "07:30");
        assertEquals(Optional.empty(), Contacts.of(store, "nobody", Optional.empty(), Optional.empty(), Duration.ofMinutes(5)));
    }
}
