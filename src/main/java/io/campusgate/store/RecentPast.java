package io.campusgate.store;

import io.campusgate.domain.Direction;
import io.campusgate.domain.EventType;
import io.campusgate.domain.Health;
import io.campusgate.domain.Mode;
import io.campusgate.domain.Temperature;
import io.campusgate.domain.Verdict;
import io.campusgate.domain.Word;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the journal says of people's whereabouts and screenings since a moment, for a gate that starts again. Read from
/// the journal's end and not from the index, so that it is right whatever became of that.
public final class RecentPast {
    private static final int PAGE = 500;
    /// A clock that stepped may put single events before the moment; so many in a row are the past.
    private static final int OLD_ENOUGH = 50;

    /// Something a gate remembers between taps.
    public sealed interface Fact {
        Instant at();

        /// Somebody went through.
        record Passed(String personId, Direction direction, Instant at) implements Fact {}

        /// Somebody was measured, normal.
        record MeasuredNormal(String personId, Health health, Instant at) implements Fact {}

        /// The exit button let somebody out.
        record LeftByButton(Instant at) implements Fact {}

        /// The campus was evacuated.
        record Evacuated(Instant at) implements Fact {}
    }

    private final JournalReader journal;
    private final Map<Long, EventFields> entries = new HashMap<>();
    private final List<Fact> facts = new ArrayList<>();

    private RecentPast(JournalReader journal) {
        this.journal = journal;
    }

    /// The facts since `since`, oldest first.
    public static List<Fact> since(JournalReader journal, Instant since) {
        RecentPast past = new RecentPast(journal);
        for (Stored stored : past.eventsSince(since).reversed()) {
            EventFields event = EventFields.of(stored);
            event.time().ifPresent(at -> past.read(stored.type(), event, at));
        }
        return past.facts;
    }

    /// Newest first, only those of the types that matter.
    private List<Stored> eventsSince(Instant since) {
        List<Stored> events = new ArrayList<>();
        int old = 0;
        List<Stored> page = journal.before(Long.MAX_VALUE, PAGE);
        while (!page.isEmpty() && old < OLD_ENOUGH) {
            for (Stored event : page) {
                boolean isOld = isBefore(event, since);
                old = isOld ? old + 1 : 0;
                if (!isOld && matters(event)) {
                    events.add(event);
                }
            }
            page = journal.before(page.getLast().seq(), PAGE);
        }
        return events;
    }

    private static boolean isBefore(Stored event, Instant since) {
        try {
            return new EventParts(event.text().getBytes(StandardCharsets.UTF_8)).text("time").map(EventTime::parse).filter(at -> !at.isBefore(since)).isEmpty();
        } catch (DateTimeException e) {
            return true;
        }
    }

    private static boolean matters(Stored event) {
        return Word.of(EventType.class, event.type()).filter(type -> switch (type) {
            case ENTRY, PASSAGE, MODE -> true;
            case DOOR -> event.text().contains("\"outcome\":\"exit_button\"");
            default -> false;
        }).isPresent();
    }

    private void read(String type, EventFields event, Instant at) {
        switch (type) {
            case "entry" -> {
                entries.put(event.seq(), event);
                measured(event, at);
            }
            case "passage" -> event.number("entry").filter(_ -> event.text("outcome").filter("passed"::equals).isPresent())
                    .flatMap(seq -> entry(seq.longValue())).ifPresent(entry -> passed(entry, at));
            case "door" -> facts.add(new Fact.LeftByButton(at));
            default -> event.text("mode").filter(Mode.EVACUATION.word()::equals).ifPresent(_ -> facts.add(new Fact.Evacuated(at)));
        }
    }

    private Optional<EventFields> entry(long seq) {
        return Optional.ofNullable(entries.get(seq)).or(() -> journal.find(seq).map(EventFields::of));
    }

    private void passed(EventFields entry, Instant at) {
        Optional<Direction> direction = entry.text("direction").flatMap(word -> Word.of(Direction.class, word));
        entry.text("who.person.id").ifPresent(person -> direction.ifPresent(d -> facts.add(new Fact.Passed(person, d, at))));
    }

    private void measured(EventFields event, Instant at) {
        Optional<Health.Method> method = event.text("health.method").flatMap(word -> Word.of(Health.Method.class, word));
        boolean normal = event.text("health.verdict").filter(Verdict.NORMAL.word()::equals).isPresent();
        if (normal && method.filter(m -> m != Health.Method.EARLIER).isPresent()) {
            int attempts = event.number("health.attempts").map(BigDecimal::intValue).orElse(1);
            Health health = new Health(Verdict.NORMAL, temperature(event, "health.celsius"), temperature(event, "health.surface"),
                    temperature(event, "health.ambient"), attempts, method.get());
            event.text("who.person.id").ifPresent(person -> facts.add(new Fact.MeasuredNormal(person, health, at)));
        }
    }

    private static Optional<Temperature> temperature(EventFields event, String path) {
        return event.number(path).map(celsius -> new Temperature(celsius.movePointRight(2).intValue()));
    }
}
