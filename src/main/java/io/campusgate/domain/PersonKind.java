package io.campusgate.domain;

/// The kinds of person a school knows.
public enum PersonKind implements Word { STAFF, STUDENT, CONTRACTOR, VISITOR }
