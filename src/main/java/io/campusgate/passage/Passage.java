package io.campusgate.passage;

import io.campusgate.domain.Uptime;
import io.campusgate.passage.State.Door;
import io.campusgate.passage.State.Relay;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// One lane: what becomes of it, and what it asks for, with each event. Pure: the same state, event and surroundings give
/// the same step. `Taps` leads from the tap to the decision, `Ways` from the grant to the other side, `Doors` is the
/// door, the exit button and the release.
///
/// Inwards the relay moves in one place only, when the grant is durable. A lane without a door contact cannot see
/// anybody pass: whoever it opens for counts as passed at once, and it is free for the next.
public final class Passage {
    private final LaneSettings lane;

    public Passage(LaneSettings lane) {
        this.lane = lane;
    }

    public LaneSettings lane() {
        return lane;
    }

    /// The whole machine. Time and the campus mode come first: what is due in `surroundings` happens before the event does.
    public Step next(State state, Event event, Surroundings surroundings) {
        Turn turn = new Turn(lane, state, surroundings);
        Ways ways = new Ways(turn);
        Taps taps = new Taps(turn, ways);
        Doors doors = new Doors(turn, ways, taps);

        turn.expire();
        doors.followMode();
        ways.expire();
        doors.expire();
        taps.expire();
        switch (event) {
            case Event.Tick _, Event.ModeChanged _ -> { }
            case Event.Tapped tap -> taps.tapped(tap);
            case Event.Identified(long entry, var lookup) -> ways.identified(entry, lookup);
            case Event.Recorded(long draft, _) -> ways.recorded(draft);
            case Event.StoreFailed(long draft) -> ways.storeFailed(draft);
            case Event.Seen(var sight) -> taps.seen(sight);
            case Event.Door(boolean open) -> doors.moved(open);
            case Event.ExitButton(boolean pressed) -> doors.exitButton(pressed);
            case Event.Fire(boolean active) -> doors.fire(active);
            case Event.Tamper(boolean active) -> doors.tamper(active);
            case Event.Panic(boolean pressed) -> doors.panic(pressed);
            case Event.OpenedBy order -> ways.openBy(order);
            case Event.Presented presented -> taps.presented(presented);
            case Event.ManualReading reading -> taps.measuredByHand(reading);
            case Event.GuardRefused refusal -> taps.refusedByGuard(refusal);
        }
        taps.settleAnswered();
        return turn.done();
    }

    /// When [Event.Tick] is due; empty: nothing happens by itself.
    public Optional<Uptime> deadline(State state) {
        Optional<Uptime> first = state.relay() instanceof Relay.Pulsing(_, var until) ? Optional.of(until) : Optional.empty();
        first = sooner(first, state.door() instanceof Door.Open open && !state.isReleased() ? open.alarmAt() : Optional.empty());
        first = sooner(first, state.showing().until());
        first = sooner(first, state.exitUntil());
        first = sooner(first, state.measuring().map(State.Measuring::until));
        first = soonest(first, state.recording(), State.Recording::until);
        first = soonest(first, state.opened(), State.Opened::until);
        first = soonest(first, state.leaving(), State.Leaving::until);
        return soonest(first, state.waiting(), State.Waiting::until);
    }

    private static Optional<Uptime> sooner(Optional<Uptime> one, Optional<Uptime> other) {
        return one.isEmpty() || other.isPresent() && other.get().compareTo(one.get()) < 0 ? other : one;
    }

    private static <T> Optional<Uptime> soonest(Optional<Uptime> first, List<T> pending, Function<T, Uptime> until) {
        Optional<Uptime> soonest = first;
        for (T one : pending) {
            soonest = sooner(soonest, Optional.of(until.apply(one)));
        }
        return soonest;
    }
}
