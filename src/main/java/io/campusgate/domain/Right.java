package io.campusgate.domain;

/// What the holder of a trusted key may order (design.md section 6).
public enum Right implements Word { WHITELIST, OPEN, SET_MODE, DRILL, REPLAY, REFRESH, RESTART }
