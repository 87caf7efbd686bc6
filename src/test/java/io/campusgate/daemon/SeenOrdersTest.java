package io.campusgate.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.store.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What the store is told is all that a restart knows, so each look here is by a desk that was started anew from it.
class SeenOrdersTest {
    private static final Instant NOW = Instant.parse("2026-09-01T07:30:00Z");
    private final Map<String, String> store = new HashMap<>();

    private void see(String id, Instant now) {
        for (Change change : new SeenOrders(store).see(id, now.plusSeconds(60), now)) {
            switch (change) {
                case Change.Put(var key, var value) -> store.put(key, value);
                case Change.Remove(var key) -> store.remove(key);
                default -> throw new AssertionError(change);
            }
        }
    }

    @Test void anIdIsKnownOverARestartUntilADayAfterItExpired() {
        see("a", NOW);
        assertTrue(new SeenOrders(store).has("a"));
        assertFalse(new SeenOrders(store).has("b"));
        see("b", NOW.plus(Duration.ofHours(24)));
        assertTrue(new SeenOrders(store).has("a"), "the clock may be an hour wrong");
        see("c", NOW.plus(Duration.ofHours(24)).plusSeconds(61));
        assertFalse(new SeenOrders(store).has("a"), "it has expired long ago");
        assertEquals(2, store.size(), "and takes no room");
    }

    @Test void aClockThatGoesBackForgetsNothing() {
        see("a", NOW);
        see("b", NOW.minus(Duration.ofDays(300)));
        see("c", NOW);
        assertTrue(new SeenOrders(store).has("a"));
    }

    @Test void whatIsDamagedInTheStoreIsNeverGivenAgain() {
        store.put(SeenOrders.PREFIX + "a", "rubbish");
        see("b", NOW.plus(Duration.ofDays(10_000)));
        assertTrue(new SeenOrders(store).has("a"));
    }

    @Test void aFloodOfSignedOrdersComesToAnEndAndGoesOnTheNextDay() {
        SeenOrders seen = new SeenOrders(Map.of());
        int count = 0;
        while (!seen.isFull()) {
            seen.see("id-" + count++, NOW, NOW);
        }
        assertEquals(10_000, count);
        List<Change> changes = seen.see("next", NOW, NOW.plus(Duration.ofDays(2)));
        assertEquals(1 + 10_000, changes.size());
        assertFalse(seen.isFull());
    }
}
