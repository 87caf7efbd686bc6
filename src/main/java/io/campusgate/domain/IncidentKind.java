package io.campusgate.domain;

/// What an incident is about: something that a person has to look into (design.md section 6).
public enum IncidentKind implements Word { FEVER, WATCH_LIST, REPEATED_REFUSALS, PANIC, TAMPER, OVERSTAY, FORCED_OPEN }
