package io.campusgate.passage;

import io.campusgate.domain.Uptime;
import java.util.List;
import java.util.Optional;

/// One lane: what becomes of it, and what it asks for, with each event. Pure: the same state, event and surroundings give
/// the same step.
public final class Passage {
    private final LaneSettings lane;

    public Passage(LaneSettings lane) {
        this.lane = lane;
    }

    public LaneSettings lane() {
        return lane;
    }

    /// The whole machine. Time comes first: what is overdue in `surroundings` happens before the event does.
    public Step next(State state, Event event, Surroundings surroundings) {
        return new Step(state, List.of());
    }

    /// When [Event.Tick] is due; empty: nothing happens by itself.
    public Optional<Uptime> deadline(State state) {
        return state.showing().until();
    }
}
