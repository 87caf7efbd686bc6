package io.campusgate.passage;

import java.util.List;

/// What becomes of a lane through an event.
///
/// @param actions to be performed in this order
public record Step(State state, List<Action> actions) {
    public Step {
        actions = List.copyOf(actions);
    }
}
