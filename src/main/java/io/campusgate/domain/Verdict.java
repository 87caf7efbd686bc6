package io.campusgate.domain;

/// What a screening says. `UNRELIABLE` is never a pass and never a fever.
public enum Verdict implements Word { NORMAL, FEVER, UNSURE, UNRELIABLE }
