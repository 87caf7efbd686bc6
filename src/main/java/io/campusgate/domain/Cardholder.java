package io.campusgate.domain;

import java.util.List;

/// A person of the whitelist.
///
/// @param group  class or department, free text, may be empty
/// @param levels names of access levels, in the order of the source
/// @param active false: suspended
public record Cardholder(String id, String name, PersonKind kind, String group, List<String> levels,
                         Validity validity, boolean active) {
    public Cardholder {
        levels = List.copyOf(levels);
    }
}
