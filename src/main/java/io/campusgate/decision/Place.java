package io.campusgate.decision;

import io.campusgate.domain.Direction;

/// The access point a credential is shown at.
public record Place(String gate, String lane, Direction direction) {}
