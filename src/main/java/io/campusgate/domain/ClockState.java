package io.campusgate.domain;

/// Whether the time of an event can be trusted (design.md section 11).
public enum ClockState implements Word { SYNCED, UNSYNCED }
