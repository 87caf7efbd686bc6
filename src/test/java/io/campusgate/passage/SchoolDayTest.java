package io.campusgate.passage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.campusgate.decision.History;
import io.campusgate.decision.Moment;
import io.campusgate.decision.Past.Presence;
import io.campusgate.decision.Scene;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Cardholder;
import io.campusgate.domain.ClockState;
import io.campusgate.domain.Credential;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Lookup;
import io.campusgate.domain.Mode;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.Rulebook;
import io.campusgate.domain.Uptime;
import io.campusgate.domain.Validity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// 3,000 people come to school in the morning through two lanes and leave in the afternoon through a third.
class SchoolDayTest {
    private static final int PEOPLE = 3000;

    private static final Rulebook RULES = new Scene().rulebook();
    private final History history = new History(Scene.ZONE);
    private final Map<String, Integer> counted = new HashMap<>();
    private Instant wall = Scene.at("2026-09-01T07:00");
    private long nowMs;

    private Surroundings surroundings() {
        return new Surroundings(Uptime.ofMillis(nowMs), new Moment(wall, ClockState.SYNCED, Scene.ZONE), nowMs, Mode.NORMAL, false, true, RULES,
                history, "east", Duration.ofMillis(1500));
    }

    private void later(long ms) {
        nowMs += ms;
        wall = wall.plusMillis(ms);
    }

    private static Lookup person(int i) {
        Credential card = new Credential.Card(CardNumber.ofInt(1_000_000 + i));
        Cardholder holder = new Cardholder("S" + i, "学生" + i, PersonKind.STUDENT, "七年级", List.of("teachers"), Validity.ALWAYS, true);
        return new Lookup(card, true, Optional.of(holder), false, Validity.ALWAYS, List.of(), List.of(), RULES);
    }

    /// Posts the event and all that follows from it at once: durable records, lookups.
    private State post(Passage passage, State state, Event first, Lookup lookup) {
        Deque<Event> events = new ArrayDeque<>(List.of(first));
        while (!events.isEmpty()) {
            Step step = passage.next(state, events.removeFirst(), surroundings());
            state = step.state();
            for (Action action : step.actions()) {
                switch (action) {
                    case Action.Append(var draft) -> {
                        counted.merge(draft.lane().orElseThrow() + " " + draft.type().word() + " " + draft.outcome(), 1, Integer::sum);
                        events.add(new Event.Recorded(draft.id(), 1));
                    }
                    case Action.Identify(long entry, _) -> events.add(new Event.Identified(entry, Optional.of(lookup)));
                    case Action.Remember(var change) -> history.apply(change);
                    case Action.Pulse _, Action.Hold _, Action.Rest _, Action.Show _, Action.Raise _ -> { }
                }
            }
        }
        return state;
    }

    /// Taps, opens the door, goes through, and the door closes.
    private State goThrough(Passage passage, State state, Lookup lookup) {
        boolean in = passage.lane().direction() == Direction.IN;
        State s = post(passage, state, new Event.Tapped(lookup.credential(), Uptime.ofMillis(nowMs), in ? Optional.of(lookup) : Optional.empty()), lookup);
        later(400);
        s = post(passage, s, new Event.Door(true), lookup);
        later(800);
        s = post(passage, s, new Event.Tick(), lookup);
        return post(passage, s, new Event.Door(false), lookup);
    }

    private static Passage lane(int number, String id, Direction direction) {
        LaneSettings s = TestLane.settings(direction);
        return new Passage(new LaneSettings(number, id, direction, s.openFor(), s.heldOpen(), s.release(), s.pulse(), s.maxOn(), true, true, s.offset()));
    }

    @Test void everybodyComesInAndGoesOut() {
        List<Lookup> people = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
            people.add(person(i));
        }
        List<Passage> lanes = List.of(lane(1, "in-1", Direction.IN), lane(2, "in-2", Direction.IN), lane(3, "out-1", Direction.OUT));
        State[] states = {State.START, State.START, State.START};
        for (int i = 0; i < 3; i++) {
            states[i] = post(lanes.get(i), states[i], new Event.Door(false), people.getFirst());
        }

        for (int i = 0; i < PEOPLE; i++) {
            states[i % 2] = goThrough(lanes.get(i % 2), states[i % 2], people.get(i));
        }
        assertEquals(PEOPLE, howMany(people, Presence.INSIDE));
        later(Duration.ofHours(6).toMillis());
        for (Lookup lookup : people) {
            states[2] = goThrough(lanes.get(2), states[2], lookup);
        }

        assertEquals(PEOPLE, howMany(people, Presence.OUTSIDE));
        Map<String, Integer> expected = new HashMap<>();
        for (String what : List.of("entry granted", "passage passed", "door closed")) {
            expected.put("in-1 " + what, PEOPLE / 2);
            expected.put("in-2 " + what, PEOPLE / 2);
            expected.put("out-1 " + what, PEOPLE);
        }
        assertEquals(expected, counted);
    }

    private long howMany(List<Lookup> people, Presence presence) {
        return people.stream().filter(p -> history.about(p, wall, Uptime.ofMillis(nowMs)).presence() == presence).count();
    }
}
