package io.campusgate.store;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Cuts out of the journal what has been kept long enough, in short transactions between which taps go on. The digests
/// stay, so the chain still verifies in full. `secure_delete` overwrites what was there, and the write-ahead log, which
/// holds old pages too, is truncated at the end. Belongs to the journal thread.
public final class Purge {
    /// So many events in a row that are young enough end the search; a clock that was wrong was so for a while only.
    static final int YOUNG_ENOUGH = 20_000;
    /// How long a reader may hold up that a log is truncated; the next purge tries again.
    static final int TRUNCATE_WAIT_MS = 50;

    private final Database db;
    private final StateTables state;
    private final Instant whoBefore;
    private final Forget forget;
    private final Part who;
    private final Part health;
    private long idNumbers;
    private long visitors;
    private boolean done;

    /// Is given the events whose part `who` or `health` is about to go, as they still are.
    public interface Forget {
        void forget(String part, List<Stored> events);
    }

    /// What has been cut so far: events that lost the part, identity numbers, visitors' passes.
    public record Counts(long who, long health, long idNumbers, long visitors) {
        public boolean isNothing() {
            return who == 0 && health == 0 && idNumbers == 0 && visitors == 0;
        }
    }

    Purge(Database db, Instant whoBefore, Instant healthBefore, Forget forget) {
        this.db = db;
        this.state = new StateTables(db);
        this.whoBefore = whoBefore;
        this.forget = forget;
        this.who = new Part("who", whoBefore);
        this.health = new Part("health", healthBefore);
    }

    /// Looks at up to `max` events in one short transaction, or ends the purge.
    ///
    /// @return whether there is more to do; call again, after whatever waits to be appended
    public boolean step(int max) {
        if (!who.done) {
            who.step(max);
        } else if (!health.done) {
            health.step(max);
        } else if (!done) {
            finish();
        }
        return !done;
    }

    public Counts counts() {
        return new Counts(who.cut, health.cut, idNumbers, visitors);
    }

    /// Truncates the log; while somebody reads an old state of the file that cannot be done, and the next step tries again.
    private void finish() {
        idNumbers += db.update("DELETE FROM id_number WHERE at_millis < ?", whoBefore.toEpochMilli());
        visitors += db.update("DELETE FROM visitor WHERE until_millis < ?", whoBefore.toEpochMilli());
        done = counts().isNothing() || db.truncateLog(TRUNCATE_WAIT_MS);
    }

    /// One of the two parts, and how far its search has come.
    private final class Part {
        private final String name;
        private final Instant before;
        private final String resumeKey;
        private final long resumed;
        private long resume;   // every event up to here is done, now and for later purges
        private long at;
        private int young;
        private long cut;
        private boolean done;

        Part(String name, Instant before) {
            this.name = name;
            this.before = before;
            this.resumeKey = "purge." + name;
            this.resumed = state.number(resumeKey);
            this.resume = resumed;
            this.at = resumed;
        }

        void step(int max) {
            List<Stored> old = new ArrayList<>();
            long start = at;
            db.eachWhile("SELECT seq, text, hash FROM journal WHERE seq > ? ORDER BY seq LIMIT ?", row -> look(row, old), start, max);
            done = at == start || young >= YOUNG_ENOUGH;
            if (!old.isEmpty()) {
                forget.forget(name, old);   // first, since it needs to know whom
            }
            if (!old.isEmpty() || done && resume > resumed) {
                db.inTransaction(() -> {
                    old.forEach(this::cutOut);
                    state.put(resumeKey, resume);
                });
                cut += old.size();
            }
        }

        private boolean look(Row row, List<Stored> old) {
            byte[] text = row.bytes(2);
            EventParts event = new EventParts(text);
            long previous = at;
            at = row.number(1);
            if (!isOld(event)) {
                young++;
                return young < YOUNG_ENOUGH;
            }
            young = 0;
            if (event.has(name)) {
                old.add(JournalReader.stored(row));
            }
            if (resume == previous) {
                resume = at;
            }
            return true;
        }

        private boolean isOld(EventParts event) {
            try {
                return event.text("time").filter(time -> EventTime.parse(time).isBefore(before)).isPresent();
            } catch (DateTimeException e) {
                return false;   // not one of our texts; the verification reports it
            }
        }

        private void cutOut(Stored old) {
            byte[] text = old.text().getBytes(StandardCharsets.UTF_8);
            db.update("UPDATE journal SET text = ? WHERE seq = ?", new EventParts(text).without(name), old.seq());
        }
    }
}
