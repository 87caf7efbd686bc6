package io.campusgate.store;

import io.campusgate.store.Database.Mode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads a journal, whether the daemon runs or not, on a connection of its own. Sees each commit whole. Belongs to one
/// thread at a time.
public final class JournalReader implements AutoCloseable {
    private static final String COLUMNS = "SELECT seq, text, hash FROM journal ";

    private final Database db;
    private final StateTables state;

    private JournalReader(Database db) {
        this.db = db;
        this.state = new StateTables(db);
    }

    /// @param store the journal's file (`store.path`)
    /// @throws StoreException MISSING if there is no store, REFUSED if its schema is not this program's
    public static JournalReader open(Path store) {
        Database db = Database.open(store, Mode.READ_ONLY);
        try {
            Schema.JOURNAL.requireCurrent(db);
            return new JournalReader(db);
        } catch (StoreException e) {
            db.close();
            throw e;
        }
    }

    /// The journal id events are written with now.
    public String id() {
        return state.get(StateTables.JOURNAL_ID).orElse("");
    }

    /// 0 for an empty journal.
    public long firstSeq() {
        return db.number("SELECT coalesce(min(seq), 0) FROM journal");
    }

    /// 0 for an empty journal.
    public long lastSeq() {
        return db.number("SELECT coalesce(max(seq), 0) FROM journal");
    }

    public Optional<Stored> find(long seq) {
        return db.first(COLUMNS + "WHERE seq = ?", JournalReader::stored, seq);
    }

    /// Up to `max` events behind `seq`, oldest first.
    public List<Stored> after(long seq, int max) {
        return db.list(COLUMNS + "WHERE seq > ? ORDER BY seq LIMIT ?", JournalReader::stored, seq, max);
    }

    /// Up to `max` events from `from` to `to`, both included, oldest first.
    public List<Stored> range(long from, long to, int max) {
        return db.list(COLUMNS + "WHERE seq BETWEEN ? AND ? ORDER BY seq LIMIT ?", JournalReader::stored, from, to, max);
    }

    /// The events with these seqs, as far as they are there, in the order of the seqs, which either rise or fall. One query,
    /// which costs half of asking for each.
    List<Stored> at(long[] seqs) {
        long first = seqs[0];
        long last = seqs[seqs.length - 1];
        String order = " ORDER BY seq" + (first > last ? " DESC" : "");
        if (Math.abs(last - first) == seqs.length - 1) {
            return db.list(COLUMNS + "WHERE seq BETWEEN ? AND ?" + order, JournalReader::stored, Math.min(first, last), Math.max(first, last));
        }
        String listed = Arrays.stream(seqs).mapToObj(Long::toString).collect(Collectors.joining(","));
        return db.list(COLUMNS + "WHERE seq " + db.among() + order, JournalReader::stored, listed);
    }

    /// Up to `max` events before `seq`, newest first.
    public List<Stored> before(long seq, int max) {
        return db.list(COLUMNS + "WHERE seq < ? ORDER BY seq DESC LIMIT ?", JournalReader::stored, seq, max);
    }

    public Cursors cursors() {
        return state.cursors();
    }

    /// What [Change.Put] kept.
    public Optional<String> state(String key) {
        return state.get(key);
    }

    public List<BlockedCard> blocked() {
        return state.blocked();
    }

    /// How many entries of each pass are used up.
    public Map<String, Integer> passUses() {
        return state.passUses();
    }

    /// Visitors who got a pass at this gate that ends after `since`, the newest first.
    public List<Visitor> visitors(Instant since) {
        return state.visitors(since);
    }

    /// The identity number kept under `hmac`, still sealed.
    public Optional<byte[]> sealedIdNumber(String hmac) {
        return state.sealedIdNumber(hmac);
    }

    /// Checks the whole journal on all processors; see [Verification].
    public Verification verify(Verification.Progress progress) {
        return Verification.whole(db.file(), firstSeq(), lastSeq(), state.cursors().published(), progress);
    }

    /// Checks the events `from` to `to` in this thread.
    public Verification verify(long from, long to) {
        return Verification.of(db, from, to);
    }

    Database database() {
        return db;
    }

    Path file() {
        return db.file();
    }

    @Override public void close() {
        db.close();
    }

    static Stored stored(Row row) {
        byte[] text = row.bytes(2);
        return new Stored(row.number(1), 0, EventParts.headOf(text).text("type").orElse(""),
                new String(text, StandardCharsets.UTF_8), HexFormat.of().formatHex(row.bytes(3)));
    }
}
