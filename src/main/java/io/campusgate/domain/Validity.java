package io.campusgate.domain;

import java.time.Instant;
import java.util.Optional;

/// From when until when something counts. Empty ends are open; `until` itself is outside.
public record Validity(Optional<Instant> from, Optional<Instant> until) {
    public static final Validity ALWAYS = new Validity(Optional.empty(), Optional.empty());

    public Validity {
        if (from.isPresent() && until.isPresent() && !from.get().isBefore(until.get())) {
            throw new IllegalArgumentException("valid from " + from.get() + " is not before valid until " + until.get());
        }
    }

    public boolean hasBegunAt(Instant at) {
        return from.isEmpty() || !at.isBefore(from.get());
    }

    public boolean hasEndedAt(Instant at) {
        return until.isPresent() && !at.isBefore(until.get());
    }

    public boolean isValidAt(Instant at) {
        return hasBegunAt(at) && !hasEndedAt(at);
    }
}
