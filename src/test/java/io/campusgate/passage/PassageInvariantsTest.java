package io.campusgate.passage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.decision.Scene;
import io.campusgate.decision.Sight;
import io.campusgate.domain.AccessPolicy.AntiPassback;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Draft;
import io.campusgate.domain.EventType;
import io.campusgate.domain.Lookup;
import io.campusgate.domain.Mode;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.ScreeningPolicy.Degraded;
import io.campusgate.domain.Temperature;
import io.campusgate.domain.Uptime;
import io.campusgate.domain.Validity;
import io.campusgate.domain.WatchEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever happens in whatever order, some things never do and others always. Seeded: a failure names its seed.
class PassageInvariantsTest {
    private static final int SEEDS = 120;
    private static final int EVENTS = 400;

    private static final LaneSettings IN = TestLane.settings(Direction.IN);
    private static final LaneSettings OUT = TestLane.settings(Direction.OUT);
    private static final List<Mode> MODES = List.of(Mode.values());

    static Stream<Named<LaneSettings>> lanes() {
        return Stream.of(Named.of("in", IN), Named.of("in, no door contact", TestLane.withoutContact(IN)),
                Named.of("in, short relay", TestLane.relay(TestLane.withoutContact(IN), 700, 900)),
                Named.of("in, released by pulse", TestLane.releasedByPulse(IN)),
                Named.of("out", OUT), Named.of("out, no door contact", TestLane.withoutContact(OUT)));
    }

    @ParameterizedTest @MethodSource("lanes")
    void holdUnderAnyOrderOfEvents(LaneSettings settings) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Run run = new Run(settings, seed);
            for (int i = 0; i < EVENTS; i++) {
                run.somethingHappens();
            }
            run.everythingComesToRest();
        }
    }

    /// One lane in a random world, and what has been seen of it.
    private static final class Run {
        private final Random random;
        private final String seed;
        private final LaneSettings settings;
        private final TestLane lane;
        private final List<Lookup> people = new ArrayList<>();
        /// Drafts the journal still owes an answer for.
        private final List<Draft> owed = new ArrayList<>();
        private final Set<Long> ids = new HashSet<>();
        private final Map<Long, Draft> granted = new HashMap<>();
        private final Set<Long> failed = new HashSet<>();
        private final Map<Long, List<String>> outcomes = new HashMap<>();
        private final Set<Long> openedFor = new HashSet<>();
        private final Map<Long, Uptime> identifying = new HashMap<>();
        private Optional<Uptime> energisedSince = Optional.empty();
        private boolean held;
        private boolean fire;

        Run(LaneSettings settings, int seed) {
            this.random = new Random(seed);
            this.seed = settings.id() + ", seed " + seed;
            this.settings = settings;
            lane = new TestLane(settings, scene());
            people();
        }

        private static Scene scene() {
            return new Scene().screening(Degraded.MANUAL, PersonKind.CONTRACTOR).antiPassback(AntiPassback.HARD);
        }

        private void people() {
            for (int i = 1; i <= 3; i++) {
                people.add(scene().credential(Scene.card("0000000" + i)).lookup());
                people.add(scene().credential(Scene.card("0000001" + i)).kind(PersonKind.CONTRACTOR).lookup());
            }
            people.add(scene().credential(Scene.card("00000021")).unknown().lookup());
            people.add(scene().credential(Scene.card("00000022")).suspended().lookup());
            people.add(scene().credential(Scene.card("00000023")).watched(WatchEntry.Action.ALERT, Validity.ALWAYS).lookup());
            people.add(scene().credential(Scene.card("00000024")).visitorWith(Scene.pass("P1")).lookup());
        }

        void somethingHappens() {
            sleep(random.nextInt(10) == 0 ? random.nextInt(20_000) : random.nextInt(700));
            switch (random.nextInt(26)) {
                case 0, 1, 2, 3, 4, 5 -> tap();
                case 6, 7, 8, 9, 10 -> answer();
                case 11, 12, 13 -> post(new Event.Door(random.nextBoolean()));
                case 14, 15 -> post(new Event.Seen(lane.steady(33 + random.nextDouble() * 2.2)));
                case 16 -> post(new Event.Seen(random.nextBoolean() ? new Sight.Nobody() : new Sight.Unwell(Sight.Cause.FAILED)));
                case 17 -> post(new Event.ExitButton(random.nextBoolean()));
                case 18 -> post(new Event.OpenedBy("guard1", "why"));
                case 19 -> {
                    fire = random.nextInt(3) == 0;
                    post(new Event.Fire(fire));
                }
                case 20 -> {
                    lane.mode = MODES.get(random.nextInt(MODES.size()));
                    post(new Event.ModeChanged());
                }
                case 21 -> post(new Event.ManualReading(Optional.empty(), new Temperature(3500 + random.nextInt(400)), "guard1"));
                case 22 -> post(new Event.GuardRefused(Optional.empty(), "guard1", ""));
                case 23 -> post(random.nextBoolean() ? new Event.Tamper(true) : new Event.Panic(true));
                case 24 -> post(new Event.Presented(Optional.empty(), people.get(random.nextInt(people.size())), "guard1", "card forgotten"));
                default -> lane.storeWritable = random.nextInt(4) != 0;
            }
        }

        private void tap() {
            Lookup lookup = people.get(random.nextInt(people.size()));
            boolean known = random.nextInt(10) != 0 && (settings.direction() == Direction.IN || random.nextBoolean());
            Uptime at = Uptime.ofMillis(lane.nowMs - random.nextInt(1100));
            boolean again = lane.state.heard().stream().anyMatch(h -> h.credential().equals(lookup.credential()));
            boolean stale = !at.plus(Duration.ofSeconds(1)).hasReached(lane.now());
            List<Action> actions = post(new Event.Tapped(lookup.credential(), at, known ? Optional.of(lookup) : Optional.empty()));
            if (settings.direction() == Direction.OUT && !again && !stale) {
                assertTrue(held || actions.stream().anyMatch(a -> a instanceof Action.Pulse || a instanceof Action.Hold),
                        seed + ": somebody was kept in: " + actions);
            }
        }

        /// The journal or the whitelist answers one of the things it owes, in any order.
        private void answer() {
            if (!owed.isEmpty() && random.nextInt(4) != 0) {
                Draft draft = owed.remove(random.nextInt(owed.size()));
                if (random.nextInt(10) == 0) {
                    failed.add(draft.id());
                    post(new Event.StoreFailed(draft.id()));
                } else {
                    post(new Event.Recorded(draft.id(), draft.id()));
                }
            } else if (!identifying.isEmpty()) {
                long entry = identifying.keySet().iterator().next();
                identifying.remove(entry);
                post(new Event.Identified(entry, random.nextBoolean() ? Optional.of(people.getFirst()) : Optional.empty()));
            }
        }

        /// The loop wakes the lane at each deadline, up to 20 ms late.
        private void sleep(long ms) {
            long until = lane.nowMs + ms;
            for (Optional<Uptime> due = lane.passage.deadline(lane.state);
                    due.isPresent() && Uptime.ofMillis(until).hasReached(due.get()); due = lane.passage.deadline(lane.state)) {
                lane.nowMs = Math.max(lane.nowMs, due.get().nanos() / 1_000_000 + random.nextInt(20));
                post(new Event.Tick());
                assertFalse(lane.passage.deadline(lane.state).filter(d -> lane.now().hasReached(d)).isPresent(), seed + ": wakes without end");
            }
            lane.nowMs = Math.max(lane.nowMs, until);
        }

        private List<Action> post(Event event) {
            boolean wasReleased = lane.state.isReleased();
            Set<Long> awaited = new HashSet<>(lane.state.recording().stream().map(r -> r.grant().id()).toList());
            Step step = lane.passage.next(lane.state, event, lane.surroundings());
            lane.post(event);
            assertEquals(step.state(), lane.state, seed);
            for (Action action : step.actions()) {
                switch (action) {
                    case Action.Pulse(var atMost) -> {
                        assertTrue(atMost.compareTo(settings.maxOn()) <= 0, seed);
                        assertFalse(held, seed + ": pulsed in a hold");
                        energise(event, wasReleased || lane.state.isReleased(), awaited);
                    }
                    case Action.Hold() -> {
                        assertTrue(lane.state.isReleased(), seed);
                        held = true;
                        energisedSince = Optional.empty();
                    }
                    case Action.Rest() -> {
                        assertFalse(held && lane.state.isReleased(), seed + ": " + event + " ended a release");
                        held = false;
                        energisedSince = Optional.empty();
                    }
                    case Action.Append(var draft) -> appended(draft);
                    case Action.Identify(long entry, _) -> identifying.put(entry, lane.now());
                    case Action.Remember _, Action.Show _, Action.Raise _ -> { }
                }
            }
            boolean mustBeReleased = fire || lane.mode == Mode.EVACUATION;
            assertEquals(mustBeReleased, lane.state.isReleased(), seed);
            assertEquals(mustBeReleased && settings.release() == LaneSettings.Release.HOLD, held, seed);
            energisedSince.ifPresent(since -> assertTrue(lane.now().millisSince(since) <= settings.maxOn().toMillis() + 20,
                    seed + ": on for " + lane.now().millisSince(since) + " ms"));
            return step.actions();
        }

        private void energise(Event event, boolean released, Set<Long> awaited) {
            if (energisedSince.isEmpty()) {
                energisedSince = Optional.of(lane.now());
            }
            if (settings.direction() == Direction.OUT || released || event instanceof Event.ExitButton) {
                return;
            }
            Event.Recorded recorded = (Event.Recorded) event;    // nothing else opens inwards
            assertTrue(awaited.contains(recorded.draft()), seed + ": opened for a record nobody waited for");
            assertTrue(granted.containsKey(recorded.draft()), seed);
            assertTrue(openedFor.add(recorded.draft()), seed + ": one grant opened twice");
        }

        private void appended(Draft draft) {
            assertTrue(ids.add(draft.id()), seed + ": an id was used twice");
            owed.add(draft);
            if (draft.type() == EventType.ENTRY && draft.outcome().equals("granted")) {
                granted.put(draft.id(), draft);
            }
            if (draft.type() == EventType.PASSAGE) {
                long entry = draft.about().orElseThrow();
                assertTrue(granted.containsKey(entry), seed + ": the passage of no grant");
                outcomes.computeIfAbsent(entry, _ -> new ArrayList<>()).add(draft.outcome());
            }
        }

        void everythingComesToRest() {
            fire = false;
            post(new Event.Fire(false));
            lane.mode = Mode.NORMAL;
            post(new Event.ModeChanged());
            post(new Event.Door(false));
            while (!owed.isEmpty() || !identifying.isEmpty()) {
                answer();
            }
            sleep(300_000);
            while (!owed.isEmpty()) {
                answer();
            }
            assertEquals(Optional.empty(), lane.passage.deadline(lane.state), seed);
            assertEquals(Optional.empty(), energisedSince, seed + ": the relay is left on");
            assertEquals(State.Phase.IDLE, lane.state.phase(), seed);
            assertTrue(lane.state.recording().isEmpty() && lane.state.overdue().isEmpty() && lane.state.opened().isEmpty()
                    && lane.state.leaving().isEmpty() && lane.state.waiting().isEmpty() && lane.state.measuring().isEmpty(), seed);
            granted.forEach((id, entry) -> {
                boolean neverHappened = failed.contains(id) && !outcomes.containsKey(id);
                assertTrue(neverHappened || outcomes.getOrDefault(id, List.of()).size() == 1,
                        seed + ": the grant " + entry + " ended in " + outcomes.get(id));
            });
        }
    }
}
