package io.campusgate.domain;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What one whitelist version says that is not about a single person. Small, held in memory, immutable.
///
/// @param levels rows by the name of the level
/// @param issued when the version was made, in the maker's clock; of a local import its time
public record Rulebook(WhitelistVersion version, String content, Instant issued, Map<String, List<AccessLevel>> levels,
                       Holidays holidays, ScreeningPolicy screening, AccessPolicy access) {
    public Rulebook {
        levels = Map.copyOf(levels);
    }
}
