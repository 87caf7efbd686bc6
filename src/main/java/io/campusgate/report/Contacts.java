package io.campusgate.report;

import io.campusgate.domain.Who;
import io.campusgate.store.EventFields;
import io.campusgate.store.EventFilter;
import io.campusgate.store.EventFilter.Field;
import io.campusgate.store.EventSearch;
import io.campusgate.store.Stored;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Who was at the gate near a person, for the case that somebody turns out to be ill. Whoever presented a credential
/// stood there, let in or not.
public final class Contacts {
    private static final EventFilter ENTRIES = EventFilter.newest(Integer.MAX_VALUE).where(Field.TYPE, "entry");

    /// @param times    how often the other one was there within the time
    /// @param nearest  the shortest time between them
    /// @param sameLane whether it was at one lane at least once
    /// @param last     the latest time the other one was there
    /// @param lane     of the other one, when they were nearest
    public record Contact(Who.Person person, int times, Duration nearest, boolean sameLane, Instant last, String lane) {}

    /// @param person  who was asked about, as the newest event names them
    /// @param moments how often they were at the gate
    /// @param met     the nearest first
    public record Found(Who.Person person, int moments, List<Contact> met) {}

    /// Several people have the name that was asked for.
    public static final class Ambiguous extends Exception {
        private static final long serialVersionUID = 1;
        private final transient List<Who.Person> people;

        Ambiguous(List<Who.Person> people) {
            super("several people have this name: " + String.join(", ", people.stream().map(p -> p.id() + " " + p.name()).toList()));
            this.people = people;
        }

        public List<Who.Person> people() {
            return people;
        }
    }

    private record Moment(Instant at, String lane) {}

    private final List<Moment> moments;
    private final Duration within;
    private final Map<String, Contact> met = new HashMap<>();

    private Contacts(List<Moment> moments, Duration within) {
        this.moments = moments;
        this.within = within;
    }

    /// @param person a person's number or name
    /// @param from   empty: since the journal begins
    /// @param to     outside of it; empty: until now
    /// @param within how near in time counts, to either side
    /// @return empty if the person was not at the gate
    /// @throws Ambiguous if the name is that of several people
    public static Optional<Found> of(Path store, String person, Optional<Instant> from, Optional<Instant> to, Duration within) throws Ambiguous {
        try (EventSearch search = EventSearch.open(store)) {
            Map<String, Who.Person> people = new LinkedHashMap<>();
            List<Moment> moments = new ArrayList<>();
            EventFilter own = ENTRIES.where(Field.PERSON, person);
            each(search, own, from, to, m -> {
                m.person().ifPresent(p -> people.put(p.id(), p));
                moments.add(new Moment(m.at(), m.lane()));
            });
            if (people.size() > 1) {
                throw new Ambiguous(List.copyOf(people.values()));
            }
            if (people.isEmpty()) {
                return Optional.empty();
            }
            Who.Person asked = people.values().iterator().next();
            moments.sort(Comparator.comparing(Moment::at));
            Contacts contacts = new Contacts(moments, within);
            contacts.lookAround(search);
            contacts.met.remove(asked.id());
            return Optional.of(new Found(asked, moments.size(), contacts.met.values().stream()
                    .sorted(Comparator.comparing(Contact::nearest).thenComparing(c -> c.person().id())).toList()));
        }
    }

    /// Reads the spans around the moments; where they overlap, once.
    private void lookAround(EventSearch search) {
        int first = 0;
        while (first < moments.size()) {
            int next = first + 1;
            while (next < moments.size() && !moments.get(next).at().minus(within).isAfter(moments.get(next - 1).at().plus(within))) {
                next++;
            }
            List<Moment> span = moments.subList(first, next);
            each(search, ENTRIES, Optional.of(span.getFirst().at().minus(within)), Optional.of(span.getLast().at().plus(within).plusMillis(1)),
                    other -> meet(span, other));
            first = next;
        }
    }

    /// Entries that happened from `from` on and before `to`, those that were typed in later too.
    private static void each(EventSearch search, EventFilter filter, Optional<Instant> from, Optional<Instant> to, Consumer<Movement> reader) {
        search.eachOldestFirst(filter.between(from, to), 1, event -> read(event, false, from, to, reader));
        search.eachOldestFirst(filter.between(from, Optional.empty()).containing("late"), 1, event -> read(event, true, from, to, reader));
    }

    private static boolean read(Stored event, boolean late, Optional<Instant> from, Optional<Instant> to, Consumer<Movement> reader) {
        Movement.of(EventFields.of(event)).filter(m -> m.late() == late && from.filter(m.at()::isBefore).isEmpty()
                && to.filter(end -> !m.at().isBefore(end)).isEmpty()).ifPresent(reader);
        return true;
    }

    private void meet(List<Moment> span, Movement other) {
        Moment nearest = span.stream().min(Comparator.comparing(m -> Duration.between(m.at(), other.at()).abs())).orElseThrow();
        Duration apart = Duration.between(nearest.at(), other.at()).abs();
        if (apart.compareTo(within) <= 0) {
            other.person().ifPresent(p -> met.merge(p.id(),
                    new Contact(p, 1, apart, nearest.lane().equals(other.lane()), other.at(), other.lane()), Contacts::joined));
        }
    }

    private static Contact joined(Contact a, Contact b) {
        return new Contact(b.person, a.times + b.times, a.nearest.compareTo(b.nearest) <= 0 ? a.nearest : b.nearest, a.sameLane || b.sameLane,
                a.last.isAfter(b.last) ? a.last : b.last, a.nearest.compareTo(b.nearest) <= 0 ? a.lane : b.lane);
    }
}
