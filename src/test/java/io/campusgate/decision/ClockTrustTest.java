package io.campusgate.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.campusgate.decision.ClockTrust.Reading;
import io.campusgate.decision.ClockTrust.Source;
import io.campusgate.domain.ClockState;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClockTrustTest {
    private static final Instant BUILT = Instant.parse("2026-08-01T00:00:00Z");
    private static final Instant SIGNED = Instant.parse("2026-08-20T00:00:00Z");
    private static final Instant EVENT = Instant.parse("2026-09-01T00:00:00Z");
    private static final Instant PI_WITHOUT_BATTERY = Instant.parse("1970-01-01T00:00:09Z");

    private static ClockTrust trust(Source source) {
        return new ClockTrust(source, BUILT, Optional.of(SIGNED), Optional.of(EVENT));
    }

    private static Reading synced(Instant time) {
        return new Reading(time, ClockState.SYNCED);
    }

    private static Reading unsynced(Instant time) {
        return new Reading(time, ClockState.UNSYNCED);
    }

    @Test void networkTimeIsTrustedWhileTheKernelSaysSo() {
        Instant now = EVENT.plusSeconds(1);
        assertEquals(synced(now), trust(Source.NTP).read(now, true));
        assertEquals(unsynced(now), trust(Source.NTP).read(now, false));
    }

    @Test void aBatteryClockAndAnAssumedOneAreTrustedAsTheyAre() {
        Instant now = EVENT.plusSeconds(1);
        assertEquals(synced(now), trust(Source.RTC).read(now, false));
        assertEquals(synced(now), trust(Source.ASSUME).read(now, false));
    }

    @Test void noClockIsTrustedBeforeTheNewestKnownTimeAndThatOneIsGoneBy() {
        for (Source source : Source.values()) {
            assertEquals(unsynced(EVENT), trust(source).read(PI_WITHOUT_BATTERY, true), source.word());
            assertEquals(unsynced(EVENT), trust(source).read(EVENT.minusMillis(1), true), source.word());
            assertEquals(synced(EVENT), trust(source).read(EVENT, true), source.word());
        }
    }

    @Test void anyOfTheThreeMayBeTheNewest() {
        assertEquals(BUILT, new ClockTrust(Source.NTP, BUILT, Optional.empty(), Optional.empty()).floor());
        assertEquals(SIGNED, new ClockTrust(Source.NTP, BUILT, Optional.of(SIGNED), Optional.empty()).floor());
        assertEquals(EVENT, new ClockTrust(Source.NTP, BUILT, Optional.of(SIGNED), Optional.of(EVENT)).floor());
        assertEquals(EVENT, new ClockTrust(Source.NTP, EVENT, Optional.of(SIGNED), Optional.of(BUILT)).floor());
    }
}
