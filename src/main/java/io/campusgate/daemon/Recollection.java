package io.campusgate.daemon;

import io.campusgate.decision.History;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Health;
import io.campusgate.domain.IncidentKind;
import io.campusgate.domain.Temperature;
import io.campusgate.domain.Uptime;
import io.campusgate.domain.Verdict;
import io.campusgate.domain.Word;
import io.campusgate.store.EventFields;
import io.campusgate.store.JournalReader;
import io.campusgate.store.Stored;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Fills the [History] of a gate that was started again from the newest events of its journal: who is inside, who was
/// measured normal. Reads back one day and at most [#EVENTS] events, which covers a school's day; whoever is not found is
/// unknown, and unknown never refuses.
final class Recollection {
    private static final int EVENTS = 20_000;
    private static final int PAGE = 1_000;

    private final History history;
    private final GateClock.Stamp now;

    private Recollection(History history, GateClock.Stamp now) {
        this.history = history;
        this.now = now;
    }

    /// @param passUses entries used by pass, as the store counted them
    static History of(Path store, ZoneId zone, GateClock.Stamp now, Map<String, Integer> passUses) {
        History history = new History(zone);
        passUses.forEach((pass, used) -> history.apply(new History.Change.PassEntries(pass, used)));
        new Recollection(history, now).read(store);
        return history;
    }

    private void read(Path store) {
        List<Stored> newest = new ArrayList<>();
        Instant oldest = now.time().minus(Duration.ofDays(1));
        try (JournalReader journal = JournalReader.open(store)) {
            long before = Long.MAX_VALUE;
            while (newest.size() < EVENTS) {
                List<Stored> page = journal.before(before, PAGE);
                newest.addAll(page);
                if (page.size() < PAGE || EventFields.of(page.getLast()).time().filter(oldest::isBefore).isEmpty()) {
                    break;
                }
                before = page.getLast().seq();
            }
        }
        Collections.reverse(newest);
        Map<Long, EventFields> entries = new HashMap<>();
        for (Stored event : newest) {
            switch (event.type()) {
                case "entry" -> entry(EventFields.of(event), entries);
                case "passage" -> passage(EventFields.of(event), entries);
                case "door" -> door(EventFields.of(event));
                case "incident" -> incident(EventFields.of(event));
                default -> { }
            }
        }
    }

    private void entry(EventFields event, Map<Long, EventFields> entries) {
        entries.put(event.seq(), event);
        Optional<Health> normal = health(event).filter(h -> h.verdict() == Verdict.NORMAL && h.method() != Health.Method.EARLIER);
        Optional<String> person = event.text("who.person.id");
        if (normal.isPresent() && person.isPresent() && event.time().isPresent()) {
            long agoMs = Math.max(0, Duration.between(event.time().get(), now.time()).toMillis());
            history.apply(new History.Change.MeasuredNormal(person.get(), normal.get(), new Uptime(now.uptime().nanos() - agoMs * 1_000_000)));
        }
    }

    private void passage(EventFields event, Map<Long, EventFields> entries) {
        Optional<EventFields> entry = event.text("entry").map(Long::parseLong).flatMap(seq -> Optional.ofNullable(entries.remove(seq)));
        Optional<String> person = entry.flatMap(e -> e.text("who.person.id"));
        Optional<Direction> direction = event.text("direction").flatMap(d -> Word.of(Direction.class, d));
        if (event.text("outcome").filter("passed"::equals).isPresent() && person.isPresent() && direction.isPresent() && event.time().isPresent()) {
            history.apply(new History.Change.Went(person.get(), direction.get(), event.time().get()));
        }
    }

    private void door(EventFields event) {
        switch (event.text("outcome").orElse("")) {
            case "exit_button" -> history.apply(new History.Change.SomebodyLeft());
            case "released" -> history.apply(new History.Change.Evacuated());
            default -> { }
        }
    }

    private void incident(EventFields event) {
        if (event.says("kind", IncidentKind.OVERSTAY.word()) && event.says("outcome", "opened")) {
            event.text("who.person.id").ifPresent(person -> history.apply(new History.Change.Overstayed(person)));
        }
    }

    private static Optional<Health> health(EventFields event) {
        return event.text("health.verdict").flatMap(v -> Word.of(Verdict.class, v)).map(verdict -> new Health(verdict,
                temperature(event, "health.celsius"), temperature(event, "health.surface"), temperature(event, "health.ambient"),
                event.text("health.attempts").map(Integer::parseInt).orElse(0),
                event.text("health.method").flatMap(m -> Word.of(Health.Method.class, m)).orElse(Health.Method.SENSOR)));
    }

    private static Optional<Temperature> temperature(EventFields event, String path) {
        return event.text(path).map(t -> new Temperature(new BigDecimal(t).movePointRight(2).intValue()));
    }
}
