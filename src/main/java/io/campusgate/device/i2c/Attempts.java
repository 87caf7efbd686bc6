package io.campusgate.device.i2c;

import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import java.time.Duration;

/// Repeats a transfer that failed, up to three times (protocols.md 7.1): a wire near a motor loses one now and then. One
/// that took long is not repeated, since then the bus hangs. Belongs to one thread; [#repeated] may be asked by others.
final class Attempts {
    private static final int RETRIES = 3;
    private static final long LONG = Duration.ofMillis(200).toNanos();

    private volatile long repeated;

    /// @param <T> what it brings
    interface Attempt<T> {
        T run() throws DeviceException;
    }

    /// @throws DeviceException of the last attempt; at once for a failure that another attempt does not mend
    <T> T at(Attempt<T> attempt) throws DeviceException {
        for (int left = RETRIES; ; left--) {
            long start = System.nanoTime();
            try {
                return attempt.run();
            } catch (DeviceException e) {
                boolean passing = e.kind() == Kind.NO_ANSWER || e.kind() == Kind.CORRUPT;
                if (!passing || left == 0 || System.nanoTime() - start > LONG) {
                    throw e;
                }
                count();
            }
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")   // written by its own thread alone
    private void count() {
        repeated++;
    }

    long repeated() {
        return repeated;
    }
}
