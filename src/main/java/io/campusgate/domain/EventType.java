package io.campusgate.domain;

/// The types of journal event; also the last level of the topic they are published on (design.md section 6).
public enum EventType implements Word {
    ENTRY, PASSAGE, DOOR, VISITOR, INCIDENT, MODE, WHITELIST, ORDER, DEVICE, CLOCK, STORE, GATE, OPERATOR
}
