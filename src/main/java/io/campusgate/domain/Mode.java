package io.campusgate.domain;

/// The campus mode. Access levels and passes name the modes in which they are in force; `LOCKDOWN` lets nobody in,
/// `EVACUATION` releases every lane (design.md section 3).
public enum Mode implements Word { NORMAL, STAGGERED, CLOSED, LOCKDOWN, EVACUATION }
