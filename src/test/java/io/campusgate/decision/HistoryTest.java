package io.campusgate.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.decision.History.Change;
import io.campusgate.decision.Past.Presence;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Lookup;
import io.campusgate.domain.Pass;
import io.campusgate.domain.Uptime;
import io.campusgate.domain.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static final Lookup TEACHER = new Scene().lookup();
    private static final Instant EIGHT = Scene.at("2026-09-01T08:00");
    private final History history = new History(Scene.ZONE);

    private Presence presence(String local) {
        return history.about(TEACHER, Scene.at(local), Uptime.ofMillis(0)).presence();
    }

    private void went(Direction direction, Instant at) {
        history.apply(new Change.Went("T0042", direction, at));
    }

    @Test void knowsWhereSomebodyWentLast() {
        assertEquals(Presence.UNKNOWN, presence("2026-09-01T08:00"));
        went(Direction.IN, EIGHT);
        assertEquals(Presence.INSIDE, presence("2026-09-01T08:00"));
        went(Direction.OUT, EIGHT);
        assertEquals(Presence.OUTSIDE, presence("2026-09-01T08:01"));
    }

    @Test void forgetsWhereEverybodyIsAtFourInTheMorning() {
        went(Direction.IN, Scene.at("2026-09-01T23:00"));
        assertEquals(Presence.INSIDE, presence("2026-09-02T03:59:59"));
        assertEquals(Presence.UNKNOWN, presence("2026-09-02T04:00"));
        history.apply(new Change.Went("T0043", Direction.IN, Scene.at("2026-09-02T04:00")));
        assertEquals(Presence.UNKNOWN, presence("2026-09-02T04:00"), "another's new day does not bring the old one back");
    }

    @Test void forgetsEverybodyInAnEvacuation() {
        went(Direction.OUT, EIGHT);
        history.apply(new Change.Evacuated());
        assertEquals(Presence.UNKNOWN, presence("2026-09-01T08:00"));
    }

    @Test void anExitByButtonMayHaveBeenAnybodyInside() {
        went(Direction.IN, EIGHT);
        history.apply(new Change.Went("T0043", Direction.OUT, EIGHT));
        history.apply(new Change.SomebodyLeft());
        assertEquals(Presence.UNKNOWN, presence("2026-09-01T08:00"));
        went(Direction.OUT, EIGHT);
        history.apply(new Change.SomebodyLeft());
        assertEquals(Presence.OUTSIDE, presence("2026-09-01T08:00"), "who was outside did not leave");
    }

    @Test void countsTheEntriesOfAPass() {
        Pass once = new Pass("P1", Optional.empty(), "李雷", "", "", "T0001", Scene.between("2026-09-01T07:00", "2026-09-01T12:00"),
                Set.of(), Optional.of(2), Optional.empty());
        Lookup visitor = new Scene().visitorWith(once).lookup();
        assertTrue(history.about(visitor, EIGHT, Uptime.ofMillis(0)).hasEntriesLeft(once));
        history.apply(new Change.PassEntries("P1", 1));
        history.apply(new Change.PassEntries("P1", 1));
        assertFalse(history.about(visitor, EIGHT, Uptime.ofMillis(0)).hasEntriesLeft(once));
        history.apply(new Change.PassEntries("P1", -1));
        assertTrue(history.about(visitor, EIGHT, Uptime.ofMillis(0)).hasEntriesLeft(once));
        assertTrue(history.about(visitor, EIGHT, Uptime.ofMillis(0)).hasEntriesLeft(Scene.pass("P9")), "without a limit");
    }

    @Test void tellsHowLongAgoSomebodyWasNormal() {
        assertEquals(Optional.empty(), history.about(TEACHER, EIGHT, Uptime.ofMillis(0)).normal());
        history.apply(new Change.MeasuredNormal("T0042", Scene.health(Verdict.NORMAL), Uptime.ofMillis(1000)));
        Past past = history.about(TEACHER, EIGHT, Uptime.ofMillis(61_000));
        assertEquals(Optional.of(Duration.ofMinutes(1)), past.normal().map(Past.Earlier::ago));
        history.apply(new Change.MeasuredNormal("T0043", Scene.health(Verdict.NORMAL), Uptime.ofMillis(1000 + Duration.ofDays(1).toMillis())));
        assertEquals(Optional.empty(), history.about(TEACHER, EIGHT, Uptime.ofMillis(61_000)).normal(), "not kept for ever");
    }

    @Test void knowsNothingOfNobody() {
        went(Direction.IN, EIGHT);
        assertEquals(Past.UNKNOWN, history.about(new Scene().unknown().lookup(), EIGHT, Uptime.ofMillis(0)));
    }

    @Test void aVisitorWhomOnlyAPassNamesHasAPastToo() {
        Lookup visitor = new Scene().visitorWith(Scene.pass("P1")).lookup();
        history.apply(new Change.Went("P1", Direction.IN, EIGHT));
        assertEquals(Presence.INSIDE, history.about(visitor, EIGHT, Uptime.ofMillis(0)).presence());
    }
}
