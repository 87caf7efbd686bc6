package io.campusgate;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what has to happen soon, and fails if it does not.
public final class Await {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final long POLL_NANOS = 1_000_000;

    private Await() {}

    /// @param what for the message: "the relay rests"
    public static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + BOUND.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                fail("after " + BOUND.toSeconds() + " s still not: " + what);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
