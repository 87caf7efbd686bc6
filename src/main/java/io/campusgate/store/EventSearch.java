package io.campusgate.store;

import io.campusgate.store.Database.Mode;
import io.campusgate.store.EventIndex.Reached;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Finds events again, newest first, whether the daemon runs or not. The index narrows down, the event's own text
/// decides, and what is not indexed yet is looked through; so an index that lags, or is not there, costs time only.
/// Belongs to one thread at a time.
public final class EventSearch implements AutoCloseable {
    /// A word that occurs in more values than these narrows little and is left to the comparison with the text.
    private static final int VALUES_NARROW = 300;
    /// Letters in a row by which the index knows its words.
    private static final int SPELT = 3;
    private static final int PAGE = 256;
    private static final int PAGE_FORWARD = 1000;

    private final JournalReader journal;
    private final Optional<Database> index;

    private EventSearch(JournalReader journal, Optional<Database> index) {
        this.journal = journal;
        this.index = index;
    }

    /// @param store the journal's file
    /// @throws StoreException MISSING if there is no store
    public static EventSearch open(Path store) {
        JournalReader journal = JournalReader.open(store);
        try {
            return new EventSearch(journal, openIndex(StoreFiles.index(store)));
        } catch (RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    private static Optional<Database> openIndex(Path file) {
        try {
            Database db = Database.open(file, Mode.READ_ONLY);
            try {
                Schema.INDEX.requireCurrent(db);
                return Optional.of(db);
            } catch (StoreException e) {
                db.close();
                throw e;
            }
        } catch (StoreException e) {
            return Optional.empty();   // not there yet, older, or damaged: the journal itself is searched
        }
    }

    /// The newest events that match, newest first.
    public List<Stored> newest(EventFilter filter) {
        List<Stored> found = new ArrayList<>();
        eachNewestFirst(filter, event -> {
            found.add(event);
            return found.size() < filter.limit();
        });
        return found;
    }

    /// Where the newest `limit` matching events begin.
    public long seqOfOldestAmongNewest(EventFilter filter) {
        if (filter.isEverything()) {
            return Math.max(1, Math.min(journal.lastSeq(), filter.before() - 1) - filter.limit() + 1);
        }
        long[] seen = {0, 1};
        eachNewestFirst(filter, event -> {
            seen[1] = event.seq();
            return ++seen[0] < filter.limit();
        });
        return seen[1];
    }

    public Optional<Stored> find(long seq) {
        return journal.find(seq);
    }

    /// The seq of the newest event; 0 for an empty journal.
    public long lastSeq() {
        return journal.lastSeq();
    }

    /// Hands the matching events to `reader`, newest first and whatever the limit, until it says false.
    public void eachNewestFirst(EventFilter filter, Predicate<Stored> reader) {
        candidates(filter, event -> !filter.matches(event) || reader.test(event));
    }

    /// Hands over what may match, newest first, until `taker` says false.
    private void candidates(EventFilter filter, Predicate<Stored> taker) {
        Reached reached = reached();
        if (scan(reached.seq(), filter.before(), taker)) {
            long below = Math.min(filter.before(), reached.seq() + 1);
            index.filter(_ -> reached.seq() > 0).ifPresent(db -> searchIndexed(db, below, filter, taker));
        }
    }

    /// A part of an answer, newest first.
    ///
    /// @param next what is older begins below this seq; empty if there is nothing more
    public record Page(List<Stored> events, OptionalLong next) {}

    /// The newest events that match, up to the limit, as far as they are found among the newest `most` that may match: words
    /// that occur in many values but hardly ever together could else take minutes, and the answer comes in parts instead.
    public Page page(EventFilter filter, int most) {
        List<Stored> found = new ArrayList<>();
        long[] seen = {0, 0};
        candidates(filter, event -> {
            if (filter.matches(event)) {
                found.add(event);
            }
            seen[1] = event.seq();
            return ++seen[0] < most && found.size() < filter.limit();
        });
        boolean whole = seen[0] < most && found.size() < filter.limit();
        return new Page(found, whole || seen[1] <= 1 ? OptionalLong.empty() : OptionalLong.of(seen[1]));
    }

    /// Hands the matching events from `first` on to `reader`, oldest first and whatever the limit, until it says false.
    public void eachOldestFirst(EventFilter filter, long first, Predicate<Stored> reader) {
        Reached reached = reached();
        boolean[] more = {true};
        if (reached.seq() >= first) {
            index.ifPresent(db -> more[0] = searchIndexedForward(db, first, Math.min(reached.seq(), filter.before() - 1), filter, reader));
        }
        if (more[0]) {
            scanForward(Math.max(first, reached.seq() + 1), filter.before() - 1, filter, reader);
        }
    }

    private boolean scanForward(long first, long last, EventFilter filter, Predicate<Stored> reader) {
        long from = first;
        while (from <= last) {
            List<Stored> page = journal.range(from, last, PAGE_FORWARD);
            for (Stored event : page) {
                if (filter.matches(event) && !reader.test(event)) {
                    return false;
                }
            }
            if (page.size() < PAGE_FORWARD) {
                return true;
            }
            from = page.getLast().seq() + 1;
        }
        return true;
    }

    private boolean searchIndexedForward(Database db, long first, long last, EventFilter filter, Predicate<Stored> reader) {
        long from = Math.max(first, filter.from().map(at -> firstSeq(db, at)).orElse(1L));
        long until = Math.min(last, filter.to().map(at -> lastSeq(db, at)).orElse(Long.MAX_VALUE));
        Optional<String> query = query(db, filter);
        if (query.isEmpty() || from > until) {
            return true;
        }
        if (query.get().isEmpty()) {
            return scanForward(from, until, filter, reader);
        }
        Candidates candidates = new Candidates(filter, reader);
        db.eachWhile("SELECT rowid FROM posting WHERE posting MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid",
                row -> candidates.add(row.number(1)), query.get(), from, until);
        return candidates.flush();
    }

    /// Seqs that the index proposes, read together: where they lie close, a stretch at once, which is faster than each alone.
    private final class Candidates {
        private static final int CLOSE = 4;
        private final EventFilter filter;
        private final Predicate<Stored> reader;
        private final long[] seqs = new long[PAGE];
        private int size;
        private boolean more = true;

        Candidates(EventFilter filter, Predicate<Stored> reader) {
            this.filter = filter;
            this.reader = reader;
        }

        boolean add(long seq) {
            seqs[size++] = seq;
            return size < PAGE || flush();
        }

        /// @return whether the reader wants more
        boolean flush() {
            if (more && size > 0) {
                long first = seqs[0];
                long last = seqs[size - 1];
                if (last - first < (long) CLOSE * size) {
                    more = scanForward(first, last, filter, reader);
                } else {
                    for (int i = 0; more && i < size; i++) {
                        more = journal.find(seqs[i]).filter(event -> filter.matches(event)).map(reader::test).orElse(true);
                    }
                }
            }
            size = 0;
            return more;
        }
    }

    private Reached reached() {
        return index.map(EventIndex::reached).filter(r -> r.isOf(journal)).orElse(Reached.NOTHING);
    }

    /// Hands over every event behind `after` and below `before`.
    ///
    /// @return whether the taker wants more
    private boolean scan(long after, long before, Predicate<Stored> taker) {
        long below = before;
        while (true) {
            List<Stored> page = journal.before(below, PAGE);
            for (Stored event : page) {
                if (event.seq() <= after) {
                    return true;
                }
                if (!taker.test(event)) {
                    return false;
                }
            }
            if (page.size() < PAGE) {
                return true;
            }
            below = page.getLast().seq();
        }
    }

    private void searchIndexed(Database db, long below, EventFilter filter, Predicate<Stored> taker) {
        long first = filter.from().map(from -> firstSeq(db, from)).orElse(1L);
        long last = Math.min(below - 1, filter.to().map(to -> lastSeq(db, to)).orElse(Long.MAX_VALUE));
        Optional<String> query = query(db, filter);
        if (query.isEmpty() || first > last) {
            return;
        }
        if (query.get().isEmpty()) {
            scan(first - 1, last + 1, taker);
            return;
        }
        db.eachWhile("SELECT rowid FROM posting WHERE posting MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC",
                row -> journal.find(row.number(1)).map(taker::test).orElse(true), query.get(), first, last);
    }

    private static long firstSeq(Database db, Instant from) {
        return db.first("SELECT id FROM block WHERE to_millis >= ? ORDER BY id LIMIT 1", row -> row.number(1) * EventIndex.BLOCK, from.toEpochMilli())
                .orElse(Long.MAX_VALUE);
    }

    private static long lastSeq(Database db, Instant to) {
        return db.first("SELECT id FROM block WHERE from_millis < ? ORDER BY id DESC LIMIT 1",
                row -> row.number(1) * EventIndex.BLOCK + EventIndex.BLOCK - 1, to.toEpochMilli()).orElse(0L);
    }

    /// The filter as a query of the index.
    ///
    /// @return empty if no indexed event can match; an empty text if the index cannot narrow it down
    private static Optional<String> query(Database db, EventFilter filter) {
        List<String> all = new ArrayList<>();
        for (var wanted : filter.equal().entrySet()) {
            String letters = EventTerm.Kind.of(wanted.getKey()).stream().map(kind -> "'" + kind.letter + "'").collect(Collectors.joining(","));
            List<Long> ids = db.list("SELECT id FROM word WHERE field IN (" + letters + ") AND text = ?", row -> row.number(1), wanted.getValue());
            if (ids.isEmpty()) {
                return Optional.empty();
            }
            all.add(anyOf(ids));
        }
        if (filter.celsiusAtLeast().isPresent()) {
            List<Long> ids = db.list("SELECT id FROM word WHERE field = ? AND CAST(text AS REAL) >= CAST(? AS REAL)", row -> row.number(1),
                    EventTerm.Kind.CELSIUS.letter, EventTerm.tenths(filter.celsiusAtLeast().get()));
            if (ids.isEmpty()) {
                return Optional.empty();
            }
            all.add(anyOf(ids));
        }
        for (String word : filter.words()) {
            List<Long> ids = having(db, word);
            if (ids.isEmpty()) {
                return Optional.empty();
            }
            if (ids.size() <= VALUES_NARROW) {
                all.add(anyOf(ids));
            }
        }
        return Optional.of(String.join(" AND ", all));
    }

    /// The values in which `word` occurs, but not many more than narrow anything.
    private static List<Long> having(Database db, String word) {
        String like = "text LIKE ? ESCAPE '\\' LIMIT ?";
        return word.codePointCount(0, word.length()) < SPELT
                ? db.list("SELECT id FROM word WHERE " + like, row -> row.number(1), anywhere(word), VALUES_NARROW + 1)
                : db.list("SELECT id FROM spelling JOIN word ON id = spelling.rowid WHERE spelling MATCH ? AND word." + like, row -> row.number(1),
                        '"' + word.replace("\"", "\"\"") + '"', anywhere(word), VALUES_NARROW + 1);
    }

    /// SQLite's LIKE makes no difference between A and a, as [EventFilter#fold] does not.
    private static String anywhere(String word) {
        return "%" + word.replaceAll("([\\\\%_])", "\\\\$1") + "%";
    }

    private static String anyOf(List<Long> words) {
        return words.stream().map(String::valueOf).collect(Collectors.joining(" OR ", "(", ")"));
    }

    @Override public void close() {
        try (JournalReader _ = journal) {
            index.ifPresent(Database::close);
        }
    }
}
