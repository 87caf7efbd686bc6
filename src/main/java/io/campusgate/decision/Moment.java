package io.campusgate.decision;

import io.campusgate.domain.ClockState;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/// The time to go by, whether it can be trusted, and the zone in which people's hours are meant.
public record Moment(Instant time, ClockState clock, ZoneId zone) {

    public ZonedDateTime local() {
        return time.atZone(zone);
    }

    public boolean isTrusted() {
        return clock == ClockState.SYNCED;
    }
}
