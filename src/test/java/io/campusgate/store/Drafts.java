package io.campusgate.store;

import io.campusgate.domain.CardNumber;
import io.campusgate.domain.ClockState;
import io.campusgate.domain.Credential;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Draft;
import io.campusgate.domain.EventType;
import io.campusgate.domain.Health;
import io.campusgate.domain.Mode;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.Temperature;
import io.campusgate.domain.Verdict;
import io.campusgate.domain.Who;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/// Things that happen at the gate of these tests.
public final class Drafts {
    public static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    public static final Instant MORNING = Instant.parse("2026-08-31T23:31:05.123Z");

    private Drafts() {}

    /// The entry of design.md section 6.
    public static Draft example() {
        return entry(new Who.Person("T0042", "王小明", PersonKind.STAFF, "数学组"), "001293D8", MORNING);
    }

    /// A granted entry inwards with a normal temperature.
    public static Draft entry(Who.Person person, String card, Instant at) {
        Who who = new Who(new Credential.Card(new CardNumber(card)), Optional.of(person));
        return draft(at, EventType.ENTRY, Direction.IN, "granted", Optional.of("ok"), Optional.empty(), Map.of(), Optional.of(who),
                Optional.of(new Health(Verdict.NORMAL, Optional.of(new Temperature(3652)), Optional.of(new Temperature(3410)),
                        Optional.of(new Temperature(1820)), 1, Health.Method.SENSOR)));
    }

    /// One of many staff, `P000007` with card `00000007`.
    public static Draft entryOf(int person, Instant at) {
        return entry(new Who.Person(String.format("P%06d", person), "人" + person, PersonKind.STUDENT, "高一" + person % 20 + "班"),
                String.format("%08X", person), at);
    }

    /// A granted entry of a visitor by the code of a pass.
    public static Draft passEntry(String pass, Instant at) {
        Who who = new Who(new Credential.Qr(pass, "secret"), Optional.of(new Who.Person(pass, "Ann", PersonKind.VISITOR, "")));
        return draft(at, EventType.ENTRY, Direction.IN, "granted", Optional.of("ok"), Optional.empty(), Map.of("pass", pass), Optional.of(who), Optional.empty());
    }

    /// What became of `entry`.
    public static Draft passage(Draft entry, String outcome) {
        return draft(entry.time().plusSeconds(2), EventType.PASSAGE, entry.direction().orElseThrow(), outcome, Optional.empty(),
                Optional.of(entry.id()), Map.of(), Optional.empty(), Optional.empty());
    }

    public static Draft mode(Instant at, Map<String, Object> details) {
        return new Draft(Draft.nextId(), Optional.empty(), at, ClockState.SYNCED, 5, EventType.MODE, Optional.empty(), Optional.empty(),
                "closed", Optional.of("演练"), Mode.CLOSED, "17", false, details, Optional.empty(), Optional.empty());
    }

    public static Draft unsynced(Instant at) {
        return new Draft(Draft.nextId(), Optional.empty(), at, ClockState.UNSYNCED, 5, EventType.GATE, Optional.empty(), Optional.empty(),
                "started", Optional.empty(), Mode.NORMAL, "17", false, Map.of(), Optional.empty(), Optional.empty());
    }

    private static Draft draft(Instant at, EventType type, Direction direction, String outcome, Optional<String> reason,
                               Optional<Long> about, Map<String, Object> details, Optional<Who> who, Optional<Health> health) {
        return new Draft(Draft.nextId(), about, at, ClockState.SYNCED, 81_234_567, type, Optional.of("in-1"), Optional.of(direction),
                outcome, reason, Mode.NORMAL, "17", false, details, who, health);
    }
}
