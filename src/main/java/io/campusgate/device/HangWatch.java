package io.campusgate.device;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Notices an operation of a device that does not come back.
///
/// [#begin] and [#end] stand on the way from a tap to the relay, so each is one write to memory; one thread for all devices
/// looks a few times a second and calls `hung` for whatever has been under way for too long, once an operation. A watch
/// belongs to one operation at a time. Close it with its device.
public final class HangWatch implements AutoCloseable {
    private static final long LOOK_MILLIS = 250;
    private static final long IDLE = 0;

    private final long limitNanos;
    private final Runnable hung;
    private final AtomicLong since = new AtomicLong(IDLE);   // of the monotonic clock; IDLE: nothing is under way

    /// @param limit how long an operation may take; noticed up to a quarter of a second later
    /// @param hung  runs on the watch's own thread and must return quickly
    public HangWatch(Duration limit, Runnable hung) {
        this.limitNanos = limit.toNanos();
        this.hung = hung;
        Looker.WATCHES.add(this);
        Looker.start();
    }

    public void begin() {
        long now = System.nanoTime();
        since.set(now == IDLE ? 1 : now);
    }

    public void end() {
        since.set(IDLE);
    }

    private void look(long now) {
        long begun = since.get();
        if (begun != IDLE && now - begun > limitNanos && since.compareAndSet(begun, IDLE)) {
            hung.run();
        }
    }

    @Override public void close() {
        Looker.WATCHES.remove(this);
    }

    /// The thread, started with the first watch.
    private static final class Looker {
        static final List<HangWatch> WATCHES = new CopyOnWriteArrayList<>();

        static {
            Thread.ofPlatform().name("hang-watch").daemon().start(Looker::run);
        }

        /// Does nothing but load this class.
        static void start() {}

        private static void run() {
            while (true) {
                try {
                    TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
                } catch (InterruptedException e) {
                    return;   // nobody interrupts it; a daemon thread ends with the program
                }
                long now = System.nanoTime();
                WATCHES.forEach(watch -> watch.look(now));
            }
        }
    }
}
