package io.campusgate.web;

import io.campusgate.domain.Role;

/// Who may call a route. An admin may call each.
public enum Access {
    /// Everybody, signed in or not. What such a route tells is no secret, or it asks for something itself.
    OPEN,
    /// Every role.
    SIGNED_IN,
    /// Who works the desk.
    GUARD,
    /// Who reads and exports the record.
    REVIEWER,
    ADMIN;

    public boolean admits(Role role) {
        return switch (this) {
            case OPEN, SIGNED_IN -> true;
            case GUARD -> role == Role.GUARD || role == Role.ADMIN;
            case REVIEWER -> role == Role.REVIEWER || role == Role.ADMIN;
            case ADMIN -> role == Role.ADMIN;
        };
    }
}
