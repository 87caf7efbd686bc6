package io.campusgate.daemon;

import io.campusgate.config.GateConfig;
import io.campusgate.domain.Word;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The health of every device of the gate, as status, `doctor`, metrics and the journal tell it: once a change, not once a
/// failure. A device that changes more than [#RESTLESS] times within a minute is unreliable until it has kept still for a
/// minute, so that a loose plug does not fill the journal. Thread-safe.
public final class DeviceBoard {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceBoard.class);
    private static final int RESTLESS = 6;
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    /// `UNKNOWN` until the device first answers or fails.
    public enum Health implements Word { UNKNOWN, OK, LOST, UNRELIABLE }

    /// Which device: its lane, what it is for (`reader`, `thermometer`, `relay`, `door-contact` …) and its driver.
    public record Device(String lane, String kind, String driver) {

        /// @param index from 0; the first is `reader`, the others `reader-2` …
        static Device reader(GateConfig.Lane lane, int index) {
            return new Device(lane.id(), index == 0 ? "reader" : "reader-" + (index + 1), lane.readers().get(index).driver());
        }
    }

    /// A device and how it is.
    ///
    /// @param reason why it is not well; empty when it is
    /// @param about  what it tells of itself, like its emissivity, and whether it drifts
    /// @param faults what went wrong since the start, by kind: how often
    public record State(Device device, Health health, String reason, String about, Map<String, Long> faults) {
        public State {
            faults = Map.copyOf(faults);
        }
    }

    /// Told of each change that belongs into the journal, on the thread that reported it.
    interface Listener {
        void changed(State now, Health before);
    }

    private final Map<Device, Entry> entries = new LinkedHashMap<>();   // guarded by this, as all in the entries
    private final Listener listener;
    private final LongSupplier nanoClock;

    DeviceBoard(Listener listener) {
        this(listener, System::nanoTime);
    }

    DeviceBoard(Listener listener, LongSupplier nanoClock) {
        this.listener = listener;
        this.nanoClock = nanoClock;
    }

    /// One device: what was reported last, and what is shown of it.
    private static final class Entry {
        private final Device device;
        private final Map<String, Long> faults = new LinkedHashMap<>();
        private final Deque<Long> changes = new ArrayDeque<>();
        private Health reported = Health.UNKNOWN;
        private Health shown = Health.UNKNOWN;
        private String reason = "";
        private String about = "";
        private String drift = "";
        private boolean restless;

        Entry(Device device) {
            this.device = device;
        }

        State state() {
            String why = !restless ? reason : "it comes and goes" + (reason.isEmpty() ? "" : "; the last time: " + reason);
            String all = drift.isEmpty() ? about : about.isEmpty() ? drift : about + "; " + drift;
            return new State(device, shown, shown == Health.OK ? "" : why, all, faults);
        }

        /// Takes in a report; returns what was shown before if that has changed.
        Optional<Health> report(Health health, String why, long now) {
            boolean changed = health != reported;
            boolean first = reported == Health.UNKNOWN;
            reported = health;
            reason = why.isEmpty() && restless ? reason : why;
            if (changed && !first) {
                changes.addLast(now);
            }
            return settle(now);
        }

        Optional<Health> settle(long now) {
            while (!changes.isEmpty() && now - changes.getFirst() > MINUTE) {
                changes.removeFirst();
            }
            restless = restless ? !changes.isEmpty() : changes.size() > RESTLESS;
            Health before = shown;
            shown = restless ? Health.UNRELIABLE : reported;
            return before == shown ? Optional.empty() : Optional.of(before);
        }
    }

    synchronized void add(Device device) {
        entries.putIfAbsent(device, new Entry(device));
    }

    void ok(Device device) {
        report(device, Health.OK, "");
    }

    void lost(Device device, String reason) {
        report(device, Health.LOST, reason);
    }

    void unreliable(Device device, String reason) {
        report(device, Health.UNRELIABLE, reason);
    }

    private void report(Device device, Health health, String reason) {
        Health before;
        State now;
        synchronized (this) {
            Entry entry = entries.computeIfAbsent(device, Entry::new);
            Optional<Health> changed = entry.report(health, reason, nanoClock.getAsLong());
            if (changed.isEmpty()) {
                return;   // as with every frame a reader sends
            }
            before = changed.get();
            now = entry.state();
        }
        tell(now, before);
    }

    /// Looks whether a device that came and went has kept still; to be called now and then.
    void settle() {
        Map<State, Health> changed = new LinkedHashMap<>();
        synchronized (this) {
            entries.values().stream().filter(e -> e.restless)
                    .forEach(e -> e.settle(nanoClock.getAsLong()).ifPresent(before -> changed.put(e.state(), before)));
        }
        changed.forEach(this::tell);
    }

    private void tell(State now, Health before) {
        Device device = now.device();
        if (now.health() == Health.OK) {
            LOG.info("lane {}: {} {} answers{}", device.lane(), device.kind(), device.driver(), now.about().isEmpty() ? "" : ": " + now.about());
        } else {
            LOG.warn("lane {}: {} {} is {}: {}", device.lane(), device.kind(), device.driver(), now.health().word(), now.reason());
        }
        listener.changed(now, before);
    }

    /// Keeps what the device tells of itself.
    synchronized void about(Device device, String text) {
        entries.computeIfAbsent(device, Entry::new).about = text;
    }

    /// Keeps that a thermometer drifts, and how; an empty text: it does not any more.
    synchronized void drift(Device device, String text) {
        entries.computeIfAbsent(device, Entry::new).drift = text;
    }

    /// Counts a malformed frame or failed transfer, by the device and the fault's code.
    void count(Device device, String fault) {
        count(device, fault, 1);
    }

    synchronized void count(Device device, String fault, long times) {
        if (times > 0) {
            entries.computeIfAbsent(device, Entry::new).faults.merge(fault, times, Long::sum);
        }
    }

    /// All devices as they are now, in the order of the configuration.
    public synchronized List<State> states() {
        return entries.values().stream().map(Entry::state).toList();
    }

    /// Faults since the start: `in-1 reader rdm6300 BAD_CHECKSUM` → how many.
    synchronized Map<String, Long> faults() {
        Map<String, Long> counts = new LinkedHashMap<>();
        entries.values().forEach(e -> e.faults.forEach((fault, count) ->
                counts.put(e.device.lane() + " " + e.device.kind() + " " + e.device.driver() + " " + fault, count)));
        return counts;
    }
}
