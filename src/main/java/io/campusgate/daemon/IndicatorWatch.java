package io.campusgate.daemon;

import io.campusgate.device.DeviceException;
import io.campusgate.device.HangWatch;
import io.campusgate.device.Indicator;
import io.campusgate.domain.Temperature;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread of a lane's lamps or display: shows what was asked for last, so that a slow or hanging display holds up
/// nobody. Now and then it repeats what is shown, for a display that was without power meanwhile.
final class IndicatorWatch implements Lane.Screen, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IndicatorWatch.class);
    private static final long REFRESH = Duration.ofSeconds(30).toNanos();
    private static final long RETRY = Duration.ofSeconds(2).toNanos();
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /// @param signal  what is shown
    /// @param reading the temperature beside it
    private record Wish(Indicator.Signal signal, Optional<Temperature> reading) {}

    private final Indicator indicator;
    private final Privacy privacy;
    private final DeviceBoard board;
    private final DeviceBoard.Device device;
    private final Thread thread;
    private final HangWatch watch = new HangWatch(PATIENCE, this::hangs);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Wish wish = new Wish(Indicator.Signal.IDLE, Optional.empty());   // guarded by lock
    private Optional<Wish> shown = Optional.empty();                         // of the thread alone
    private boolean broken;

    /// When this indicator may show a temperature.
    interface Privacy {
        boolean mayShow(Indicator.Signal beside);
    }

    IndicatorWatch(Indicator indicator, Privacy privacy, DeviceBoard board, DeviceBoard.Device device) {
        this.indicator = indicator;
        this.privacy = privacy;
        this.board = board;
        this.device = device;
        board.add(device);
        this.thread = Thread.ofPlatform().name(device.kind() + "-" + device.lane()).daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// Shows this as soon as the device can; what was not shown by then is skipped. Never blocks.
    @Override public void show(Indicator.Signal signal, Optional<Temperature> reading) {
        lock.lock();
        try {
            wish = new Wish(signal, reading.filter(_ -> privacy.mayShow(signal)));
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Wish next = await(perform() ? REFRESH : RETRY);
                if (shown.isPresent() && !shown.get().equals(next)) {
                    shown = Optional.empty();
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /// Shows the present wish, or repeats it.
    private boolean perform() {
        Wish now = current();
        watch.begin();
        try {
            if (shown.isPresent()) {
                indicator.refresh();
            } else {
                indicator.show(now.signal(), now.reading());
                shown = Optional.of(now);
            }
            board.ok(device);
            return true;
        } catch (DeviceException e) {
            failed(e);
        } catch (RuntimeException e) {
            if (!broken) {
                broken = true;
                LOG.error("a bug in the driver of {}; it goes on, and this is logged once", device, e);
            }
            failed(new DeviceException(DeviceException.Kind.CORRUPT, "its driver is broken; the log says why", e));
        } finally {
            watch.end();
        }
        return false;
    }

    private void failed(DeviceException e) {
        shown = Optional.empty();
        board.count(device, e.kind().name());
        switch (e.kind()) {
            case ABSENT, NO_ANSWER -> board.lost(device, String.valueOf(e.getMessage()));
            case CORRUPT, SELF_REPORTED, OUT_OF_RANGE -> board.unreliable(device, String.valueOf(e.getMessage()));
        }
    }

    private Wish current() {
        lock.lock();
        try {
            return wish;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until something else is to be shown than what is, or time is up.
    private Wish await(long nanos) throws InterruptedException {
        lock.lock();
        try {
            for (long left = nanos; left > 0 && (shown.isEmpty() || shown.get().equals(wish)); ) {
                left = changed.awaitNanos(left);
            }
            return wish;
        } finally {
            lock.unlock();
        }
    }

    /// On the watch's thread.
    private void hangs() {
        board.count(device, "HANG");
        board.lost(device, "showing something does not return");
    }

    /// Ends the thread and lets the device go; one that hangs is left alone.
    @Override public void close() {
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watch.close();
        if (!thread.isAlive()) {
            indicator.close();
        }
    }
}
