package io.campusgate.decision;

import io.campusgate.domain.Health;
import io.campusgate.domain.Pass;
import io.campusgate.domain.Word;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// What the gate remembers about one person.
///
/// @param entriesUsed by pass id; absent: none
/// @param normal      the last normal screening
public record Past(Presence presence, Map<String, Integer> entriesUsed, Optional<Earlier> normal) {
    /// Where the person is as far as this gate knows. `UNKNOWN` never refuses anybody.
    public enum Presence implements Word { INSIDE, OUTSIDE, UNKNOWN }

    /// @param ago by the monotonic clock
    public record Earlier(Health health, Duration ago) {}

    public static final Past UNKNOWN = new Past(Presence.UNKNOWN, Map.of(), Optional.empty());

    public Past {
        entriesUsed = Map.copyOf(entriesUsed);
    }

    public boolean hasEntriesLeft(Pass pass) {
        return pass.entries().isEmpty() || entriesUsed.getOrDefault(pass.id(), 0) < pass.entries().get();
    }
}
