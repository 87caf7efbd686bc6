package io.campusgate.domain;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// One thing that happened, before the journal gives it its seq and its place in the chain.
///
/// @param id        unique in this process; whoever waits for the record knows it by this
/// @param about     the `id` of the entry this belongs to; the journal writes that entry's seq as `"entry"`
/// @param time      when it happened, to the millisecond in the journal
/// @param uptimeMs  milliseconds from the daemon's start to the moment it happened
/// @param outcome   the word the contract lists for the type; empty for a type that has none (`mode`)
/// @param reason    a rule's reason or plain text
/// @param whitelist version in force, as `17` or `0+1`
/// @param details   further members in order: String, Long, Integer, Double or Boolean values; no personal data
public record Draft(long id, Optional<Long> about, Instant time, ClockState clock, long uptimeMs, EventType type,
                    Optional<String> lane, Optional<Direction> direction, String outcome, Optional<String> reason,
                    Mode mode, String whitelist, boolean drill, Map<String, Object> details,
                    Optional<Who> who, Optional<Health> health) {
    private static final AtomicLong IDS = new AtomicLong();

    public Draft {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
        for (Object value : details.values()) {
            if (!(value instanceof String || value instanceof Long || value instanceof Integer || value instanceof Double
                    || value instanceof Boolean)) {
                throw new IllegalArgumentException("a detail is a text, a number or a boolean, not " + value.getClass());
            }
        }
    }

    /// The same of a person.
    public Draft with(Who whom) {
        return new Draft(id, about, time, clock, uptimeMs, type, lane, direction, outcome, reason, mode, whitelist, drill, details,
                Optional.of(whom), health);
    }

    public Draft going(Direction way) {
        return new Draft(id, about, time, clock, uptimeMs, type, lane, Optional.of(way), outcome, reason, mode, whitelist, drill, details, who, health);
    }

    /// The same as a part of what began with `entry`.
    public Draft partOf(Draft entry) {
        return new Draft(id, Optional.of(entry.id()), time, clock, uptimeMs, type, lane, direction, outcome, reason, mode, whitelist, drill,
                details, who, health);
    }

    /// A fresh [#id].
    public static long nextId() {
        return IDS.incrementAndGet();
    }
}
