package io.campusgate.store;

import io.campusgate.domain.ClockState;
import io.campusgate.domain.Draft;
import io.campusgate.store.Database.Mode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// The journal of this gate: what is in it happened, what happened is in it. The one writer of its file, which it holds
/// locked; owned by the journal thread. Whoever reads opens a [JournalReader].
public final class Journal implements AutoCloseable {
    private static final String INSERT = "INSERT INTO journal (seq, text, hash) VALUES (?, ?, ?)";
    /// The same of several rows: most commits hold an entry, and what became of the one before.
    private static final Map<Integer, String> INSERTS = Map.of(1, INSERT, 2, INSERT + ", (?, ?, ?)", 3, INSERT + ", (?, ?, ?)".repeat(2));
    private static final String TAKE_BACK = "DELETE FROM journal WHERE seq > ?";
    /// Entries whose passage or door event may still come.
    private static final int ENTRIES_REMEMBERED = 1_000;
    /// Then the write-ahead log holds some two megabytes.
    private static final int EVENTS_TO_MERGE = 400;

    private final Path file;
    private final StoreLock lock;
    private final Opening opening;
    private final String id;
    private final int boot;
    private final EventText texts;
    private final Map<Long, Long> seqOfEntry = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
            return size() > ENTRIES_REMEMBERED;
        }
    };
    private Database db;
    private StateTables state;
    private Head head;
    private boolean headKnown = true;
    private boolean inDoubt;   // whether the last events are on the disk
    private Optional<Batch> ahead = Optional.empty();
    private int unmerged;
    private Optional<Trusted> trusted;

    /// The end of the chain.
    private record Head(long seq, String hash) {}

    /// The newest event that was written with a trusted clock.
    private record Trusted(long seq, Instant at) {}

    private Journal(Path file, StoreLock lock, JournalStart.Started started, String gate, ZoneId zone) {
        this.file = file;
        this.lock = lock;
        this.db = started.db();
        this.state = new StateTables(db);
        this.opening = started.opening();
        this.id = state.get(StateTables.JOURNAL_ID).orElseThrow();
        this.boot = Math.toIntExact(state.number(StateTables.BOOT));
        this.texts = new EventText(gate, id, boot, zone);
        this.head = readHead();
        this.trusted = readTrusted();
    }

    /// Opens the journal for writing, creates it when there is none, and goes on with a fresh one when it is damaged; see
    /// [#opening] for what was found.
    ///
    /// @param file `store.path`; its folder has to be there
    /// @param gate its name in the events
    /// @param zone of the site, for the offset of the times
    /// @throws StoreException BUSY if another daemon has it, REFUSED if it is a newer program's or another's file
    public static Journal open(Path file, String gate, ZoneId zone) {
        StoreLock lock = StoreLock.take(file);
        try {
            return new Journal(file, lock, new JournalStart(file, zone).start(), gate, zone);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    public Opening opening() {
        return opening;
    }

    /// 8 hex; new at creation, after a restore, and after damage.
    public String id() {
        return id;
    }

    /// Counts the starts of the daemon on this store, from 1.
    public int boot() {
        return boot;
    }

    /// 0 for an empty journal.
    public long lastSeq() {
        return head.seq;
    }

    /// The time of the newest event that was written with a trusted clock.
    public Optional<Instant> newestTrusted() {
        return trusted.map(Trusted::at);
    }

    /// [#append(List, List)] without changes.
    public List<Stored> append(List<Draft> drafts) {
        return append(drafts, List.of());
    }

    /// Writes `drafts` and `changes` in one commit; when this returns they are on disk.
    ///
    /// @return the events in the order of the drafts
    /// @throws StoreException if they are not; then none of them is, and no seq is used up
    public List<Stored> append(List<Draft> drafts, List<Change> changes) {
        requireHead();
        Batch batch = ahead.filter(begun -> begun.begins(drafts)).orElseGet(() -> new Batch(head));
        ahead = Optional.empty();
        try {
            batch.make(drafts);
            if (changes.isEmpty()) {
                batch.write();
            } else {
                db.inTransaction(() -> {
                    changes.forEach(state::apply);
                    batch.insert();
                });
            }
            batch.settle();
            unmerged += drafts.size();
            return batch.stored;
        } catch (RuntimeException e) {
            headKnown = false;
            if (inDoubt) {
                takeBack(e);
            }
            throw e;
        }
    }

    /// Makes the events with which the next [#append] will begin, which then has less to do while somebody waits for it.
    public void prepare(List<Draft> drafts) {
        if (headKnown) {
            Batch batch = new Batch(head);
            batch.make(drafts);
            ahead = Optional.of(batch);
        }
    }

    /// Events whose sync failed were not written, whatever the file says: nobody is to read them, least of all after a retry.
    private void takeBack(RuntimeException why) {
        try {
            db.updateUnsynced(TAKE_BACK, head.seq);
        } catch (StoreException e) {
            why.addSuppressed(e);   // it is tried again before the next event
        }
    }

    /// Events of one commit; what they mean for the journal counts only once they are on disk.
    private final class Batch {
        private final List<Draft> made = new ArrayList<>();
        private final List<Object> values = new ArrayList<>();   // of all rows, three each
        private final List<Stored> stored = new ArrayList<>();
        private final Map<Long, Long> entries = new HashMap<>();
        private Head end;
        private Optional<Trusted> newest = trusted;

        Batch(Head start) {
            this.end = start;
        }

        boolean begins(List<Draft> drafts) {
            return made.size() <= drafts.size() && made.equals(drafts.subList(0, made.size()));
        }

        /// Makes the events of those drafts that it has not made yet.
        void make(List<Draft> drafts) {
            drafts.subList(made.size(), drafts.size()).forEach(this::make);
        }

        private void make(Draft draft) {
            long seq = end.seq + 1;
            EventText.Written event = texts.write(draft, seq, end.hash, entry(draft));
            Collections.addAll(values, seq, event.text(), HexFormat.of().parseHex(event.hash()));
            stored.add(new Stored(seq, draft.id(), draft.type().word(), event.text(), event.hash()));
            end = new Head(seq, event.hash());
            if (draft.clock() == ClockState.SYNCED) {
                newest = Optional.of(new Trusted(seq, draft.time()));
            }
            entries.put(draft.id(), seq);
            made.add(draft);
        }

        /// Without what is beside the journal a commit can be taken back, and so needs no more than its data synced.
        void write() {
            String few = INSERTS.get(made.size());
            if (few != null) {
                db.updateUnsynced(few, values.toArray());   // a statement alone is a transaction: what a tap waits for
            } else {
                db.inUnsyncedTransaction(this::insert);
            }
            inDoubt = true;
            db.syncLog();
            inDoubt = false;
        }

        void insert() {
            for (int i = 0; i < values.size(); i += 3) {
                db.update(INSERT, values.subList(i, i + 3).toArray());
            }
        }

        private OptionalLong entry(Draft draft) {
            if (draft.about().isEmpty()) {
                return OptionalLong.empty();
            }
            Long about = draft.about().get();
            Long seq = entries.getOrDefault(about, seqOfEntry.getOrDefault(about, 0L));
            return seq > 0 ? OptionalLong.of(seq) : OptionalLong.empty();
        }

        void settle() {
            head = end;
            trusted = newest;
            seqOfEntry.putAll(entries);
        }
    }

    /// Tidies up what many commits left behind, now and then. Takes a few syncs: call it when nobody waits.
    ///
    /// @throws StoreException if the disk fails; nothing is lost by that
    public void rest() {
        if (unmerged >= EVENTS_TO_MERGE) {
            unmerged = 0;
            db.mergeLog();
        }
    }

    /// Moves the cursors, in a commit of its own: call it now and then, not for every message.
    public void setCursors(Cursors cursors) {
        db.inTransaction(() -> {
            state.put(StateTables.PUBLISHED, cursors.published());
            state.put(StateTables.CONFIRMED, cursors.confirmed());
        });
    }

    public Cursors cursors() {
        return state.cursors();
    }

    /// What [Change.Put] kept.
    public Optional<String> state(String key) {
        return state.get(key);
    }

    /// What [Change.Put] kept under keys that begin with `prefix`.
    public Map<String, String> states(String prefix) {
        return state.withPrefix(prefix);
    }

    public List<BlockedCard> blocked() {
        return state.blocked();
    }

    /// Visitors who got a pass at this gate that ends after `since`, the newest first.
    public List<Visitor> visitors(Instant since) {
        return state.visitors(since);
    }

    /// How many entries of each pass are used up.
    public Map<String, Integer> passUses() {
        return state.passUses();
    }

    public Space space() {
        return Space.of(file);
    }

    /// A reader for another thread.
    public JournalReader reader() {
        return JournalReader.open(file);
    }

    /// Begins to cut out what has been kept long enough; nothing is done before [Purge#step].
    ///
    /// @param whoBefore    `who` of events before this moment goes, and identity numbers last read before it
    /// @param healthBefore `health` of events before this moment goes
    /// @param forget       `index::forget`
    public Purge purge(Instant whoBefore, Instant healthBefore, Purge.Forget forget) {
        return new Purge(db, whoBefore, healthBefore, forget);
    }

    /// For tests of a full disk: the file grows to no more than `pages`.
    void limitTo(int pages) {
        db.number("PRAGMA max_page_count = " + pages);
    }

    /// Marks the stop as clean and lets go of the store.
    @Override public void close() {
        try (StoreLock _ = lock; Database closing = db) {
            closing.inTransaction(() -> {
                keepTrusted();
                closing.update("DELETE FROM state WHERE key = ?", StateTables.RUNNING);
            });
        }
    }

    /// After a failure the end of the chain is read again, on a new connection when the old one is of no use any more.
    private void requireHead() {
        if (headKnown) {
            return;
        }
        try {
            head = settledHead();
        } catch (StoreException e) {
            db.close();
            db = Database.open(file, Mode.DURABLE);
            state = new StateTables(db);
            head = settledHead();
        }
        headKnown = true;
    }

    private Head settledHead() {
        if (inDoubt) {
            db.updateUnsynced(TAKE_BACK, head.seq);
            db.rewriteLog();
            inDoubt = false;
        }
        return readHead();
    }

    private Head readHead() {
        return db.first("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1",
                row -> new Head(row.number(1), HexFormat.of().formatHex(row.bytes(2)))).orElse(new Head(0, EventText.NO_PREVIOUS));
    }

    /// Only what came since the last start or stop has to be looked through.
    private Optional<Trusted> readTrusted() {
        long known = state.number(StateTables.TRUSTED_SEQ);
        Optional<Trusted> found = known == 0 ? Optional.empty()
                : Optional.of(new Trusted(known, Instant.ofEpochMilli(state.number(StateTables.TRUSTED_AT))));
        List<Trusted> newer = new ArrayList<>();
        db.eachWhile("SELECT seq, text FROM journal WHERE seq > ? ORDER BY seq DESC", row -> {
            EventParts event = new EventParts(row.bytes(2));
            if (event.says("clock", ClockState.SYNCED.word())) {
                newer.add(new Trusted(row.number(1), EventTime.parse(event.text("time").orElseThrow())));
            }
            return newer.isEmpty();
        }, known);
        return newer.stream().findFirst().or(() -> found);
    }

    private void keepTrusted() {
        trusted.ifPresent(newest -> {
            state.put(StateTables.TRUSTED_SEQ, newest.seq);
            state.put(StateTables.TRUSTED_AT, newest.at.toEpochMilli());
        });
    }
}
