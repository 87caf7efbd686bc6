package io.campusgate.daemon;

import io.campusgate.decision.ClockTrust;
import io.campusgate.domain.ClockState;
import io.campusgate.domain.Uptime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;

/// The gate's time: the system's clock as far as it can be trusted (design.md section 11), and the monotonic clock for
/// everything that is a duration. Thread-safe; [#now] costs no system call but the two clocks.
final class GateClock {
    /// A wall clock that moved this much against the monotonic one has been stepped.
    private static final Duration STEP = Duration.ofSeconds(1);

    /// @param time     to the millisecond
    /// @param uptimeMs since the daemon started
    record Stamp(Instant time, ClockState clock, Uptime uptime, long uptimeMs) {}

    /// What [#check] found: the clock was moved by `by`, and whether it is trusted now.
    record Change(Duration by, boolean stepped, ClockState before, ClockState now) {}

    private final Supplier<Instant> system;
    private final Supplier<Boolean> kernelSynced;
    private final Uptime start = new Uptime(System.nanoTime());
    private volatile ClockTrust trust;
    private volatile boolean synced;
    private volatile Duration byHand = Duration.ZERO;
    private volatile boolean setByHand;
    private Instant lastWall;
    private Uptime lastUptime;
    private ClockState lastState;

    GateClock(ClockTrust trust, Supplier<Instant> system, Supplier<Boolean> kernelSynced) {
        this.trust = trust;
        this.system = system;
        this.kernelSynced = kernelSynced;
        this.lastWall = wall();
        this.lastUptime = start;
        this.lastState = now().clock();
    }

    private Instant wall() {
        return system.get().plus(byHand);
    }

    Stamp now() {
        Uptime uptime = new Uptime(System.nanoTime());
        ClockTrust.Reading reading = trust.read(wall(), synced || setByHand);
        return new Stamp(reading.time().truncatedTo(ChronoUnit.MILLIS), reading.state(), uptime, uptime.millisSince(start));
    }

    /// The time, if it can be trusted.
    Optional<Instant> trusted() {
        Stamp now = now();
        return now.clock() == ClockState.SYNCED ? Optional.of(now.time()) : Optional.empty();
    }

    /// Asks the kernel and compares the two clocks; called every few seconds by one thread. Empty when nothing happened.
    synchronized Optional<Change> check() {
        synced = trust.source() != ClockTrust.Source.NTP || kernelSynced.get();
        return compare();
    }

    private Optional<Change> compare() {
        Instant wall = wall();
        Uptime uptime = new Uptime(System.nanoTime());
        Duration by = Duration.between(lastWall, wall).minusNanos(uptime.nanos() - lastUptime.nanos());
        ClockState before = lastState;
        ClockState state = trust.read(wall, synced || setByHand).state();
        lastWall = wall;
        lastUptime = uptime;
        lastState = state;
        boolean stepped = by.abs().compareTo(STEP) >= 0;
        return stepped || state != before ? Optional.of(new Change(by, stepped, before, state)) : Optional.empty();
    }

    /// Sets the time by hand, until the daemon ends: the gate keeps the difference to the system's clock.
    ///
    /// @throws IllegalArgumentException for a time earlier than anything the gate knows to have happened
    synchronized Optional<Change> setByHand(Instant time) {
        if (time.isBefore(trust.floor())) {
            throw new IllegalArgumentException("that is earlier than what this gate already knows: it must be after " + trust.floor());
        }
        byHand = Duration.between(system.get(), time);
        setByHand = true;
        return compare();
    }

    /// Another signed whitelist is in force: its time is now the least the clock can show. Empty: one that is not believed.
    void newestSigned(Optional<Instant> issued) {
        ClockTrust t = trust;
        trust = new ClockTrust(t.source(), t.built(), issued, t.newestEvent());
    }

    Uptime start() {
        return start;
    }
}
