package io.campusgate.report;

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
import io.campusgate.store.Journal;
import io.campusgate.store.Purge;
import io.campusgate.store.Stored;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Writes a day at a gate in Shanghai into a journal, an event after the other; times are of 1 September 2026.
public final class GateDay implements AutoCloseable {
    public static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    public static final LocalDate DATE = LocalDate.of(2026, 9, 1);
    public static final Who.Person WANG = new Who.Person("T0042", "王小明", PersonKind.STAFF, "数学组");
    public static final Who.Person LI = new Who.Person("S0001", "李雷", PersonKind.STUDENT, "高一3班");
    public static final Who.Person HAN = new Who.Person("S0002", "韩梅梅", PersonKind.STUDENT, "高一3班");
    public static final Who.Person GUEST = new Who.Person("V0001", "访客甲", PersonKind.VISITOR, "");

    private final Journal journal;
    private final List<Stored> events = new ArrayList<>();

    public GateDay(Path store) {
        this.journal = Journal.open(store, "east", ZONE);
    }

    /// @param text `07:31`, `07:31:05`, or a date with a time
    public static Instant at(String text) {
        return (text.contains("T") ? LocalDateTime.parse(text) : LocalDateTime.parse(DATE + "T" + text)).atZone(ZONE).toInstant();
    }

    /// Comes in at `in-1` and goes through.
    public GateDay in(Who.Person person, String time) {
        return passed(entry(person, time, "in-1", "granted", "ok", Optional.empty(), Map.of()), "passed");
    }

    public GateDay out(Who.Person person, String time) {
        return passed(entry(person, time, "out-1", "granted", "ok", Optional.empty(), Map.of()), "passed");
    }

    public GateDay measured(Who.Person person, String time, double celsius, Verdict verdict) {
        boolean fever = verdict == Verdict.FEVER;
        return passed(entry(person, time, "in-1", fever ? "denied" : "granted", fever ? "fever" : "ok", Optional.of(new Health(verdict,
                Optional.of(Temperature.ofCelsius(celsius)), Optional.empty(), Optional.empty(), 1, Health.Method.SENSOR)), Map.of()), fever ? "" : "passed");
    }

    public GateDay refused(Who.Person person, String time, String reason) {
        return passed(entry(person, time, "in-1", "denied", reason, Optional.empty(), Map.of()), "");
    }

    /// @param outcome of the passage; empty: there is none
    public GateDay entry(Who.Person person, String time, String lane, String outcome, String reason, Map<String, Object> details, String passage) {
        return passed(entry(person, time, lane, outcome, reason, Optional.empty(), details), passage);
    }

    /// Typed in at `time`, kept on paper at `happened`.
    public GateDay late(Who.Person person, String time, String happened) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("late", true);
        details.put("happened", at(happened).atZone(ZONE).toOffsetDateTime().toString());
        details.put("by", "guard");
        return passed(entry(person, time, "in-1", "granted", "ok", Optional.empty(), details), "");
    }

    public GateDay opened(String by, String time, String text) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("by", by);
        details.put("text", text);
        return passed(draft(time, EventType.ENTRY, "in-1", "granted", Optional.of("operator"), Optional.empty(), Optional.empty(), details, false,
                Optional.empty()), "passed");
    }

    public GateDay drill(Who.Person person, String time) {
        return passed(draft(time, EventType.ENTRY, "in-1", "granted", Optional.of("ok"), Optional.of(person), Optional.empty(), Map.of(), true,
                Optional.empty()), "passed");
    }

    public GateDay door(String outcome, String time) {
        return append(draft(time, EventType.DOOR, "in-1", outcome, Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), false, Optional.empty()));
    }

    public GateDay incident(String outcome, String time, Map<String, Object> details) {
        return append(draft(time, EventType.INCIDENT, "in-1", outcome, Optional.empty(), Optional.empty(), Optional.empty(), details, false, Optional.empty()));
    }

    public GateDay incidentOf(Who.Person person, String kind, String time) {
        return append(draft(time, EventType.INCIDENT, "in-1", "opened", Optional.empty(), Optional.of(person), Optional.empty(), Map.of("kind", kind), false,
                Optional.empty()));
    }

    public GateDay operator(String outcome, String time, Map<String, Object> details) {
        return append(draft(time, EventType.OPERATOR, "", outcome, Optional.empty(), Optional.empty(), Optional.empty(), details, false, Optional.empty()));
    }

    private Draft entry(Who.Person person, String time, String lane, String outcome, String reason, Optional<Health> health, Map<String, Object> details) {
        return draft(time, EventType.ENTRY, lane, outcome, Optional.of(reason), Optional.of(person), health, details, false, Optional.empty());
    }

    private GateDay passed(Draft entry, String outcome) {
        append(entry);
        return outcome.isEmpty() ? this : append(new Draft(Draft.nextId(), Optional.of(entry.id()), entry.time().plusSeconds(2), entry.clock(), 0, EventType.PASSAGE,
                entry.lane(), entry.direction(), outcome, Optional.empty(), entry.mode(), "1", entry.drill(), Map.of(), Optional.empty(), Optional.empty()));
    }

    private GateDay append(Draft draft) {
        events.addAll(journal.append(List.of(draft)));
        return this;
    }

    private static Draft draft(String time, EventType type, String lane, String outcome, Optional<String> reason, Optional<Who.Person> person,
                               Optional<Health> health, Map<String, Object> details, boolean drill, Optional<Long> about) {
        Optional<Direction> direction = lane.isEmpty() || type != EventType.ENTRY ? Optional.empty()
                : Optional.of(lane.startsWith("in") ? Direction.IN : Direction.OUT);
        return new Draft(Draft.nextId(), about, at(time), ClockState.SYNCED, 0, type, Optional.of(lane).filter(l -> !l.isEmpty()), direction, outcome, reason,
                Mode.NORMAL, "1", drill, details, person.map(p -> new Who(new Credential.Card(CardNumber.ofInt(p.id().hashCode() & 0xFFFFFFFFL)), Optional.of(p))),
                health);
    }

    /// Cuts out who and what was measured before `time`.
    public void purge(String time) {
        Purge purge = journal.purge(at(time), at(time), (_, _) -> { });
        for (boolean more = true; more; ) {
            more = purge.step(1000);
        }
    }

    /// All that was written, in order.
    public List<Stored> events() {
        return List.copyOf(events);
    }

    @Override public void close() {
        journal.close();
    }
}
