package io.campusgate.web;

import io.campusgate.domain.Role;

/// Somebody who is signed in.
///
/// @param token  what the browser's cookie holds; a secret
/// @param name   the account's
/// @param stamp  the account's password hash at sign-in: when it changes the session is over
public record Session(String token, String name, Role role, String stamp) {
    @Override public String toString() {
        return name + " (" + role.word() + ")";
    }
}
