package io.campusgate.daemon;

import io.campusgate.device.BoundedRelay;
import io.campusgate.device.DeviceException;
import io.campusgate.device.HangWatch;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The health of one relay: what its own thread reports, and, where its second contact is read back (`feedback`), whether
/// that follows. A contact that has stuck leaves a lane open, one that does not close leaves people outside; both are an
/// alarm as soon as relay and contact have disagreed for [#SETTLE]. Thread-safe.
final class RelayWatch implements BoundedRelay.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RelayWatch.class);
    /// A relay moves in 10 ms and its contact is debounced for 30; a busy machine takes longer.
    private static final Duration SETTLE = Duration.ofMillis(300);

    /// What the contact shows that the relay was not told.
    private enum Fault {
        NONE(""), STUCK("it is told to rest, but its contact says energised"), DEAD("it is told to energise, but its contact says at rest");

        private final String text;

        Fault(String text) {
            this.text = text;
        }
    }

    private final DeviceBoard board;
    private final DeviceBoard.Device device;
    private final Runnable alarm;
    private final HangWatch settling = new HangWatch(SETTLE, this::compare);
    private boolean well;                                   // guarded by this, as all that follows
    private boolean energised;
    private boolean unanswered;                             // energised, and the contact has not followed since
    private Optional<Boolean> contact = Optional.empty();   // true: it says energised
    private Fault fault = Fault.NONE;

    /// @param alarm runs when relay and contact begin to disagree, on a thread of the device
    RelayWatch(DeviceBoard board, DeviceBoard.Device device, Runnable alarm) {
        this.board = board;
        this.device = device;
        this.alarm = alarm;
        board.add(device);
    }

    @Override public synchronized void well() {
        well = true;
        settling.begin();
        report();
    }

    @Override public synchronized void lost(DeviceException why) {
        well = false;
        fault = Fault.NONE;
        board.count(device, why.kind().name());
        board.lost(device, String.valueOf(why.getMessage()));
    }

    @Override public void dropped() {
        board.count(device, "PULSE_DROPPED");
        LOG.error("lane {}: the relay could not open in time", device.lane());
    }

    @Override public synchronized void moved(boolean now) {
        energised = now;
        unanswered = now ? !contact.orElse(true) : unanswered;
        settling.begin();
    }

    /// The second contact says so.
    synchronized void contact(boolean says) {
        contact = Optional.of(says);
        unanswered &= !says;
        settling.begin();
    }

    /// When nothing has moved for a while. A pulse that is shorter than that is judged after it.
    private synchronized void compare() {
        if (!well || contact.isEmpty()) {
            return;
        }
        Fault before = fault;
        fault = contact.get() && !energised ? Fault.STUCK : unanswered || energised && !contact.get() ? Fault.DEAD : Fault.NONE;
        if (fault != before) {
            report();
        }
        if (fault != Fault.NONE && fault != before) {
            board.count(device, fault.name());
            alarm.run();
        }
    }

    private void report() {
        if (fault == Fault.NONE) {
            board.ok(device);
        } else {
            board.unreliable(device, fault.text);
        }
    }

    @Override public void close() {
        settling.close();
    }
}
