package io.campusgate.daemon;

import io.campusgate.domain.Direction;
import io.campusgate.domain.Uptime;
import io.campusgate.passage.Event;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Owns the passages of all lanes: events come in through one queue and are handled one after the other, by whoever has the
/// turn, and nobody who has it ever waits for anything.
///
/// Whoever posts an event takes the turn and handles it if the turn is free; otherwise the one who has it does. So a tap goes
/// to its decision and, inwards, into the journal on the reader's thread, and from there to the relay's: each thread woken in
/// between costs as much as the decision. The thread `gate` takes the turn when a deadline is due, and for what others leave over.
///
/// The queue is bounded: a tap that finds it full is dropped and counted (the card is still at the reader and sends its next
/// frame); everything else waits for a place, since doors and fire must arrive.
final class GateLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GateLoop.class);
    private static final int PLACES = 4096;
    /// What a thread that came to post one event handles of others' before it leaves the rest to the thread `gate`.
    private static final int FAVOURS = 64;
    /// How long the thread sleeps when no lane has a deadline; also how stale its heartbeat may be.
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private sealed interface Post {}

    private record LaneEvent(Lane lane, Event event) implements Post {}

    private record Task(Runnable work) implements Post {}

    private final BlockingQueue<Post> queue = new ArrayBlockingQueue<>(PLACES);
    private final ReentrantLock turn = new ReentrantLock();
    private final List<Lane> lanes;
    private final JournalWriter journal;
    private final Thread thread;
    private final LongAdder dropped = new LongAdder();
    private volatile boolean running;
    private volatile long heartbeat = System.nanoTime();
    private volatile long lastTap = System.nanoTime();
    private volatile long sleepsUntil = Long.MAX_VALUE;   // of the monotonic clock; when the thread looks by itself

    /// @param lanes   theirs to be owned by this loop from [#start] on
    /// @param journal which the lanes hand their drafts to
    GateLoop(List<Lane> lanes, JournalWriter journal) {
        this.lanes = List.copyOf(lanes);
        this.journal = journal;
        this.thread = Thread.ofPlatform().name("gate").unstarted(this::run);
    }

    /// What was posted before is handled now.
    void start() {
        running = true;
        thread.start();
    }

    /// A tap: dropped and counted when the queue is full. Inwards this waits for the record, as long as the disk is quick;
    /// outwards it never waits.
    void tap(Lane lane, Event.Tapped tap) {
        if (!queue.offer(new LaneEvent(lane, tap))) {
            dropped.increment();
        }
        serve();
        lastTap = System.nanoTime();
        if (lane.direction() == Direction.IN) {
            journal.writeNow();
        } else {
            journal.wake();
        }
    }

    /// Any other event; waits for a place in a full queue.
    void post(Lane lane, Event event) {
        put(new LaneEvent(lane, event));
    }

    /// Runs `work` in the loop's turn.
    void post(Runnable work) {
        put(new Task(work));
    }

    private void put(Post post) {
        try {
            while (!queue.offer(post, 1, TimeUnit.SECONDS)) {
                serve();
            }
            serve();
            journal.wake();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Taps dropped since the start because the queue was full.
    long dropped() {
        return dropped.sum();
    }

    /// Whether nobody has shown anything for a while.
    boolean isQuiet() {
        return System.nanoTime() - lastTap > QUIET_NANOS;
    }

    /// Whether the loop has turned within the last seconds.
    boolean isAlive() {
        return running && thread.isAlive() && System.nanoTime() - heartbeat < STALLED_NANOS;
    }

    /// Handles what is queued and moves the relays; wakes the thread only then, since somebody stands before a relay.
    private void serve() {
        boolean leftOver = help();
        lanes.forEach(Lane::settle);
        if (leftOver) {
            LockSupport.unpark(thread);
        }
    }

    /// Handles what is queued if nobody else is at it. An event that is posted while somebody is will be seen by that one, who
    /// looks again after giving the turn away.
    ///
    /// @return whether the thread has to look: for the rest, or for a deadline that came nearer
    private boolean help() {
        int favours = FAVOURS;
        boolean nearer = false;
        while (running && favours > 0 && !queue.isEmpty() && !turn.isHeldByCurrentThread() && turn.tryLock()) {
            try {
                for (Post next = queue.poll(); next != null; next = --favours > 0 ? queue.poll() : null) {
                    handle(next);
                }
                nearer |= nextDeadline() - sleepsUntil < 0;
            } finally {
                turn.unlock();
            }
        }
        return nearer || favours == 0;
    }

    private void handle(Post post) {
        try {
            switch (post) {
                case LaneEvent(Lane lane, Event event) -> lane.handle(event);
                case Task(Runnable work) -> work.run();
            }
        } catch (RuntimeException e) {
            LOG.error("a bug: an event of a lane was lost", e);
        }
    }

    private void run() {
        while (running) {
            long wakeAt;
            turn.lock();
            try {
                for (Post next = queue.poll(); next != null; next = queue.poll()) {
                    handle(next);
                }
                tick(new Uptime(System.nanoTime()));
                heartbeat = System.nanoTime();
                wakeAt = nextDeadline();
                sleepsUntil = wakeAt;
            } finally {
                turn.unlock();
            }
            lanes.forEach(Lane::wake);   // a relay that hangs is not to hold up the deadlines
            journal.wake();
            if (queue.isEmpty() && running) {
                LockSupport.parkNanos(this, Math.max(1, wakeAt - System.nanoTime()));
            }
        }
    }

    private void tick(Uptime now) {
        for (Lane lane : lanes) {
            if (lane.deadline().filter(now::hasReached).isPresent()) {
                handle(new LaneEvent(lane, new Event.Tick()));
            }
        }
    }

    /// Of the monotonic clock, at most [#IDLE_NANOS] from now.
    private long nextDeadline() {
        long now = System.nanoTime();
        long wait = IDLE_NANOS;
        for (Lane lane : lanes) {
            Optional<Uptime> deadline = lane.deadline();
            if (deadline.isPresent()) {
                wait = Math.min(wait, deadline.get().nanos() - now);
            }
        }
        return now + wait;
    }

    /// From its return on nothing is handled any more, what is still queued included. Idempotent.
    @Override public void close() {
        running = false;
        LockSupport.unpark(thread);
        try {
            thread.join(2000);
            if (turn.tryLock(2, TimeUnit.SECONDS)) {   // whoever has the turn now is the last
                turn.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
