package io.campusgate.config;

import java.util.Optional;

/// The lamps and the buzzer of a lane, by BCM pin; at least one.
public record IndicatorConfig(Optional<Integer> green, Optional<Integer> red, Optional<Integer> buzzer) {}
