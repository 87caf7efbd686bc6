package io.campusgate.decision;

import io.campusgate.domain.ClockState;
import io.campusgate.domain.Word;
import java.time.Instant;
import java.util.Optional;

/// Which time to go by on a machine without a battery clock (design.md section 11).
///
/// @param built        when this program was built
/// @param newestSigned when the newest signed whitelist was issued
/// @param newestEvent  the time of the newest event that was itself written with a trusted clock
public record ClockTrust(Source source, Instant built, Optional<Instant> newestSigned, Optional<Instant> newestEvent) {

    /// `[clock] source`: trusted while the kernel says that it is synchronised, or as it is.
    public enum Source implements Word { NTP, RTC, ASSUME }

    /// @param time the system's, or if that cannot be trusted, the later of it and [#floor]
    public record Reading(Instant time, ClockState state) {}

    /// The newest time known to have been: an earlier clock is wrong.
    public Instant floor() {
        return later(later(built, newestSigned), newestEvent);
    }

    private static Instant later(Instant one, Optional<Instant> other) {
        return other.isPresent() && other.get().isAfter(one) ? other.get() : one;
    }

    /// @param kernelSynced what the kernel says; asked for only with `NTP`
    public Reading read(Instant system, boolean kernelSynced) {
        Instant floor = floor();
        if (system.isBefore(floor)) {
            return new Reading(floor, ClockState.UNSYNCED);
        }
        boolean trusted = source != Source.NTP || kernelSynced;
        return new Reading(system, trusted ? ClockState.SYNCED : ClockState.UNSYNCED);
    }
}
