package io.campusgate.daemon;

import io.campusgate.store.Change;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The ids of the orders that were given, also over a restart, until long after they have expired. Owned by the thread of
/// the [OrderDesk].
final class SeenOrders {
    /// Before an id, as the key in the store.
    static final String PREFIX = "order/";
    private static final int MOST = 10_000;
    private static final Duration KEPT = Duration.ofDays(1);
    private final Map<String, Instant> until = new HashMap<>();

    /// @param kept what the store has under keys with [#PREFIX]
    SeenOrders(Map<String, String> kept) {
        kept.forEach((key, value) -> {
            try {
                until.put(key.substring(PREFIX.length()), Instant.parse(value));
            } catch (DateTimeException e) {
                until.put(key.substring(PREFIX.length()), Instant.MAX);   // damaged: never again
            }
        });
    }

    boolean has(String id) {
        return until.containsKey(id);
    }

    /// Whether there are so many that something is wrong.
    boolean isFull() {
        return until.size() >= MOST;
    }

    /// @param now by the best clock there is; what is kept for a day does not mind an hour
    /// @return what the store has to remember from now on
    List<Change> see(String id, Instant expires, Instant now) {
        List<Change> changes = new ArrayList<>(List.of(new Change.Put(PREFIX + id, expires.toString())));
        until.entrySet().removeIf(seen -> {
            boolean isOver = seen.getValue().isBefore(now.minus(KEPT));
            if (isOver) {
                changes.add(new Change.Remove(PREFIX + seen.getKey()));
            }
            return isOver;
        });
        until.put(id, expires);
        return changes;
    }
}
