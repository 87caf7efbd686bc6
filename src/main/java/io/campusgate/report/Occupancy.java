package io.campusgate.report;

import io.campusgate.decision.History;
import io.campusgate.decision.Reason;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Who;
import io.campusgate.domain.Word;
import io.campusgate.store.EventFields;
import io.campusgate.store.Stored;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who came in at this gate and has not gone out again, by the rules of anti-passback ([History]): it counts who passed, not
/// who was let in, and begins anew at 04:00. An exit by button may have been anybody's, and in an evacuation everybody
/// may be anywhere; whoever was inside then stays on the list and is marked, since a roll call needs the name.
/// Feed it events in the order of the journal; not thread-safe.
public final class Occupancy {

    /// `INSIDE` as far as this gate can see; `UNCERTAIN` since somebody left by the exit button, or since a release.
    public enum Certainty implements Word { INSIDE, UNCERTAIN }

    /// @param since when the person came in
    /// @param pass  the pass it was an entry of
    /// @param entry its seq
    public record Inside(Who.Person person, Instant since, String lane, Certainty certainty, Optional<String> pass, long entry) {}

    private final ZoneId zone;
    private final Passing passing = new Passing();
    private final Map<String, Inside> inside = new HashMap<>();
    private Instant countsSince = Instant.MIN;

    public Occupancy(ZoneId zone) {
        this.zone = zone;
    }

    /// From which events on it has to be fed to be right at `time`.
    public static Instant countsSince(Instant time, ZoneId zone) {
        return History.countsSince(time, zone);
    }

    /// Takes the next event; those of other types than entry, passage and door are ignored.
    public void accept(Stored event) {
        switch (event.type()) {
            case "entry" -> Movement.of(EventFields.of(event)).flatMap(passing::entry).ifPresent(this::went);
            case "passage" -> passed(EventFields.of(event));
            case "door" -> door(EventFields.of(event));
            default -> { }
        }
    }

    private void passed(EventFields passage) {
        passing.passage(passage).ifPresent(this::went);
    }

    private void went(Movement m) {
        Instant day = countsSince(m.at(), zone);
        if (day.isAfter(countsSince)) {
            countsSince = day;
            inside.values().removeIf(i -> i.since().isBefore(day));
        }
        m.person().filter(_ -> !m.at().isBefore(countsSince)).ifPresent(person -> {
            if (m.reason().equals(Reason.EVACUATION.word()) && m.goes(Direction.IN)) {
                return;   // a released lane lets people out by every door
            }
            if (m.goes(Direction.IN)) {
                inside.put(person.id(), new Inside(person, m.at(), m.lane(), Certainty.INSIDE, m.pass(), m.seq()));
            } else {
                inside.computeIfPresent(person.id(), (_, was) -> was.since().isAfter(m.at()) ? was : null);
            }
        });
    }

    private void door(EventFields door) {
        if (door.says("outcome", "exit_button") || door.says("outcome", "released")) {
            inside.replaceAll((_, i) -> new Inside(i.person(), i.since(), i.lane(), Certainty.UNCERTAIN, i.pass(), i.entry()));
        }
    }

    /// Everybody, by kind, group and name, as a roll is called.
    ///
    /// @param at now: who came in before the last 04:00 is not among them
    public List<Inside> inside(Instant at) {
        Instant day = countsSince(at, zone);
        return inside.values().stream().filter(i -> !i.since().isBefore(day))
                .sorted(Comparator.comparing((Inside i) -> i.person().kind()).thenComparing(i -> i.person().group())
                        .thenComparing(i -> i.person().name()).thenComparing(i -> i.person().id())).toList();
    }
}
