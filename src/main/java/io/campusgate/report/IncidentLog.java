package io.campusgate.report;

import io.campusgate.report.Incident.State;
import io.campusgate.report.Incident.Step;
import io.campusgate.store.EventFields;
import io.campusgate.store.EventFilter;
import io.campusgate.store.EventFilter.Field;
import io.campusgate.store.EventSearch;
import io.campusgate.store.Stored;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// All incidents of a journal and what became of them. Reads what came since the last time it was asked, the first time
/// all of it. A door held open is an alarm of the same kind here, although the journal calls it a `door` event.
/// Nothing is ever taken away. Whom they are about is read anew each time and not kept, so that a purge is one. Thread-safe.
public final class IncidentLog {
    /// The detail of an `acknowledged` or `closed` event that names what it is about.
    public static final String INCIDENT = "incident";
    private static final String HELD_OPEN = "held_open";

    private final Path store;
    private final NavigableMap<Long, Incident> incidents = new TreeMap<>();
    private long readTo;

    public IncidentLog(Path store) {
        this.store = store;
    }

    /// The newest first, those that are not closed before all others.
    ///
    /// @param closed at most so many that are closed
    public List<Incident> list(int closed) {
        List<Incident> all = withoutPeople(closed);
        try (EventSearch search = EventSearch.open(store)) {
            return all.stream().map(i -> i.of(search.find(i.seq()).flatMap(event -> Movement.person(EventFields.of(event))))).toList();
        }
    }

    private synchronized List<Incident> withoutPeople(int closed) {
        read();
        List<Incident> all = new ArrayList<>(incidents.descendingMap().values().stream().filter(i -> !i.isClosed())
                .sorted(Comparator.comparing(Incident::state)).toList());
        incidents.descendingMap().values().stream().filter(Incident::isClosed).limit(closed).forEach(all::add);
        return all;
    }

    /// How many nobody has acknowledged yet.
    public synchronized long open() {
        read();
        return incidents.values().stream().filter(i -> i.state() == State.OPEN).count();
    }

    /// Without the person.
    public synchronized Optional<Incident> find(long seq) {
        read();
        return Optional.ofNullable(incidents.get(seq));
    }

    /// Whether there is one of this kind about the entry.
    public synchronized boolean hasAbout(String kind, long entry) {
        read();
        return incidents.values().stream().anyMatch(i -> i.kind().equals(kind) && i.entry().filter(e -> e == entry).isPresent());
    }

    private void read() {
        try (EventSearch search = EventSearch.open(store)) {
            long end = search.lastSeq();
            EventFilter incident = EventFilter.newest(Integer.MAX_VALUE).where(Field.TYPE, "incident").before(end + 1);
            EventFilter heldOpen = EventFilter.newest(Integer.MAX_VALUE).where(Field.TYPE, "door").where(Field.OUTCOME, HELD_OPEN).before(end + 1);
            for (EventFilter filter : List.of(heldOpen, incident)) {   // a step comes after what it is about
                search.eachOldestFirst(filter, readTo + 1, event -> {
                    accept(event);
                    return true;
                });
            }
            readTo = end;
        }
    }

    private void accept(Stored event) {
        EventFields e = EventFields.of(event);
        switch (e.text("outcome").orElse("")) {
            case "opened", HELD_OPEN -> e.time().ifPresent(at -> incidents.putIfAbsent(event.seq(), new Incident(event.seq(), e.text("kind").orElse(HELD_OPEN),
                    e.text("lane").orElse(""), at, e.says("drill", "true"), Optional.empty(), e.number("entry").map(Number::longValue), State.OPEN, List.of())));
            case "acknowledged" -> step(e, State.ACKNOWLEDGED);
            case "closed" -> step(e, State.CLOSED);
            default -> { }
        }
    }

    private void step(EventFields e, State state) {
        Optional<Long> about = e.number(INCIDENT).map(Number::longValue);
        if (about.isPresent() && e.time().isPresent()) {
            Step step = new Step(e.time().get(), e.text("outcome").orElse(""), e.text("by").orElse(""), e.text("text").orElse(""));
            incidents.computeIfPresent(about.get(), (_, i) -> {
                List<Step> steps = new ArrayList<>(i.steps());
                steps.add(step);
                return new Incident(i.seq(), i.kind(), i.lane(), i.at(), i.drill(), i.person(), i.entry(), i.isClosed() ? i.state() : state, steps);
            });
        }
    }
}
