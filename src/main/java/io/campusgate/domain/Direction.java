package io.campusgate.domain;

/// Which way a lane leads, seen from outside the campus.
public enum Direction implements Word { IN, OUT }
