package io.campusgate.daemon;

import java.time.Duration;

/// Keeps whoever floods a topic with rubbish from filling the journal: so many refusals a minute are journaled one by one,
/// the others are counted and told of together. Thread-safe.
final class RefusalLimit {
    private static final int A_MINUTE = 60;
    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();
    private long began = System.nanoTime();
    private int told;
    private long untold;

    /// @return whether this one is to be journaled
    synchronized boolean mayTell() {
        if (System.nanoTime() - began > MINUTE_NANOS) {
            began = System.nanoTime();
            told = 0;
        }
        boolean tell = told < A_MINUTE;
        told += tell ? 1 : 0;
        untold += tell ? 0 : 1;
        return tell;
    }

    /// One more is not journaled.
    synchronized void count() {
        untold++;
    }

    /// How many were not journaled, once their minute is over; 0 if none. They count as told of then.
    synchronized long untold() {
        long count = System.nanoTime() - began > MINUTE_NANOS ? untold : 0;
        untold -= count;
        return count;
    }
}
