package io.campusgate.store;

import io.campusgate.store.Database.Mode;
import io.campusgate.store.StoreException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The record of a whole campus: each event of each gate once, and up to where nothing is missing of each journal.
///
/// Belongs to one thread. With PostgreSQL any number of consoles may have one open on the same database: what is missing is
/// found from what the database holds, after each commit, so that whoever commits last sees what the others did.
/// Each method throws a [StoreException] when the database does not do it; the store is then closed and opened anew.
public final class CampusStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CampusStore.class);
    static final Schema FILE = new Schema("campus", 2, 0x43474331);   // "CGC1"
    private static final String SERVER_SCRIPT = "campus-server/001.sql";
    private static final long SERVER_LOCK = 0x43474331;
    private static final String NO_PREVIOUS = EventText.NO_PREVIOUS;
    private static final int STEP = 5_000;
    private static final int FINDINGS_A_GATE = 1_000;

    private static final List<String> EVENT = List.of("journal", "seq", "at_millis", "type", "outcome", "prev", "hash", "text");
    private static final List<String> FINDING = List.of("gate", "journal", "seq", "kind", "at_millis", "text");

    /// A gate's journal.
    public record JournalOf(String gate, String journal) {}

    /// Events that are missing although later ones are there, both ends included.
    public record Gap(JournalOf of, long from, long to) {}

    /// A gate as the console knows it.
    ///
    /// @param changedMillis when it came or went
    /// @param heardMillis   when it last said anything about itself
    /// @param status        the JSON of the last status it gave while it was online; empty if there was none
    /// @param stored        up to which seq nothing is missing
    /// @param lastMillis    the time of its latest event
    /// @param alarms        incidents that were opened and not closed
    /// @param findings      how many there are
    public record GateState(String gate, boolean online, long changedMillis, long heardMillis, String status, long stored, OptionalLong lastMillis,
                            long alarms, long findings) {}

    /// @param kind `hash`, `chain` or `twice`
    public record Finding(JournalOf of, long seq, String kind, long atMillis) {}

    private record Known(long id, JournalOf of) {}

    /// @param text of the event, without what it is too old for
    private record Placed(Known journal, ReceivedEvent event, String text) {
        long id() {
            return journal.id();
        }

        long seq() {
            return event.seq();
        }

        Object[] row() {
            return new Object[] {id(), seq(), event.atMillis(), event.type(), event.outcome(), event.prev(), event.hash(), text};
        }
    }

    private record Progress(long id, JournalOf of, long stored, String hash) {}

    private record Link(long journal, long seq, String prev, String hash) {}

    private final Sql sql;
    private final Optional<StoreLock> lock;
    private final Map<JournalOf, Known> journals = new HashMap<>();
    private final Map<String, Set<Known>> ofGate = new HashMap<>();
    private CampusPurge.Limits limits = CampusPurge.Limits.NONE;
    private final Set<Known> told = new LinkedHashSet<>();   // since the last advance

    private CampusStore(Sql sql, Optional<StoreLock> lock) {
        this.sql = sql;
        this.lock = lock;
    }

    /// Opens it; makes the file, or the tables of the server, if they are missing.
    public static CampusStore open(CampusDatabase where) {
        return switch (where) {
            case CampusDatabase.File(var path) -> {
                StoreLock lock = StoreLock.take(path, "one console has a file to itself; several share a PostgreSQL server");
                try {
                    Database db = Database.open(path, Mode.CAMPUS);
                    yield started(db, Optional.of(lock), () -> FILE.migrate(db));
                } catch (StoreException e) {
                    lock.close();
                    throw e;
                }
            }
            case CampusDatabase.Server server -> {
                Postgres db = Postgres.open(server);
                yield started(db, Optional.empty(), () -> db.inTransaction(() -> {
                    db.list("SELECT pg_advisory_xact_lock(?)", _ -> 0, SERVER_LOCK);   // two consoles may start at once
                    db.script(serverScript());
                    return true;
                }));
            }
        };
    }

    private static CampusStore started(Sql db, Optional<StoreLock> lock, Runnable prepare) {
        try {
            prepare.run();
            CampusStore store = new CampusStore(db, lock);
            store.learnJournals();
            return store;
        } catch (StoreException e) {
            db.close();
            throw e;
        }
    }

    private static String serverScript() {
        try (InputStream in = CampusStore.class.getResourceAsStream(SERVER_SCRIPT)) {
            if (in == null) {
                throw new AssertionError("the program lacks " + SERVER_SCRIPT);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError("cannot read " + SERVER_SCRIPT, e);
        }
    }

    /// Stores `batch`; when this returns all of it is durable. What is there already is left as it is.
    ///
    /// @return how many were not there yet
    /// @throws StoreException if it is not known whether it is stored; storing it again is harmless
    public int keep(List<ReceivedEvent> batch) {
        if (batch.isEmpty()) {
            return 0;
        }
        addJournals(batch);
        List<Placed> placed = new ArrayList<>(batch.size());
        for (ReceivedEvent e : batch) {
            placed.add(new Placed(Objects.requireNonNull(journals.get(new JournalOf(e.gate(), e.journal()))), e, limits.cut(e.atMillis(), e.text())));
        }
        placed.sort(Comparator.comparingLong(Placed::id).thenComparingLong(Placed::seq));   // two consoles with the same events must not wait for each other in a ring
        List<Object[]> rows = placed.stream().map(Placed::row).toList();
        int added = sql.inTransaction(() -> {
            int fresh = sql.insertNew("event", EVENT, rows);
            if (fresh < rows.size()) {
                findTwoTexts(placed);
            }
            placed.stream().filter(p -> !p.event().sound()).forEach(p -> find(p.event(), "hash", p.text()));
            return fresh;
        });
        placed.forEach(p -> told.add(p.journal()));
        return added;
    }

    private void addJournals(List<ReceivedEvent> batch) {
        SequencedSet<JournalOf> unknown = new LinkedHashSet<>();
        for (ReceivedEvent e : batch) {
            JournalOf of = new JournalOf(e.gate(), e.journal());
            if (!journals.containsKey(of)) {
                unknown.add(of);
            }
        }
        if (!unknown.isEmpty()) {
            sql.insertNew("journal", List.of("gate", "journal", "stored_hash"), unknown.stream().map(of -> new Object[] {of.gate(), of.journal(), NO_PREVIOUS}).toList());
            learnJournals();
        }
    }

    private void learnJournals() {
        for (Known known : sql.list("SELECT id, gate, journal FROM journal", row -> new Known(row.number(1), new JournalOf(row.text(2), row.text(3))))) {
            journals.put(known.of(), known);
            ofGate.computeIfAbsent(known.of().gate(), _ -> new LinkedHashSet<>()).add(known);
        }
    }

    /// Whether one of the events is stored with another hash.
    private void findTwoTexts(List<Placed> batch) {
        Map<Known, List<Placed>> byJournal = batch.stream().collect(Collectors.groupingBy(Placed::journal, LinkedHashMap::new, Collectors.toList()));
        byJournal.forEach((journal, events) -> {
            Map<Long, String> stored = new HashMap<>();
            sql.list("SELECT seq, hash FROM event WHERE journal = ? AND seq " + sql.among(), row -> Map.entry(row.number(1), row.text(2)),
                    journal.id(), commas(events.stream().map(Placed::seq).toList())).forEach(e -> stored.put(e.getKey(), e.getValue()));
            events.stream().filter(p -> !p.event().hash().equals(stored.get(p.seq()))).forEach(p -> find(p.event(), "twice", p.text()));
        });
    }

    private void find(ReceivedEvent e, String kind, String text) {
        find(new JournalOf(e.gate(), e.journal()), e.seq(), kind, text);
    }

    private void find(JournalOf of, long seq, String kind, String text) {
        long there = sql.list("SELECT count(*) FROM finding WHERE gate = ?", row -> row.number(1), of.gate()).getFirst();
        if (there < FINDINGS_A_GATE && sql.insertNew("finding", FINDING, List.<Object[]>of(new Object[] {of.gate(), of.journal(), seq, kind, System.currentTimeMillis(), text})) > 0) {
            LOG.error("gate {}, journal {}, seq {}: {}", of.gate(), of.journal(), seq, switch (kind) {
                case "hash" -> "the event is not what its hash says";
                case "chain" -> "the event does not follow the one before it";
                default -> "the event was told in two ways; the first one is kept";
            });
        }
    }

    /// Moves on up to where nothing is missing, of the gates of which something was kept since this was asked last.
    ///
    /// @return of each journal of which something was kept, and of those that got on by it: up to which seq nothing is missing;
    ///         only those of which something is there from the start
    public Map<JournalOf, Long> advance() {
        if (told.isEmpty()) {
            return Map.of();
        }
        List<Long> ids = told.stream().map(k -> k.of().gate()).distinct().flatMap(gate -> ofGate.getOrDefault(gate, Set.of()).stream()).map(Known::id).sorted().toList();
        Set<JournalOf> of = told.stream().map(Known::of).collect(Collectors.toSet());
        Map<JournalOf, Long> stored = sql.inTransaction(() -> advance(ids, of));
        told.clear();
        return stored;
    }

    private Map<JournalOf, Long> advance(List<Long> ids, Set<JournalOf> told) {
        SequencedMap<Long, Progress> all = new LinkedHashMap<>();
        Set<Long> moved = new LinkedHashSet<>();
        for (List<Long> going = ids; !going.isEmpty();) {
            SequencedMap<Long, Progress> before = progress(going);
            all.putAll(before);
            Set<Long> more = stretch(going, all);
            save(before, all, moved);
            List<Progress> begun = before.values().stream().filter(p -> Objects.requireNonNull(all.get(p.id())).stored() == 0).flatMap(p -> predecessor(p).stream()).toList();
            if (!begun.isEmpty()) {
                begun.forEach(p -> all.put(p.id(), p));
                begun.forEach(p -> more.add(p.id()));
                save(before, all, moved);
            }
            going = List.copyOf(more);
        }
        Map<JournalOf, Long> result = new LinkedHashMap<>();
        all.values().stream().filter(p -> p.stored() > 0 && (told.contains(p.of()) || moved.contains(p.id()))).forEach(p -> result.put(p.of(), p.stored()));
        return result;
    }

    private void save(Map<Long, Progress> before, Map<Long, Progress> all, Set<Long> moved) {
        List<Progress> now = before.values().stream().map(p -> Objects.requireNonNull(all.get(p.id()))).filter(p -> p.stored() > Objects.requireNonNull(before.get(p.id())).stored()).toList();
        sql.updateEach("UPDATE journal SET stored = ?, stored_hash = ? WHERE id = ? AND stored < ?",
                now.stream().map(p -> new Object[] {p.stored(), p.hash(), p.id(), p.stored()}).toList());
        now.forEach(p -> moved.add(p.id()));
    }

    private SequencedMap<Long, Progress> progress(List<Long> ids) {
        SequencedMap<Long, Progress> found = new LinkedHashMap<>();
        sql.list("SELECT id, gate, journal, stored, stored_hash FROM journal WHERE id " + sql.among() + " ORDER BY id",
                row -> new Progress(row.number(1), new JournalOf(row.text(2), row.text(3)), row.number(4), row.text(5)), commas(ids)).forEach(p -> found.put(p.id(), p));
        return found;
    }

    /// Follows each journal for at most [#STEP] events.
    ///
    /// @return those that may go on further
    private Set<Long> stretch(List<Long> ids, Map<Long, Progress> all) {
        Map<Long, Integer> steps = new TreeMap<>();
        List<Link> links = sql.list("SELECT e.journal, e.seq, e.prev, e.hash FROM journal j JOIN event e ON e.journal = j.id AND e.seq > j.stored AND e.seq <= j.stored + "
                + STEP + " WHERE j.id " + sql.among() + " ORDER BY e.journal, e.seq", row -> new Link(row.number(1), row.number(2), row.text(3), row.text(4)), commas(ids));
        for (Link link : links) {
            Progress p = Objects.requireNonNull(all.get(link.journal()));
            if (link.seq() == p.stored() + 1) {
                if (!link.prev().equals(p.hash())) {
                    find(p.of(), link.seq(), "chain", "");
                }
                all.put(p.id(), new Progress(p.id(), p.of(), link.seq(), link.hash()));
                steps.merge(p.id(), 1, Integer::sum);
            }
        }
        return steps.entrySet().stream().filter(e -> e.getValue() == STEP).map(Map.Entry::getKey).collect(Collectors.toCollection(TreeSet::new));
    }

    /// A gate restored from a backup goes on under a new journal id, with the seq and the hash it had: then the events before
    /// this journal's first are in another one, and nothing is missing before it.
    private Optional<Progress> predecessor(Progress p) {
        List<Link> first = sql.list("SELECT journal, seq, prev, hash FROM event WHERE journal = ? ORDER BY seq LIMIT 1",
                row -> new Link(row.number(1), row.number(2), row.text(3), row.text(4)), p.id());
        if (first.isEmpty() || first.getFirst().seq() == 1) {
            return Optional.empty();
        }
        Link link = first.getFirst();
        for (Known other : ofGate.getOrDefault(p.of().gate(), Set.of())) {
            boolean whole = other.id() != p.id() && !sql.list("SELECT 1 FROM journal j JOIN event e ON e.journal = j.id WHERE j.id = ? AND j.stored >= ? AND e.seq = ? AND e.hash = ?",
                    row -> row.number(1), other.id(), link.seq() - 1, link.seq() - 1, link.prev()).isEmpty();
            if (whole) {
                return Optional.of(new Progress(p.id(), p.of(), link.seq() - 1, link.prev()));
            }
        }
        return Optional.empty();
    }

    /// Begins to cut out personal data that is older than this. From now on what comes late and is as old loses it before it is stored, so
    /// that no replay brings it back.
    ///
    /// @param whoBefore    events before it lose `who`, and findings their text
    /// @param healthBefore events before it lose `health`, and findings their text
    public CampusPurge purge(Instant whoBefore, Instant healthBefore) {
        limits = new CampusPurge.Limits(whoBefore.toEpochMilli(), healthBefore.toEpochMilli());
        return new CampusPurge(sql, limits);
    }

    /// What is missing now, one stretch a journal: its first. Also moves on what another console's commit has made whole.
    public List<Gap> gaps() {
        learnJournals();
        record Next(JournalOf of, long stored, long next) {}
        List<Next> all = sql.list("SELECT * FROM (SELECT j.gate, j.journal, j.stored, (SELECT min(e.seq) FROM event e WHERE e.journal = j.id AND e.seq > j.stored) AS next FROM journal j) n"
                + " WHERE next IS NOT NULL", row -> new Next(new JournalOf(row.text(1), row.text(2)), row.number(3), row.number(4)));
        List<JournalOf> behind = all.stream().filter(n -> n.next() == n.stored() + 1).map(Next::of).toList();
        if (!behind.isEmpty()) {
            List<Long> ids = behind.stream().map(of -> Objects.requireNonNull(journals.get(of)).id()).sorted().toList();
            Map<JournalOf, Long> _ = sql.inTransaction(() -> advance(ids, Set.of()));
        }
        return all.stream().filter(n -> n.next() > n.stored() + 1).map(n -> new Gap(n.of(), n.stored() + 1, n.next() - 1)).toList();
    }

    /// Up to where nothing is missing of a journal; 0 if nothing is there from its start.
    public long stored(JournalOf of) {
        return sql.list("SELECT stored FROM journal WHERE gate = ? AND journal = ?", row -> row.number(1), of.gate(), of.journal()).stream().findFirst().orElse(0L);
    }

    /// A gate's word about itself.
    ///
    /// @param status its JSON, of one that is online; else empty
    public record StatusOf(String gate, boolean online, String status) {}

    /// Keeps the last status of each gate.
    public void keepStatuses(Collection<StatusOf> statuses, long atMillis) {
        if (statuses.isEmpty()) {
            return;
        }
        List<Object[]> rows = statuses.stream().sorted(Comparator.comparing(StatusOf::gate))
                .map(s -> new Object[] {s.gate(), s.online() ? 1L : 0L, atMillis, atMillis, s.status()}).toList();
        sql.inTransaction(() -> {
            sql.updateEach("INSERT INTO gate_state (gate, online, changed_millis, heard_millis, status) VALUES (?, ?, ?, ?, ?) ON CONFLICT (gate) DO UPDATE SET "
                    + "changed_millis = CASE WHEN gate_state.online = excluded.online THEN gate_state.changed_millis ELSE excluded.changed_millis END, "
                    + "online = excluded.online, heard_millis = excluded.heard_millis, "
                    + "status = CASE WHEN excluded.status = '' THEN gate_state.status ELSE excluded.status END", rows);
            return true;
        });
    }

    /// Every gate that has ever been heard of, by name.
    public List<GateState> gates() {
        return sql.list("""
                SELECT g.gate, coalesce(s.online, 0), coalesce(s.changed_millis, 0), coalesce(s.heard_millis, 0), coalesce(s.status, ''),
                  (SELECT coalesce(max(j.stored), 0) FROM journal j WHERE j.gate = g.gate),
                  (SELECT max(l.at_millis) FROM (SELECT (SELECT e.at_millis FROM event e WHERE e.journal = j.id ORDER BY e.seq DESC LIMIT 1) AS at_millis FROM journal j WHERE j.gate = g.gate) l),
                  (SELECT coalesce(sum(CASE e.outcome WHEN 'opened' THEN 1 WHEN 'closed' THEN -1 ELSE 0 END), 0) FROM journal j JOIN event e ON e.journal = j.id AND e.type = 'incident' WHERE j.gate = g.gate),
                  (SELECT count(*) FROM finding f WHERE f.gate = g.gate)
                FROM (SELECT gate FROM gate_state UNION SELECT gate FROM journal) g LEFT JOIN gate_state s ON s.gate = g.gate ORDER BY g.gate""",
                row -> new GateState(row.text(1), row.flag(2), row.number(3), row.number(4), row.text(5), row.number(6), row.optionalNumber(7), row.number(8), row.number(9)));
    }

    /// The newest ones.
    public List<Finding> findings(int count) {
        return sql.list("SELECT gate, journal, seq, kind, at_millis FROM finding ORDER BY at_millis DESC, gate, seq LIMIT " + count,
                row -> new Finding(new JournalOf(row.text(1), row.text(2)), row.number(3), row.text(4), row.number(5)));
    }

    /// The text of a journal's events, in order.
    public List<String> texts(JournalOf of) {
        return sql.list("SELECT e.text FROM event e JOIN journal j ON j.id = e.journal WHERE j.gate = ? AND j.journal = ? ORDER BY e.seq", row -> row.text(1), of.gate(), of.journal());
    }

    /// The journals there are.
    public Set<JournalOf> journals() {
        learnJournals();
        return Set.copyOf(journals.keySet());
    }

    private static String commas(Collection<Long> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    @Override public void close() {
        try {
            sql.close();
        } finally {
            lock.ifPresent(StoreLock::close);
        }
    }
}
