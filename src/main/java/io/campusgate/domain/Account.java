package io.campusgate.domain;

import java.util.regex.Pattern;

/// Somebody who may sign in to the pages.
///
/// @param password the hash with its parameters; never the password itself
public record Account(String name, Role role, String password) {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._-]{1,40}");

    public Account {
        if (!isName(name)) {
            throw new IllegalArgumentException("a user's name is 1 to 40 letters, digits, dots, dashes and underscores");
        }
    }

    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /// Without the hash, since strings end up in logs.
    @Override public String toString() {
        return name + " (" + role.word() + ")";
    }
}
