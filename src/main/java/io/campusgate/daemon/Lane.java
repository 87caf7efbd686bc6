package io.campusgate.daemon;

import io.campusgate.device.BoundedRelay;
import io.campusgate.device.Indicator;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Temperature;
import io.campusgate.domain.Uptime;
import io.campusgate.passage.Action;
import io.campusgate.passage.Event;
import io.campusgate.passage.Passage;
import io.campusgate.passage.State;
import io.campusgate.passage.Step;
import java.util.List;
import java.util.Optional;

/// One lane at work: its passage, and who performs what the passage asks for. Owned by whoever has the gate loop's turn; only
/// [#phase], [#view], [#settle] and [#wake] may be called by others.
final class Lane {
    /// Where something is shown to the person at the lane; returns at once.
    interface Screen {
        void show(Indicator.Signal signal, Optional<Temperature> reading);
    }

    private final Passage passage;
    private final BoundedRelay relay;
    private final List<Screen> screens;
    private final Circumstances circumstances;
    private final JournalWriter.Receipt receipt = new JournalWriter.Receipt() {
        @Override public void recorded(long draft, long seq) {
            circumstances.post(Lane.this, new Event.Recorded(draft, seq));
        }

        @Override public void failed(long draft) {
            circumstances.post(Lane.this, new Event.StoreFailed(draft));
        }
    };
    private volatile State state = State.START;
    private Optional<Uptime> deadline;

    Lane(Passage passage, BoundedRelay relay, List<Screen> screens, Circumstances circumstances) {
        this.passage = passage;
        this.relay = relay;
        this.screens = List.copyOf(screens);
        this.circumstances = circumstances;
        this.deadline = passage.deadline(state);
    }

    String id() {
        return passage.lane().id();
    }

    Direction direction() {
        return passage.lane().direction();
    }

    Passage passage() {
        return passage;
    }

    /// Posts to this lane what becomes of its drafts.
    JournalWriter.Receipt receipt() {
        return receipt;
    }

    State.Phase phase() {
        return state.phase();
    }

    LaneView view() {
        return new LaneView(id(), passage.lane().direction(), passage.lane().hasThermometer(), passage.lane().hasDoorContact(), state);
    }

    /// When [Event.Tick] is due next; asked after every event of every lane.
    Optional<Uptime> deadline() {
        return deadline;
    }

    void handle(Event event) {
        Step step = passage.next(state, event, circumstances.surroundings());
        state = step.state();
        deadline = passage.deadline(state);
        for (Action action : step.actions()) {
            perform(action);
        }
    }

    /// Moves the relay as far as it is to be moved; outside the turn, since that may take as long as the device.
    void settle() {
        relay.settle();
    }

    /// As [#settle], on the relay's thread.
    void wake() {
        relay.wake();
    }

    private void perform(Action action) {
        switch (action) {
            case Action.Pulse(var atMost) -> relay.pulse(atMost);
            case Action.Hold() -> relay.hold();
            case Action.Rest() -> relay.rest();
            case Action.Append(var draft) -> circumstances.append(this, draft);
            case Action.Identify(var entry, var credential) -> circumstances.identify(this, entry, credential);
            case Action.Remember(var change) -> circumstances.remember(change);
            case Action.Show(var signal, var reading) -> show(signal, reading);
            case Action.Raise(var alarm) -> circumstances.raise(this, alarm);
        }
    }

    private void show(Action.Signal signal, Optional<Temperature> reading) {
        Indicator.Signal shown = switch (signal) {
            case IDLE -> Indicator.Signal.IDLE;
            case GO -> Indicator.Signal.GO;
            case WAIT -> Indicator.Signal.WAIT;
            case STOP -> Indicator.Signal.STOP;
        };
        for (Screen screen : screens) {
            screen.show(shown, reading);
        }
    }
}
