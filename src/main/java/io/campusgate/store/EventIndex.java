package io.campusgate.store;

import io.campusgate.store.Database.Mode;
import io.campusgate.store.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the search index beside the journal. It follows a moment later and is worth nothing by itself: damaged, lost
/// or of another journal, it is made again. [EventSearch] reads it and looks through what is not indexed yet.
///
/// Thread-safe: one thread follows the journal, and the journal's own thread calls [#forget].
public final class EventIndex implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventIndex.class);
    /// Indexed at once. Written for every tap, the index would cost an SD card more than the journal does.
    private static final int WORTHWHILE = 500;
    private static final int WORDS_CACHED = 10_000;
    static final int BLOCK = 1024;
    /// Events in which it is noted once that two words met.
    static final int ERA = 1 << 16;
    private static final String ADD = "INSERT INTO posting (rowid, terms) VALUES (?, ?)";
    private static final String DELETE = "INSERT INTO posting (posting, rowid, terms) VALUES ('delete', ?, ?)";

    private final JournalReader journal;
    private Database db;
    private final Map<EventTerm, Long> words = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override protected boolean removeEldestEntry(Map.Entry<EventTerm, Long> eldest) {
            return size() > WORDS_CACHED;
        }
    };

    /// That two words met in an era, the one with the smaller id first.
    private record Meeting(long one, long other) {}

    private long era = -1;
    private final Set<Meeting> metInEra = new HashSet<>();

    private EventIndex(JournalReader journal, Database db) {
        this.journal = journal;
        this.db = db;
    }

    /// Opens the index of the journal at `store`, which has to be there; makes it anew when it does not belong to it.
    public static EventIndex open(Path store) {
        JournalReader journal = JournalReader.open(store);
        try {
            EventIndex index = new EventIndex(journal, openOrMakeAnew(StoreFiles.index(store)));
            index.startAnewIfForeign();
            return index;
        } catch (RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    /// Indexes up to `max` events when enough wait to be worth a write.
    ///
    /// @return how many; as long as it is not 0 there may be more
    public synchronized int follow(int max) {
        return journal.lastSeq() - reached(db).seq < WORTHWHILE ? 0 : catchUp(max);
    }

    /// Indexes up to `max` events that are not indexed yet.
    ///
    /// @return how many; 0 when there is nothing to do
    public synchronized int catchUp(int max) {
        List<Stored> next = journal.after(reached(db).seq, max);
        if (!next.isEmpty()) {
            writing(() -> db.inTransaction(() -> {
                next.forEach(this::add);
                Stored last = next.getLast();
                db.update("INSERT OR REPLACE INTO reached (only, seq, hash) VALUES (1, ?, ?)", last.seq(), last.hash());
            }));
        }
        return next.size();
    }

    /// Forgets what the part `who` or `health` of `events` says, which is still in their text but is about to be purged; the
    /// write-ahead log, whose file still has it, is written back.
    public synchronized void forget(String part, List<Stored> events) {
        long reached = reached(db).seq;
        Set<Long> forgotten = new HashSet<>();
        writing(() -> db.inTransaction(() -> {
            events.stream().filter(event -> event.seq() <= reached).forEach(event -> forget(part, event, forgotten));
            forgotten.stream().filter(id -> !isUsed(id)).forEach(this::forgetWord);
        }));
        words.keySet().removeIf(term -> term.kind().isOf(part));
        metInEra.clear();   // a new word may get the id of one that is forgotten
        if (!db.truncateLog(Purge.TRUNCATE_WAIT_MS)) {
            LOG.debug("somebody searches; what was forgotten goes from the disk with the next purge");
        }
    }

    private void forget(String part, Stored event, Set<Long> forgotten) {
        List<EventTerm> all = EventTerm.of(EventFields.of(event));
        List<Long> gone = all.stream().filter(term -> term.kind().isOf(part)).map(this::idOf).toList();
        if (gone.isEmpty() || !has(event.seq(), gone.getFirst())) {
            return;   // forgotten before a stop kept the journal from following
        }
        db.update(DELETE, event.seq(), terms(all));
        db.update(ADD, event.seq(), terms(all.stream().filter(term -> !term.kind().isOf(part)).toList()));
        forgotten.addAll(gone);
    }

    private void forgetWord(long id) {
        String delete = "DELETE FROM word WHERE id = ? RETURNING field, text";
        db.first(delete, row -> new EventTerm(EventTerm.Kind.of(row.text(1)), row.text(2)), id).ifPresent(term -> {
            db.update("INSERT INTO spelling (spelling, rowid, text) VALUES ('delete', ?, ?)", id, term.text());
            if (term.kind().isOfFewValues()) {
                db.update("DELETE FROM met WHERE ? IN (one, other)", id);
            }
        });
    }

    private boolean has(long seq, long word) {
        return db.first("SELECT 1 FROM posting WHERE posting MATCH ? AND rowid = ?", row -> true, Long.toString(word), seq).isPresent();
    }

    private boolean isUsed(long word) {
        return db.first("SELECT 1 FROM posting WHERE posting MATCH ? LIMIT 1", row -> true, Long.toString(word)).isPresent();
    }

    private void add(Stored event) {
        EventFields fields = EventFields.of(event);
        List<EventTerm> terms = EventTerm.of(fields);
        db.update(ADD, event.seq(), terms(terms));
        meet(event.seq() / ERA, terms.stream().filter(term -> term.kind().isOfFewValues()).map(this::idOf).toList());
        fields.time().map(Instant::toEpochMilli).ifPresent(at -> db.update("""
                INSERT INTO block (id, from_millis, to_millis) VALUES (?1, ?2, ?2) ON CONFLICT (id) DO UPDATE
                SET from_millis = min(from_millis, excluded.from_millis), to_millis = max(to_millis, excluded.to_millis)""",
                event.seq() / BLOCK, at));
    }

    private void meet(long now, List<Long> ids) {
        if (now != era) {
            era = now;
            metInEra.clear();
        }
        for (long one : ids) {
            for (long other : ids) {
                if (one < other && metInEra.add(new Meeting(one, other))) {
                    db.update("INSERT OR IGNORE INTO met (one, other, era) VALUES (?, ?, ?)", one, other, now);
                }
            }
        }
    }

    private String terms(List<EventTerm> terms) {
        return terms.stream().map(this::idOf).map(String::valueOf).collect(Collectors.joining(" "));
    }

    private long idOf(EventTerm term) {
        Long cached = words.get(term);
        if (cached != null) {
            return cached;
        }
        String find = "SELECT id FROM word WHERE field = ? AND text = ?";
        long id = db.first(find, row -> row.number(1), term.kind().letter, term.text()).orElseGet(() -> newWord(term));
        words.put(term, id);
        return id;
    }

    private long newWord(EventTerm term) {
        long id = db.first("INSERT INTO word (field, text) VALUES (?, ?) RETURNING id", row -> row.number(1), term.kind().letter, term.text()).orElseThrow();
        db.update("INSERT INTO spelling (rowid, text) VALUES (?, ?)", id, term.text());
        return id;
    }

    /// How far an index has come: the last indexed event, and the hash by which the journal knows it.
    record Reached(long seq, String hash) {
        static final Reached NOTHING = new Reached(0, "");

        /// Whether it is an index of this journal, and not of one that was restored or begun anew.
        boolean isOf(JournalReader journal) {
            return equals(NOTHING) || journal.find(seq).filter(event -> event.hash().equals(hash)).isPresent();
        }
    }

    static Reached reached(Database db) {
        return db.first("SELECT seq, hash FROM reached", row -> new Reached(row.number(1), row.text(2))).orElse(Reached.NOTHING);
    }

    private void startAnewIfForeign() {
        if (!reached(db).isOf(journal)) {
            LOG.info("the search index belongs to another journal and is made anew");
            makeAnew();
        }
    }

    /// A transaction that failed may have cached ids of words that were not written.
    private void writing(Runnable work) {
        try {
            work.run();
        } catch (StoreException e) {
            forgetCached();
            if (e.kind() != Kind.DAMAGED) {
                throw e;
            }
            LOG.warn("the search index is damaged and is made anew");
            makeAnew();
        }
    }

    private void makeAnew() {
        Path file = db.file();
        db.close();
        delete(file);
        db = openOrMakeAnew(file);
        forgetCached();
    }

    private void forgetCached() {
        words.clear();
        metInEra.clear();
    }

    private static Database openOrMakeAnew(Path file) {
        try {
            return openCurrent(file);
        } catch (StoreException e) {
            if (e.kind() != Kind.DAMAGED && e.kind() != Kind.REFUSED) {
                throw e;
            }
            LOG.info("the search index is made anew: {}", e.getMessage());
            delete(file);
            return openCurrent(file);
        }
    }

    private static Database openCurrent(Path file) {
        Database db = Database.open(file, Mode.REBUILDABLE);
        try {
            int present = Schema.INDEX.presentVersion(db);
            if (present != 0 && present != Schema.INDEX.version()) {
                throw new StoreException(Kind.REFUSED, file + " is from an older version");
            }
            Schema.INDEX.migrate(db);
            return db;
        } catch (RuntimeException e) {
            db.close();
            throw e;
        }
    }

    private static void delete(Path file) {
        try {
            for (String suffix : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(StoreFiles.beside(file, suffix));
            }
        } catch (IOException e) {
            throw new StoreException(Kind.FAILED, "cannot delete " + file + ": " + e.getMessage(), e);
        }
    }

    @Override public synchronized void close() {
        try (JournalReader _ = journal; Database _ = db) {
            words.clear();
        }
    }
}
