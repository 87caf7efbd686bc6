package io.campusgate.decision;

import io.campusgate.domain.Direction;
import io.campusgate.domain.Health;
import io.campusgate.domain.Lookup;
import io.campusgate.domain.Pass;
import io.campusgate.domain.Uptime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What one gate remembers of people between taps: where they are, how often their passes were used, and their last normal
/// screening. All lanes of a gate share one. After a restart the owner fills it again from the journal.
///
/// Where a person is counts until 04:00 local time. An exit by button may have been anybody's, so it makes everybody
/// who was known to be inside unknown: refusing the one who left would be wrong, and nobody knows who it was.
/// Not thread-safe: it belongs to the thread that owns the passages.
public final class History {
    /// From then on a new day begins and nobody's whereabouts are known.
    private static final Duration DAY_BEGINS = Duration.ofHours(4);
    private static final Duration SCREENINGS_KEPT = Duration.ofDays(1);

    private final ZoneId zone;
    private final Map<String, Direction> went = new HashMap<>();
    private LocalDate day = LocalDate.MIN;
    private final Map<String, Integer> entriesUsed = new HashMap<>();
    private final Map<String, Screening> screenings = new HashMap<>();
    private final Set<String> overstayed = new HashSet<>();

    /// Something to remember.
    public sealed interface Change {
        /// Passed through a lane.
        record Went(String personId, Direction direction, Instant at) implements Change {}

        /// Somebody left by the exit button.
        record SomebodyLeft() implements Change {}

        /// Everybody may be anywhere.
        record Evacuated() implements Change {}

        /// An entry of the pass was used (+1), or given back because nobody went through (−1).
        record PassEntries(String passId, int change) implements Change {}

        /// Is inside after the end of the pass, and that was reported.
        record Overstayed(String personId) implements Change {}

        record MeasuredNormal(String personId, Health health, Uptime at) implements Change {}
    }

    private record Screening(Health health, Uptime at) {}

    public History(ZoneId zone) {
        this.zone = zone;
    }

    public void apply(Change change) {
        switch (change) {
            case Change.Went(var personId, var direction, var at) -> {
                beginDay(dayOf(at));
                went.put(personId, direction);
                overstayed.remove(personId);
            }
            case Change.SomebodyLeft() -> went.values().removeIf(d -> d == Direction.IN);
            case Change.Evacuated() -> went.clear();
            case Change.Overstayed(var personId) -> overstayed.add(personId);
            case Change.PassEntries(var passId, int by) -> entriesUsed.merge(passId, by, Integer::sum);
            case Change.MeasuredNormal(var personId, var health, var at) -> {
                screenings.values().removeIf(s -> at.hasReached(s.at().plus(SCREENINGS_KEPT)));
                screenings.put(personId, new Screening(health, at));
            }
        }
    }

    /// What is remembered of the person of `lookup`, if it has one.
    public Past about(Lookup lookup, Instant time, Uptime now) {
        Optional<String> person = Subject.of(lookup).map(who -> who.id());
        Map<String, Integer> used = new HashMap<>();
        for (Pass pass : lookup.passes()) {
            used.put(pass.id(), entriesUsed.getOrDefault(pass.id(), 0));
        }
        return new Past(person.map(id -> presence(id, time)).orElse(Past.Presence.UNKNOWN), used,
                person.flatMap(id -> Optional.ofNullable(screenings.get(id)))
                        .map(s -> new Past.Earlier(s.health(), Duration.ofMillis(now.millisSince(s.at())))));
    }

    /// Whether it was reported already that this person stays too long.
    public boolean knowsOverstayOf(String personId) {
        return overstayed.contains(personId);
    }

    private Past.Presence presence(String personId, Instant time) {
        Direction last = went.get(personId);
        if (last == null || !dayOf(time).equals(day)) {
            return Past.Presence.UNKNOWN;
        }
        return last == Direction.IN ? Past.Presence.INSIDE : Past.Presence.OUTSIDE;
    }

    private void beginDay(LocalDate today) {
        if (!today.equals(day)) {
            went.clear();
            overstayed.clear();
            day = today;
        }
    }

    private LocalDate dayOf(Instant time) {
        return dayOf(time, zone);
    }

    private static LocalDate dayOf(Instant time, ZoneId zone) {
        return time.atZone(zone).toLocalDateTime().minus(DAY_BEGINS).toLocalDate();
    }

    /// Since when people's whereabouts count at `time`: the last 04:00.
    public static Instant countsSince(Instant time, ZoneId zone) {
        return dayOf(time, zone).atTime(LocalTime.MIDNIGHT.plus(DAY_BEGINS)).atZone(zone).toInstant();
    }
}
