package io.campusgate.passage;

import io.campusgate.decision.History;
import io.campusgate.decision.Moment;
import io.campusgate.decision.OffsetTable;
import io.campusgate.decision.Scene;
import io.campusgate.decision.Sight;
import io.campusgate.domain.ClockState;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Draft;
import io.campusgate.domain.Lookup;
import io.campusgate.domain.Mode;
import io.campusgate.domain.Temperature;
import io.campusgate.domain.Uptime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A lane on the bench: time stands still until a test moves it, the whitelist is a [Scene], and what the lane asks for is
/// told in words, so that a test reads like the guard's report.
final class TestLane {
    static final Duration SYNC_TIMEOUT = Duration.ofMillis(1500);

    Scene scene;
    Mode mode = Mode.NORMAL;
    ClockState clock = ClockState.SYNCED;
    boolean drill;
    boolean storeWritable = true;
    long nowMs = 1_000_000;
    final Passage passage;
    final History history = new History(Scene.ZONE);
    /// Every draft so far, in order.
    final List<Draft> drafts = new ArrayList<>();
    State state = State.START;
    private final List<Long> unrecorded = new ArrayList<>();
    private List<Action> last = List.of();

    TestLane(LaneSettings settings, Scene scene) {
        this.passage = new Passage(settings);
        this.scene = scene;
    }

    /// With everything: door contact, thermometer calibrated to add 2.4 °C.
    static LaneSettings settings(Direction direction) {
        return new LaneSettings(1, direction == Direction.IN ? "in-1" : "out-1", direction, Duration.ofMillis(5000), Duration.ofMillis(15000),
                LaneSettings.Release.HOLD, Duration.ofMillis(700), Duration.ofMillis(10000), true, true,
                new OffsetTable(List.of(new OffsetTable.Point(Temperature.ofCelsius(25), 240))));
    }

    static LaneSettings withoutContact(LaneSettings s) {
        return new LaneSettings(s.number(), s.id(), s.direction(), s.openFor(), s.heldOpen(), s.release(), s.pulse(), s.maxOn(), false,
                s.hasThermometer(), s.offset());
    }

    static LaneSettings withoutThermometer(LaneSettings s) {
        return new LaneSettings(s.number(), s.id(), s.direction(), s.openFor(), s.heldOpen(), s.release(), s.pulse(), s.maxOn(),
                s.hasDoorContact(), false, s.offset());
    }

    static LaneSettings releasedByPulse(LaneSettings s) {
        return new LaneSettings(s.number(), s.id(), s.direction(), s.openFor(), s.heldOpen(), LaneSettings.Release.PULSE, s.pulse(),
                s.maxOn(), s.hasDoorContact(), s.hasThermometer(), s.offset());
    }

    static LaneSettings relay(LaneSettings s, long pulseMs, long maxOnMs) {
        return new LaneSettings(s.number(), s.id(), s.direction(), s.openFor(), s.heldOpen(), s.release(), Duration.ofMillis(pulseMs),
                Duration.ofMillis(maxOnMs), s.hasDoorContact(), s.hasThermometer(), s.offset());
    }

    static TestLane inwards(Scene scene) {
        TestLane lane = new TestLane(settings(Direction.IN), scene);
        lane.door(false);
        return lane;
    }

    static TestLane outwards(Scene scene) {
        TestLane lane = new TestLane(settings(Direction.OUT), scene);
        lane.door(false);
        return lane;
    }

    Uptime now() {
        return Uptime.ofMillis(nowMs);
    }

    Surroundings surroundings() {
        Moment moment = new Moment(Scene.at("2026-09-01T08:00").plusMillis(nowMs - 1_000_000), clock, Scene.ZONE);
        return new Surroundings(now(), moment, nowMs, mode, drill, storeWritable, scene.rulebook(), history, "east", SYNC_TIMEOUT);
    }

    /// Posts the event, applies what is to be remembered, and tells what the lane asked for: everything but lamps and memory.
    List<String> post(Event event) {
        Step step = passage.next(state, event, surroundings());
        state = step.state();
        last = step.actions();
        for (Action action : last) {
            switch (action) {
                case Action.Append(var draft) -> {
                    drafts.add(draft);
                    unrecorded.add(draft.id());
                }
                case Action.Remember(var change) -> history.apply(change);
                default -> { }
            }
        }
        return last.stream().filter(a -> !(a instanceof Action.Show || a instanceof Action.Remember)).map(TestLane::word).toList();
    }

    static String word(Action action) {
        return switch (action) {
            case Action.Pulse(var atMost) -> "pulse " + atMost.toMillis();
            case Action.Hold() -> "hold";
            case Action.Rest() -> "rest";
            case Action.Append(var d) -> d.type().word() + " " + d.outcome() + d.reason().map(r -> " " + r).orElse("")
                    + (d.details().containsKey("kind") ? " " + d.details().get("kind") : "");
            case Action.Identify _ -> "identify";
            case Action.Remember(var change) -> "remember " + change;
            case Action.Show(var signal, var reading) -> "show " + signal.word() + reading.map(r -> " " + r).orElse("");
            case Action.Raise(var alarm) -> "raise " + alarm.word();
        };
    }

    /// What the last event showed to the person.
    List<String> shown() {
        return last.stream().filter(a -> a instanceof Action.Show).map(TestLane::word).toList();
    }

    Draft lastDraft() {
        return drafts.getLast();
    }

    // What happens at a lane

    List<String> tap() {
        return tap(scene.lookup());
    }

    List<String> tap(Lookup lookup) {
        return post(new Event.Tapped(lookup.credential(), now(), Optional.of(lookup)));
    }

    /// A tap outwards: not looked up yet.
    List<String> tapOut() {
        return post(new Event.Tapped(scene.lookup().credential(), now(), Optional.empty()));
    }

    /// All drafts so far are durable.
    List<String> recorded() {
        List<String> all = new ArrayList<>();
        List<Long> drafts = List.copyOf(unrecorded);
        unrecorded.clear();
        drafts.forEach(draft -> all.addAll(post(new Event.Recorded(draft, draft & 0xFFFF))));
        return all;
    }

    List<String> door(boolean open) {
        return post(new Event.Door(open));
    }

    /// Lets time pass, waking the lane at each deadline.
    List<String> pass(long ms) {
        long until = nowMs + ms;
        List<String> all = new ArrayList<>();
        Optional<Uptime> due = passage.deadline(state);
        while (due.isPresent() && Uptime.ofMillis(until).hasReached(due.get())) {
            nowMs = Math.max(nowMs, due.get().nanos() / 1_000_000);
            all.addAll(post(new Event.Tick()));
            due = passage.deadline(state);
        }
        nowMs = until;
        return all;
    }

    /// Somebody stands still before the thermometer, which adds 2.4 °C.
    List<String> forehead(double surface) {
        return post(new Event.Seen(steady(surface)));
    }

    Sight.Steady steady(double surface) {
        return new Sight.Steady(Temperature.ofCelsius(surface), Temperature.ofCelsius(25), now());
    }
}
