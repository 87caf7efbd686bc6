package io.campusgate.daemon;

import io.campusgate.domain.Word;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The health of every device of the gate, as status, `doctor` and the journal tell it: once a change, not once a failure.
/// Thread-safe.
public final class DeviceBoard {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceBoard.class);

    /// `UNKNOWN` until the device first answers or fails.
    public enum Health implements Word { UNKNOWN, OK, LOST, UNRELIABLE }

    /// Which device: its lane, what it is for (`reader`, `thermometer`, `relay`, `door-contact` …) and its driver.
    public record Device(String lane, String kind, String driver) {}

    /// A device, how it is, and why when it is not well.
    public record State(Device device, Health health, String reason) {}

    /// Told of each change that belongs into the journal, on the thread that reported it.
    interface Listener {
        void changed(State now, Health before);
    }

    private final Map<Device, State> states = new LinkedHashMap<>();
    private final Map<String, LongAdder> faults = new LinkedHashMap<>();
    private final Listener listener;

    DeviceBoard(Listener listener) {
        this.listener = listener;
    }

    synchronized void add(Device device) {
        states.putIfAbsent(device, new State(device, Health.UNKNOWN, ""));
    }

    void ok(Device device) {
        report(new State(device, Health.OK, ""));
    }

    void lost(Device device, String reason) {
        report(new State(device, Health.LOST, reason));
    }

    void unreliable(Device device, String reason) {
        report(new State(device, Health.UNRELIABLE, reason));
    }

    private void report(State now) {
        Health before;
        synchronized (this) {
            before = Optional.ofNullable(states.put(now.device(), now)).map(State::health).orElse(Health.UNKNOWN);
        }
        if (before != now.health()) {
            if (now.health() == Health.OK) {
                LOG.info("lane {}: {} {} answers", now.device().lane(), now.device().kind(), now.device().driver());
            } else {
                LOG.warn("lane {}: {} {} is {}: {}", now.device().lane(), now.device().kind(), now.device().driver(),
                        now.health().word(), now.reason());
            }
            listener.changed(now, before);
        }
    }

    /// Counts a malformed frame or failed transfer, by the device and the fault's code.
    void count(Device device, String fault) {
        LongAdder count;
        synchronized (this) {
            count = faults.computeIfAbsent(device.lane() + " " + device.kind() + " " + device.driver() + " " + fault, _ -> new LongAdder());
        }
        count.increment();
    }

    synchronized List<State> states() {
        return new ArrayList<>(states.values());
    }

    /// Faults since the start: `in-1 reader rdm6300 BAD_CHECKSUM` → how many.
    synchronized Map<String, Long> faults() {
        Map<String, Long> counts = new LinkedHashMap<>();
        faults.forEach((what, count) -> counts.put(what, count.sum()));
        return counts;
    }
}
