package io.campusgate.report;

import io.campusgate.decision.Reason;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Mode;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.Verdict;
import io.campusgate.domain.Who;
import io.campusgate.store.EventFields;
import io.campusgate.store.Stored;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/// What happened at this gate on one day, as far as it has been fed: who came and went, who was refused and why, what was
/// measured. A person is counted once, an entry each time, by when the credential was shown; openings by an operator are counted
/// apart, drills not at all.
/// Feed it events in the order of the journal; not thread-safe.
public final class DayCounts {
    private static final int BIN_MINUTES = 10;
    /// The spread of temperatures: tenths of a degree from 34.0 °C, where the last one holds all above.
    public static final double SPREAD_FROM = 34.0;
    public static final int SPREAD_TENTHS = 81;

    /// People who are counted together.
    public record Group(PersonKind kind, String name) implements Comparable<Group> {
        private static final Comparator<Group> ORDER = Comparator.comparing(Group::kind).thenComparing(Group::name);

        static Group of(Who.Person person) {
            return new Group(person.kind(), person.group());
        }

        @Override public int compareTo(Group other) {
            return ORDER.compare(this, other);
        }
    }

    /// Something about one person; the newest of the day.
    ///
    /// @param seq of the entry
    public record Note(Who.Person person, Instant at, String lane, long seq, Optional<Double> celsius, String outcome, String reason) {}

    /// A visitor's day.
    ///
    /// @param left empty: not seen leaving
    public record Visit(Who.Person person, Optional<String> pass, Instant came, Optional<Instant> left) {}

    /// An opening by a person.
    public record Opening(Instant at, String lane, String direction, long seq, String by, String text) {}

    private final Instant start;
    private final Instant until;
    private final BiPredicate<Mode, PersonKind> screened;
    private final Passing passing = new Passing();
    private final Map<String, Who.Person> seen = new LinkedHashMap<>();
    private final Map<String, Who.Person> came = new LinkedHashMap<>();
    private final Map<String, Note> fevers = new LinkedHashMap<>();
    private final Map<String, Note> unmeasured = new LinkedHashMap<>();
    private final Set<String> measured = new HashSet<>();
    private final Map<String, Who.Person> refusedPeople = new LinkedHashMap<>();
    private final Map<String, Visit> visits = new LinkedHashMap<>();
    private final List<Opening> openings = new ArrayList<>();
    private final Map<String, Long> refusals = new TreeMap<>();
    private final Map<String, Long> incidents = new TreeMap<>();
    private final Map<Direction, long[]> bins = new EnumMap<>(Direction.class);
    private final Map<String, Long> verdicts = new TreeMap<>();
    private final long[] spread = new long[SPREAD_TENTHS];
    private long entries;
    private long exits;
    private long late;
    private long drills;
    private long purged;

    /// @param until    what happened at or after this moment is not counted
    /// @param screened in which mode which kind of person is to be measured
    public DayCounts(LocalDate date, ZoneId zone, Instant until, BiPredicate<Mode, PersonKind> screened) {
        this.start = date.atStartOfDay(zone).toInstant();
        Instant end = date.plusDays(1).atStartOfDay(zone).toInstant();
        this.until = until.isBefore(end) ? until : end;
        this.screened = screened;
        int length = (int) (Duration.between(start, end).toMinutes() / BIN_MINUTES);   // 138 or 150 where clocks change
        for (Direction way : Direction.values()) {
            bins.put(way, new long[length]);
        }
    }

    /// Takes the next event; what did not happen on the day is ignored.
    public void accept(Stored event) {
        switch (event.type()) {
            case "entry" -> entry(EventFields.of(event));
            case "passage" -> passing.passage(EventFields.of(event)).ifPresent(this::passed);
            case "incident" -> incident(EventFields.of(event));
            default -> { }
        }
    }

    private boolean isToday(Instant at) {
        return !at.isBefore(start) && at.isBefore(until);
    }

    private void entry(EventFields e) {
        Optional<Movement> today = Movement.of(e).filter(m -> isToday(m.at()));
        if (today.isEmpty()) {
            return;
        }
        if (e.says("drill", "true")) {
            drills++;
            return;
        }
        if (lacks(e, "who") || lacks(e, "health")) {
            purged++;
        }
        take(today.get());
    }

    private static boolean lacks(EventFields e, String part) {
        return e.text(part + ".salt").isEmpty() && e.text(part + "_sha256").isPresent();
    }

    private void take(Movement m) {
        m.person().ifPresent(p -> seen.put(p.id(), p));
        late += m.late() ? 1 : 0;
        measure(m);
        if (m.isByOperator() && m.isGranted()) {
            openings.add(new Opening(m.at(), m.lane(), m.direction().map(Direction::word).orElse(""), m.seq(), m.by(), m.text()));
        } else if (m.outcome().equals("denied")) {
            refusals.merge(m.reason(), 1L, Long::sum);
            m.person().ifPresent(p -> refusedPeople.put(p.id(), p));
        }
        passing.entry(m).ifPresent(this::passed);
    }

    private void measure(Movement m) {
        m.reading().ifPresent(r -> {
            verdicts.merge(r.verdict(), 1L, Long::sum);
            r.celsius().filter(_ -> !r.method().equals("earlier")).ifPresent(c ->
                    spread[Math.clamp((int) Math.floor(c.doubleValue() * 10 + 1e-6) - (int) (SPREAD_FROM * 10), 0, SPREAD_TENTHS - 1)]++);
        });
        m.person().ifPresent(p -> {
            boolean judged = m.reading().filter(Movement.Reading::isJudged).isPresent();
            if (judged) {
                measured.add(p.id());
                unmeasured.remove(p.id());
            }
            boolean fever = m.reading().filter(r -> r.verdict().equals(Verdict.FEVER.word())).isPresent() || m.reason().equals(Reason.FEVER.word());
            if (fever) {
                fevers.put(p.id(), note(p, m));
            }
        });
    }

    private static Note note(Who.Person person, Movement m) {
        return new Note(person, m.at(), m.lane(), m.seq(), m.reading().flatMap(Movement.Reading::celsius).map(Number::doubleValue), m.outcome(), m.reason());
    }

    private void passed(Movement m) {
        boolean in = m.goes(Direction.IN);
        if (!m.isByOperator()) {
            entries += in ? 1 : 0;
            exits += m.goes(Direction.OUT) ? 1 : 0;
            m.direction().ifPresent(way -> {
                long[] counts = bins.getOrDefault(way, new long[1]);
                counts[Math.clamp(Duration.between(start, m.at()).toMinutes() / BIN_MINUTES, 0, counts.length - 1)]++;
            });
        }
        m.person().ifPresent(p -> {
            if (in) {
                came.put(p.id(), p);
                if (screened.test(m.mode(), p.kind()) && !measured.contains(p.id())) {
                    unmeasured.putIfAbsent(p.id(), note(p, m));
                }
            }
            if (p.kind() == PersonKind.VISITOR) {
                visits.merge(p.id(), new Visit(p, m.pass(), m.at(), in ? Optional.empty() : Optional.of(m.at())),
                        (was, now) -> new Visit(p, was.pass().or(m::pass), was.came(), now.left()));
            }
        });
    }

    private void incident(EventFields e) {
        if (e.says("outcome", "opened") && !e.says("drill", "true") && e.time().filter(this::isToday).isPresent()) {
            incidents.merge(e.text("kind").orElse("?"), 1L, Long::sum);
        }
    }

    /// Until when it counts.
    public Instant until() {
        return until;
    }

    /// How often somebody came in, without openings by an operator.
    public long entries() {
        return entries;
    }

    public long exits() {
        return exits;
    }

    /// Entries that were kept on paper and typed in later.
    public long late() {
        return late;
    }

    /// Entries during a drill, which count nowhere else.
    public long drills() {
        return drills;
    }

    /// Entries whose person or temperature is no longer known, because it was kept long enough.
    public long purged() {
        return purged;
    }

    /// Everybody who was at the gate, let in or not, by id.
    public Map<String, Who.Person> seen() {
        return seen;
    }

    /// Who came in, by id.
    public Map<String, Who.Person> came() {
        return came;
    }

    /// Who was refused at least once, by id.
    public Map<String, Who.Person> refusedPeople() {
        return refusedPeople;
    }

    public List<Note> fevers() {
        return List.copyOf(fevers.values());
    }

    /// Who came in, was to be measured, and was not.
    public List<Note> unmeasured() {
        return List.copyOf(unmeasured.values());
    }

    public List<Visit> visits() {
        return List.copyOf(visits.values());
    }

    public List<Opening> openings() {
        return List.copyOf(openings);
    }

    public Map<String, Long> refusals() {
        return refusals;
    }

    /// Incidents that were opened, by kind.
    public Map<String, Long> incidents() {
        return incidents;
    }

    /// Readings by verdict.
    public Map<String, Long> verdicts() {
        return verdicts;
    }

    /// How many passed in each ten minutes of the day, openings by an operator left out.
    public long[] per10Minutes(Direction way) {
        return bins.getOrDefault(way, new long[0]).clone();
    }

    /// Readings by tenth of a degree from [#SPREAD_FROM].
    public long[] spread() {
        return spread.clone();
    }
}
