package io.campusgate.passage;

import io.campusgate.decision.History;
import io.campusgate.domain.Mode;
import io.campusgate.domain.Uptime;
import io.campusgate.passage.Action.Alarm;
import io.campusgate.passage.Action.Signal;
import io.campusgate.passage.State.Door;
import io.campusgate.passage.State.Door.Why;
import java.time.Duration;
import java.util.Optional;

/// The door, the exit button, and what releases the lane: fire and evacuation.
final class Doors {
    /// Where a door may stay open as long as it likes, nobody's passage takes longer.
    private static final Duration PASSING_AT_MOST = Duration.ofSeconds(15);

    private final Turn turn;
    private final Ways ways;
    private final Taps taps;

    Doors(Turn turn, Ways ways, Taps taps) {
        this.turn = turn;
        this.ways = ways;
        this.taps = taps;
    }

    /// Whether the door stands open for somebody on the way through.
    static boolean isPassing(Turn turn) {
        Duration heldOpen = turn.lane.heldOpen();
        Duration atMost = heldOpen.isZero() ? PASSING_AT_MOST : heldOpen;
        return turn.door instanceof Door.Open(var why, var since, _, _) && (why == Why.PASSING || why == Why.EXIT)
                && !turn.now().hasReached(since.plus(atMost));
    }

    void moved(boolean open) {
        switch (turn.door) {
            case Door.Unknown() when open -> opened(Why.FOUND);
            case Door.Closed() when open -> opened(Why.FORCED);
            case Door.Open was when !open -> closed(was);
            case Door.Unknown() -> turn.door = new Door.Closed();
            case Door.Closed(), Door.Open _ -> { }    // said again
        }
    }

    /// @param otherwise what it is if neither a grant, an exit nor a release explains it
    private void opened(Why otherwise) {
        Optional<Long> entry = ways.allPass();
        boolean exit = turn.exitUntil.isPresent();
        if (exit) {
            turn.remember(new History.Change.SomebodyLeft());
        }
        Why why = turn.isReleased() ? Why.RELEASED : entry.isPresent() ? Why.PASSING : exit ? Why.EXIT : otherwise;
        turn.exitUntil = Optional.empty();
        turn.door = new Door.Open(why, turn.now(), entry, why == Why.FORCED || why == Why.RELEASED ? Optional.empty() : heldOpenAt());
        if (why == Why.FORCED) {
            turn.door(Outcome.FORCED_OPEN, Optional.empty(), Optional.empty());
            turn.incident(Alarm.FORCED_OPEN, Optional.empty(), Optional.empty());
            turn.show(Signal.STOP, Optional.empty());
        }
    }

    private void closed(Door.Open was) {
        turn.door = new Door.Closed();
        if (was.why() != Why.RELEASED) {
            turn.door(Outcome.CLOSED, was.entry(), Optional.empty());
        }
        if (turn.measuring.isEmpty()) {
            turn.show(Signal.IDLE, Optional.empty());
        }
    }

    private Optional<Uptime> heldOpenAt() {
        return Optional.of(turn.lane.heldOpen()).filter(d -> !d.isZero()).map(d -> turn.now().plus(d));
    }

    /// Opens in every mode and every failure.
    void exitButton(boolean pressed) {
        if (!pressed) {
            return;
        }
        turn.pulse();
        turn.door(Outcome.EXIT_BUTTON, Optional.empty(), Optional.empty());
        turn.show(Signal.GO, turn.lane.openFor());
        if (turn.lane.hasDoorContact()) {
            turn.exitUntil = Optional.of(turn.now().plus(turn.lane.openFor()));
        } else {
            turn.remember(new History.Change.SomebodyLeft());
        }
    }

    void fire(boolean active) {
        if (active && !turn.fire) {
            release(() -> turn.fire = true, "fire");
        } else if (!active && turn.fire) {
            turn.fire = false;
            secure();
        }
    }

    /// Follows the campus mode, also after a restart in the middle of an evacuation.
    void followMode() {
        boolean evacuation = turn.around.mode() == Mode.EVACUATION;
        if (evacuation && !turn.evacuated) {
            release(() -> turn.evacuated = true, Mode.EVACUATION.word());
        } else if (!evacuation && turn.evacuated) {
            turn.evacuated = false;
            secure();
        }
    }

    private void release(Runnable cause, String word) {
        boolean already = turn.isReleased();
        cause.run();
        if (!already) {
            switch (turn.lane.release()) {
                case HOLD -> turn.hold();
                case PULSE -> turn.pulse();
            }
        }
        turn.door(Outcome.RELEASED, Optional.empty(), Optional.of(word));
        turn.remember(new History.Change.Evacuated());
        turn.show(Signal.GO, Optional.empty());
        taps.letMeasuredThrough();
    }

    /// The last cause of a release is over.
    private void secure() {
        if (turn.isReleased()) {
            return;
        }
        turn.endHold();
        turn.door(Outcome.SECURED, Optional.empty(), Optional.empty());
        if (turn.door instanceof Door.Open(_, var since, _, _)) {
            turn.door = new Door.Open(Why.FOUND, since, Optional.empty(), heldOpenAt());
        }
        turn.show(Signal.IDLE, Optional.empty());
    }

    void tamper(boolean active) {
        if (active) {
            turn.incident(Alarm.TAMPER, Optional.empty(), Optional.empty());
        }
    }

    void panic(boolean pressed) {
        if (pressed) {
            turn.incident(Alarm.PANIC, Optional.empty(), Optional.empty());
        }
    }

    void expire() {
        if (turn.door instanceof Door.Open(_, var since, var entry, var alarmAt) && !turn.isReleased()
                && alarmAt.filter(turn.now()::hasReached).isPresent()) {
            turn.door(Outcome.HELD_OPEN, entry, Optional.empty());
            turn.actions.add(new Action.Raise(Alarm.HELD_OPEN));
            turn.door = new Door.Open(Why.HELD, since, entry, Optional.empty());
        }
    }
}
