package io.campusgate.daemon;

import io.campusgate.domain.Uptime;
import io.campusgate.passage.Event;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread `gate`: owns the passages of all lanes and never waits for anything but its next event.
///
/// Whoever has something to say posts it. The queue is bounded: a tap that finds it full is dropped and counted (the card
/// is still at the reader and sends its next frame); everything else waits for a place, since doors and fire must arrive.
final class GateLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GateLoop.class);
    private static final int PLACES = 4096;
    /// How long the loop sleeps when no lane has a deadline; also how stale its heartbeat may be.
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(5);

    private sealed interface Post {}

    private record LaneEvent(Lane lane, Event event) implements Post {}

    private record Task(Runnable work) implements Post {}

    private final BlockingQueue<Post> queue = new ArrayBlockingQueue<>(PLACES);
    private final List<Lane> lanes;
    private final Thread thread;
    private final LongAdder dropped = new LongAdder();
    private volatile boolean running = true;
    private volatile long heartbeat = System.nanoTime();

    /// @param lanes theirs to be owned by this loop from [#start] on
    GateLoop(List<Lane> lanes) {
        this.lanes = List.copyOf(lanes);
        this.thread = Thread.ofPlatform().name("gate").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// A tap: dropped and counted when the queue is full. Never blocks.
    void tap(Lane lane, Event.Tapped tap) {
        if (!queue.offer(new LaneEvent(lane, tap))) {
            dropped.increment();
        }
    }

    /// Any other event; waits for a place in a full queue.
    void post(Lane lane, Event event) {
        put(new LaneEvent(lane, event));
    }

    /// Runs `work` on the loop's thread, in its turn.
    void post(Runnable work) {
        put(new Task(work));
    }

    private void put(Post post) {
        try {
            queue.put(post);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Taps dropped since the start because the queue was full.
    long dropped() {
        return dropped.sum();
    }

    /// Whether the loop has turned within the last seconds.
    boolean isAlive() {
        return running && thread.isAlive() && System.nanoTime() - heartbeat < STALLED_NANOS;
    }

    private void run() {
        while (running) {
            try {
                Post post = queue.poll(untilNextDeadline(), TimeUnit.NANOSECONDS);
                heartbeat = System.nanoTime();
                switch (post) {
                    case LaneEvent(Lane lane, Event event) -> lane.handle(event);
                    case Task(Runnable work) -> work.run();
                    case null -> { }
                }
                tick(new Uptime(System.nanoTime()));
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("a bug: an event of a lane was lost", e);
            }
        }
    }

    private void tick(Uptime now) {
        for (Lane lane : lanes) {
            if (lane.deadline().filter(now::hasReached).isPresent()) {
                lane.handle(new Event.Tick());
            }
        }
    }

    private long untilNextDeadline() {
        long wait = IDLE_NANOS;
        long now = System.nanoTime();
        for (Lane lane : lanes) {
            Optional<Uptime> deadline = lane.deadline();
            if (deadline.isPresent()) {
                wait = Math.min(wait, deadline.get().nanos() - now);
            }
        }
        return Math.max(0, wait);
    }

    /// Stops the thread; what is still queued is not handled. Idempotent.
    @Override public void close() {
        running = false;
        thread.interrupt();
        try {
            thread.join(2000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
