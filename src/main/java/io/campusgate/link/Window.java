package io.campusgate.link;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// How many messages may be under way to the broker without a PUBACK. Thread-safe.
final class Window {
    static final int SIZE = 20;
    private static final long LOOK_MS = 100;

    private final Semaphore places = new Semaphore(SIZE);

    /// What a wait looks at meanwhile.
    interface Connection {
        /// @throws IOException if it is lost
        void require() throws IOException;
    }

    /// @return whether there was a place
    boolean offer() {
        return places.tryAcquire();
    }

    /// Waits for a place.
    ///
    /// @throws IOException if that takes longer than `patience`
    void take(Duration patience) throws IOException, InterruptedException {
        if (!places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw unacknowledged();
        }
    }

    void release() {
        places.release();
    }

    /// Waits until all places are free.
    ///
    /// @throws IOException if the connection is lost, or that takes longer than `patience`
    void flush(Duration patience, Connection connection) throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!places.tryAcquire(SIZE, LOOK_MS, TimeUnit.MILLISECONDS)) {
            connection.require();
            if (System.nanoTime() > end) {
                throw unacknowledged();
            }
        }
        places.release(SIZE);
    }

    private static IOException unacknowledged() {
        return new IOException("the broker does not acknowledge what it is sent");
    }
}
