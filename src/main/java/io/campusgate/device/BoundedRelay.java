package io.campusgate.device;

import io.campusgate.device.DeviceException.Kind;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A relay with a thread of its own, which sees to it that it never stays energised for too long.
///
/// [#pulse], [#hold] and [#rest] say what is wished and return at once; the last wish counts, but no pulse is lost. [#settle]
/// makes it so on the caller's thread if the device is at hand, and [#wake] has the thread do it. The thread
/// ends a pulse after its time, and whatever pulses follow each other, it rests after `maxOn` without a rest; only a hold
/// lasts. It rests in `finally`, whatever happens to it. A device that fails is opened anew every 250 ms, and told to
/// rest as part of that; a hold is taken up again then, a pulse is not: what cannot be energised within 500 ms of the
/// wish is dropped and reported, since nobody expects the lane to open later.
public final class BoundedRelay implements AutoCloseable {

    /// Hears what becomes of the relay, on the thread that moved it or (when the device hangs) another. Must return quickly.
    public interface Listener {
        /// The relay answers: after the first opening, and after each loss.
        void well();

        /// The relay is not there, fails or hangs. Called once for each reason in a row; then it is [#well] again, or never.
        void lost(DeviceException why);

        /// A pulse was not performed, and will not be.
        void dropped();

        /// The relay was told to energise or to rest, and was not so before.
        default void moved(boolean energised) {}
    }

    private sealed interface Wish {
        record Rest() implements Wish {}

        record Hold() implements Wish {}

        /// @param askedAt of the monotonic clock
        record Pulse(long askedAt, long nanos) implements Wish {}
    }

    private enum Health { UNKNOWN, WELL, LOST }

    private interface Move {
        void perform() throws DeviceException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(BoundedRelay.class);
    private static final Wish REST = new Wish.Rest();
    private static final long LATE = Duration.ofMillis(500).toNanos();
    private static final long RETRY = Duration.ofMillis(250).toNanos();
    private static final long CHECK = Duration.ofSeconds(1).toNanos();
    private static final Duration HUNG = Duration.ofSeconds(1);
    /// Opening the first pin loads native libraries: seconds on a slow board, and nothing to report.
    private static final Duration HUNG_OPENING = Duration.ofSeconds(10);

    private final String name;
    private final GateRelay relay;
    private final long maxOn;
    private final Listener listener;
    private final Thread thread;
    private final HangWatch watch = new HangWatch(HUNG, this::hangs);
    private final HangWatch opening = new HangWatch(HUNG_OPENING, this::hangs);

    private final AtomicReference<Wish> wish = new AtomicReference<>(REST);   // no lock: whoever wishes wakes the thread and is done
    private volatile Wish begun = REST;          // the last pulse that was performed
    private volatile boolean closed;

    private final Object reporting = new Object();   // a wish never waits for a listener
    private volatile Health health = Health.UNKNOWN;
    private String reason = "";                      // guarded by reporting: why it is lost

    private final ReentrantLock device = new ReentrantLock();
    private volatile boolean energised;          // written by whoever has the device, as all that follows
    private boolean open;
    private Wish running = REST;                 // the pulse or hold that is being performed
    private long boundedSince;
    private long pulseEnd;
    private volatile Wish done = REST;           // the last wish that was seen to
    private volatile long due = System.nanoTime();   // when the thread looks again by itself

    /// @param name  for the thread and the log, like the lane's id
    /// @param maxOn the longest time without a rest outside a hold
    public BoundedRelay(String name, GateRelay relay, Duration maxOn, Listener listener) {
        this.name = name;
        this.relay = relay;
        this.maxOn = maxOn.toNanos();
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("relay-" + name).daemon().unstarted(this::run);
    }

    /// Opens the device, at rest, and keeps it open from now on.
    public void start() {
        thread.start();
    }

    /// Makes the relay what is wished now, unless it is so already. May take as long as the device, and leaves a device that
    /// is not well or in use to the thread.
    public void settle() {
        if (isSettled()) {
            return;
        }
        if (health == Health.WELL && device.tryLock()) {
            try {
                step();
            } finally {
                device.unlock();
            }
        }
        LockSupport.unpark(thread);
    }

    /// Has the thread make the relay what is wished now. Never waits.
    public void wake() {
        if (!isSettled()) {
            LockSupport.unpark(thread);
        }
    }

    private boolean isSettled() {
        return present().equals(done);
    }

    /// Energises for `time`, or until a later wish.
    public void pulse(Duration time) {
        wish(new Wish.Pulse(System.nanoTime(), time.toNanos()));
    }

    /// Energises until a later wish, with no bound: a lane released for evacuation or fire.
    public void hold() {
        wish(new Wish.Hold());
    }

    /// Ends a hold, or a pulse that is being performed. A pulse that still waits for a slow device is left to be performed
    /// for its own time or dropped: it was promised to somebody, and whoever asks for the rest thinks that it is over.
    public void rest() {
        Wish present = present();
        if (!(present instanceof Wish.Pulse) || present.equals(begun)) {
            wish.compareAndSet(present, REST);   // a wish that came meanwhile came later, and counts
        }
    }

    public boolean isEnergised() {
        return energised;
    }

    /// Whether the device answered the last time it was asked.
    public boolean isWell() {
        return health == Health.WELL;
    }

    /// Rests, lets go of the device and ends the thread; waits for that up to 2 s (a device that hangs cannot be waited for).
    @Override public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(2000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            watch.close();
            opening.close();
        }
    }

    private void wish(Wish next) {
        wish.set(next);
    }

    private Wish present() {
        return Objects.requireNonNull(wish.get());
    }

    private void run() {
        try {
            while (!closed) {
                device.lock();
                try {
                    step();
                } finally {
                    device.unlock();
                }
                await();
            }
        } catch (InterruptedException e) {
            LOG.warn("relay {}: its thread was interrupted; the lane stays locked", name);
        } finally {
            device.lock();
            try {
                closed = true;
                energised = false;
                relay.close();
            } finally {
                device.unlock();
            }
        }
    }

    /// Sees to the present wish; whoever calls has the device.
    private void step() {
        if (closed) {
            return;
        }
        Wish next = present();
        if (next instanceof Wish.Pulse pulse && isOver(pulse)) {
            end(pulse);
            next = REST;
        }
        perform(next);
        due = System.nanoTime() + untilDue(next);
        done = next;
    }

    /// Waits until there is another wish, or something is due.
    private void await() throws InterruptedException {
        for (long left = due - System.nanoTime(); isSettled() && !closed && left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
            if (Thread.interrupted()) {
                throw new InterruptedException("relay " + name);
            }
        }
    }

    /// Nanoseconds until the thread has to look again by itself; not positive: now.
    private long untilDue(Wish seenTo) {
        long now = System.nanoTime();
        long due = !open ? RETRY : running instanceof Wish.Pulse ? pulseEnd - now : CHECK;
        if (seenTo instanceof Wish.Pulse pulse && !running.equals(pulse)) {   // it waits for the device, or came too late
            due = Math.min(due, pulse.askedAt() + LATE - now);
        }
        return due;
    }

    private boolean isOver(Wish.Pulse pulse) {
        long now = System.nanoTime();
        return running.equals(pulse) ? now - pulseEnd >= 0 : now - pulse.askedAt() > LATE;
    }

    /// Takes a pulse that is over for done, unless there is another wish by now.
    private void end(Wish.Pulse pulse) {
        Wish present = present();
        if (present.equals(pulse)) {
            wish.compareAndSet(present, REST);
        }
        if (!running.equals(pulse)) {
            listener.dropped();
        }
    }

    /// Makes the relay what `next` says, and keeps account of the time.
    private void perform(Wish next) {
        boolean on = !next.equals(REST);
        try {
            move(on, next instanceof Wish.Pulse && !running.equals(next));
        } catch (DeviceException e) {
            fail(e);
            return;
        } catch (RuntimeException e) {
            LOG.error("relay {}: its driver is broken", name, e);
            fail(new DeviceException(Kind.NO_ANSWER, "relay " + name + ": " + e, e));
            return;
        }
        if (next instanceof Wish.Pulse pulse && !running.equals(pulse) && !isOver(pulse)) {
            long now = System.nanoTime();
            if (!(running instanceof Wish.Pulse)) {
                boundedSince = now;
            }
            running = pulse;
            begun = pulse;
            pulseEnd = Math.min(now - boundedSince + pulse.nanos(), maxOn) + boundedSince;
        } else if (!(next instanceof Wish.Pulse)) {
            running = next;
        }
    }

    /// @param anew says it again to a relay that is energised already: each passage has its command on the wire
    private void move(boolean on, boolean anew) throws DeviceException {
        if (!open) {
            watched(opening, relay::open);
            open = true;
            became(false);
        } else if (on == energised && !anew) {
            watched(watch, relay::check);
        }
        if (on != energised || anew) {
            watched(watch, on ? relay::energise : relay::rest);
            became(on);
        }
        report(Health.WELL, "", listener::well);
    }

    private void became(boolean on) {
        if (energised != on) {
            energised = on;
            listener.moved(on);
        }
    }

    private void fail(DeviceException why) {
        open = false;      // opening it again tells it to rest, whatever it does now
        running = REST;
        lost(why);
    }

    /// On the watch's thread.
    private void hangs() {
        lost(new DeviceException(Kind.NO_ANSWER, "relay " + name + " hangs"));
    }

    private void lost(DeviceException why) {
        report(Health.LOST, String.valueOf(why.getMessage()), () -> listener.lost(why));
    }

    /// Tells of a change, and of another reason for the same loss: that the device hung is not the last word about it.
    private void report(Health now, String why, Runnable tell) {
        synchronized (reporting) {
            if (health != now || !reason.equals(why)) {
                health = now;
                reason = why;
                tell.run();
            }
        }
    }

    /// Performs `move`; if that takes longer than `patience` allows the relay is reported lost while it hangs.
    private static void watched(HangWatch patience, Move move) throws DeviceException {
        patience.begin();
        try {
            move.perform();
        } finally {
            patience.end();
        }
    }
}
