package io.campusgate.domain;

import java.time.Duration;

/// A moment of the monotonic clock, in nanoseconds from an arbitrary zero (`System.nanoTime`). Timers use it and
/// nothing else, since a Pi's wall clock jumps when the network time arrives.
public record Uptime(long nanos) implements Comparable<Uptime> {

    public static Uptime ofMillis(long millis) {
        return new Uptime(millis * 1_000_000);
    }

    public Uptime plus(Duration d) {
        return new Uptime(nanos + d.toNanos());
    }

    public Uptime plusMillis(long millis) {
        return new Uptime(nanos + millis * 1_000_000);
    }

    /// True from `deadline` on; sound across the overflow of `nanoTime`.
    public boolean hasReached(Uptime deadline) {
        return nanos - deadline.nanos >= 0;
    }

    /// Milliseconds from `earlier` to this moment, rounded down.
    public long millisSince(Uptime earlier) {
        return Math.floorDiv(nanos - earlier.nanos, 1_000_000L);
    }

    @Override public int compareTo(Uptime other) {
        return Long.signum(nanos - other.nanos);
    }
}
