package io.campusgate.store;

import io.campusgate.store.Database.Mode;
import io.campusgate.store.EventIndex.Reached;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Finds events again, newest first, whether the daemon runs or not. The index narrows down, the event's own text
/// decides, and what is not indexed yet is looked through; so an index that lags, or is not there, costs time only.
/// Belongs to one thread at a time.
public final class EventSearch implements AutoCloseable {
    /// A word that occurs in more values than these narrows little and is left to the comparison with the text.
    private static final int VALUES_NARROW = 300;
    private static final int PAGE = 256;

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

    /// Hands the matching events to `reader`, newest first and whatever the limit, until it says false.
    public void eachNewestFirst(EventFilter filter, Predicate<Stored> reader) {
        Reached reached = index.map(EventIndex::reached).filter(r -> r.isOf(journal)).orElse(Reached.NOTHING);
        if (scan(reached.seq(), filter.before(), filter, reader)) {
            long below = Math.min(filter.before(), reached.seq() + 1);
            index.filter(_ -> reached.seq() > 0).ifPresent(db -> searchIndexed(db, below, filter, reader));
        }
    }

    /// Looks at every event behind `after` and below `before`.
    ///
    /// @return whether the reader wants more
    private boolean scan(long after, long before, EventFilter filter, Predicate<Stored> reader) {
        long below = before;
        while (true) {
            List<Stored> page = journal.before(below, PAGE);
            for (Stored event : page) {
                if (event.seq() <= after) {
                    return true;
                }
                if (filter.matches(event) && !reader.test(event)) {
                    return false;
                }
            }
            if (page.size() < PAGE) {
                return true;
            }
            below = page.getLast().seq();
        }
    }

    private void searchIndexed(Database db, long below, EventFilter filter, Predicate<Stored> reader) {
        long first = filter.from().map(from -> firstSeq(db, from)).orElse(1L);
        long last = Math.min(below - 1, filter.to().map(to -> lastSeq(db, to)).orElse(Long.MAX_VALUE));
        Optional<String> query = query(db, filter);
        if (query.isEmpty() || first > last) {
            return;
        }
        if (query.get().isEmpty()) {
            scan(first - 1, last + 1, filter, reader);
            return;
        }
        db.eachWhile("SELECT rowid FROM posting WHERE posting MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC",
                row -> journal.find(row.number(1)).filter(event -> filter.matches(event)).map(reader::test).orElse(true),
                query.get(), first, last);
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
        for (String word : filter.words()) {
            List<Long> ids = db.list("SELECT id FROM word WHERE text LIKE ? ESCAPE '\\' LIMIT ?", row -> row.number(1), anywhere(word), VALUES_NARROW + 1);
            if (ids.isEmpty()) {
                return Optional.empty();
            }
            if (ids.size() <= VALUES_NARROW) {
                all.add(anyOf(ids));
            }
        }
        return Optional.of(String.join(" AND ", all));
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
