package io.campusgate.store;

import io.campusgate.domain.CardNumber;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The small tables beside the journal: what the gate remembers over a restart.
final class StateTables {
    static final String JOURNAL_ID = "journal.id";
    static final String BOOT = "journal.boot";
    static final String RUNNING = "journal.running";
    static final String TRUSTED_SEQ = "journal.trusted_seq";
    static final String TRUSTED_AT = "journal.trusted_at";
    static final String PUBLISHED = "cursor.published";
    static final String CONFIRMED = "cursor.confirmed";

    private final Database db;

    StateTables(Database db) {
        this.db = db;
    }

    Optional<String> get(String key) {
        return db.first("SELECT value FROM state WHERE key = ?", row -> row.text(1), key);
    }

    Map<String, String> withPrefix(String prefix) {
        Map<String, String> found = new HashMap<>();
        db.each("SELECT key, value FROM state WHERE key >= ?1 AND substr(key, 1, length(?1)) = ?1", row -> found.put(row.text(1), row.text(2)), prefix);
        return found;
    }

    long number(String key) {
        return get(key).map(Long::parseLong).orElse(0L);
    }

    void put(String key, String value) {
        db.update("INSERT INTO state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value);
    }

    void put(String key, long value) {
        put(key, Long.toString(value));
    }

    void apply(Change change) {
        switch (change) {
            case Change.Put(var key, var value) -> put(key, value);
            case Change.Remove(var key) -> db.update("DELETE FROM state WHERE key = ?", key);
            case Change.Block(var b) -> db.update("INSERT OR REPLACE INTO blocked (card, reason, by, at_millis) VALUES (?, ?, ?, ?)",
                    b.card().hex(), b.reason(), b.by(), b.at().toEpochMilli());
            case Change.Unblock(var card) -> db.update("DELETE FROM blocked WHERE card = ?", card.hex());
            case Change.PassEntries(var pass, var by) -> db.update(
                    "INSERT INTO pass_use (pass_id, used) VALUES (?, ?) ON CONFLICT (pass_id) DO UPDATE SET used = used + excluded.used", pass, by);
            case Change.Welcome(var v) -> db.update("INSERT OR REPLACE INTO visitor (pass_id, name, phone, host, reason, approved_by, id_hmac, "
                    + "from_millis, until_millis) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", v.passId(), v.name(), v.phone(), v.host(), v.reason(),
                    v.approvedBy(), v.idHmac(), v.from().toEpochMilli(), v.until().toEpochMilli());
            case Change.KeepIdNumber(var number, var vault, var at) -> db.update(
                    "INSERT OR REPLACE INTO id_number (hmac, sealed, masked, at_millis) VALUES (?, ?, ?, ?)",
                    vault.hmac(number), vault.seal(number), number.masked(), at.toEpochMilli());
        }
    }

    Cursors cursors() {
        long confirmed = number(CONFIRMED);
        return new Cursors(Math.max(confirmed, number(PUBLISHED)), confirmed);
    }

    List<BlockedCard> blocked() {
        return db.list("SELECT card, reason, by, at_millis FROM blocked ORDER BY card", row -> new BlockedCard(
                new CardNumber(row.text(1)), row.text(2), row.text(3), Instant.ofEpochMilli(row.number(4))));
    }

    Map<String, Integer> passUses() {
        Map<String, Integer> uses = new HashMap<>();
        db.each("SELECT pass_id, used FROM pass_use", row -> uses.put(row.text(1), row.integer(2)));
        return uses;
    }

    /// Whose pass ends after `since`, the newest first.
    List<Visitor> visitors(Instant since) {
        return db.list("SELECT pass_id, name, phone, host, reason, approved_by, id_hmac, from_millis, until_millis FROM visitor "
                + "WHERE until_millis > ? ORDER BY from_millis DESC", row -> new Visitor(row.text(1), row.text(2), row.text(3), row.text(4),
                row.text(5), row.text(6), row.text(7), Instant.ofEpochMilli(row.number(8)), Instant.ofEpochMilli(row.number(9))), since.toEpochMilli());
    }

    Optional<byte[]> sealedIdNumber(String hmac) {
        return db.first("SELECT sealed FROM id_number WHERE hmac = ?", row -> row.bytes(1), hmac);
    }
}
