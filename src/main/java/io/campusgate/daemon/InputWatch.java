package io.campusgate.daemon;

import io.campusgate.device.DeviceException;
import io.campusgate.device.HangWatch;
import io.campusgate.device.Input;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps one input open: opens it, tries again for as long as it is not there, and looks twice a second whether it still is
/// and has not missed a change. The changes themselves come on the input's own thread.
final class InputWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InputWatch.class);
    private static final long CHECK_MS = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Input input;
    private final boolean momentary;
    private final DeviceBoard board;
    private final DeviceBoard.Device device;
    private final Consumer<Boolean> changes;
    private final Thread thread;
    private final HangWatch watch = new HangWatch(PATIENCE, this::hangs);
    private boolean open;
    private boolean broken;

    /// @param momentary only a change counts: a button that is down when it is first looked at is stuck, not pressed
    /// @param changes   gets true while the contact is active, beginning with its present state
    InputWatch(Input input, boolean momentary, DeviceBoard board, DeviceBoard.Device device, Consumer<Boolean> changes) {
        this.input = input;
        this.momentary = momentary;
        this.board = board;
        this.device = device;
        this.changes = changes;
        board.add(device);
        this.thread = Thread.ofPlatform().name(device.kind() + "-" + device.lane()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            look();
            try {
                TimeUnit.MILLISECONDS.sleep(CHECK_MS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void look() {
        watch.begin();
        try {
            if (!open) {
                input.open(momentary ? new Presses(changes) : changes);
                open = true;
            } else if (input.check()) {
                board.count(device, "MISSED_CHANGE");
            }
            board.ok(device);
        } catch (DeviceException e) {
            open = false;
            board.count(device, e.kind().name());
            board.lost(device, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            if (!broken) {
                broken = true;
                LOG.error("a bug in the driver of {}; it goes on, and this is logged once", device, e);
            }
            open = false;
            board.lost(device, "its driver is broken; the log says why");
        } finally {
            watch.end();
        }
    }

    /// On the watch's thread.
    private void hangs() {
        board.count(device, "HANG");
        board.lost(device, "its driver does not return");
    }

    /// Passes on all but the first report.
    private static final class Presses implements Consumer<Boolean> {
        private final Consumer<Boolean> changes;
        private boolean found;

        Presses(Consumer<Boolean> changes) {
            this.changes = changes;
        }

        @Override public synchronized void accept(Boolean active) {
            if (found) {
                changes.accept(active);
            }
            found = true;
        }
    }

    @Override public void close() {
        thread.interrupt();
        try {
            thread.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watch.close();
        input.close();
    }
}
