package io.campusgate.daemon;

import io.campusgate.domain.Direction;
import io.campusgate.passage.State;

/// A lane as the desk sees it at one moment.
public record LaneView(String id, Direction direction, boolean hasThermometer, boolean hasDoorContact, State state) {}
