package io.campusgate.store;

import io.campusgate.domain.CardNumber;
import io.campusgate.domain.RecordChange;
import io.campusgate.domain.WhitelistRecord;
import io.campusgate.domain.WhitelistRecord.Person;
import io.campusgate.domain.WhitelistVersion;
import io.campusgate.store.StoreException.Kind;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Makes the next version out of one by a few changes, in one transaction on its file, and back again. What a change
/// replaced stays in the file, one step a version, so that older versions can still be asked; the oldest steps are
/// forgotten.
final class WhitelistDelta {
    private final Database db;
    private final Map<String, WhitelistRows.Table> tables = new HashMap<>();
    private final Map<String, Long> counts = new HashMap<>();
    private long added;
    private long removed;
    private long changed;
    private long nextRow;
    private long step;

    /// @param db where the changes are to happen, open for writing
    WhitelistDelta(Database db) {
        this.db = db;
        WhitelistRows.IN_ORDER.forEach(t -> tables.put(t.name(), t));
    }

    /// Makes `version` out of what is there.
    ///
    /// @param changes read twice
    /// @param usable  throws if a gate could not use the settings as they are now
    /// @param kept    how many former versions stay in the file
    /// @throws StoreException REFUSED if the changes contradict each other or what is there; then nothing has changed
    void apply(WhitelistVersion version, String content, Instant issued, Supplier<? extends Iterator<RecordChange>> changes,
               Runnable usable, int kept) {
        db.inTransaction(() -> {
            step = db.number("SELECT coalesce(max(step), 0) + 1 FROM past_meta");
            db.update("INSERT INTO past_meta SELECT ?, key, value FROM meta", step);
            nextRow = db.number("SELECT coalesce(max(row), 0) + 1 FROM (SELECT max(row) AS row FROM person UNION ALL SELECT max(row) FROM pass "
                    + "UNION ALL SELECT max(row) FROM holiday UNION ALL SELECT max(row) FROM watch)");
            changes.get().forEachRemaining(this::takeAway);   // all of it first: a card may go from one to another
            changes.get().forEachRemaining(this::put);
            usable.run();
            writeMeta(version, content, issued);
            forget("<= ?", step - kept);
        });
    }

    /// Removes what has the change's key, unless the same is to be put there again, and remembers it.
    private void takeAway(RecordChange change) {
        WhitelistRows.Table table = table(change.table());
        Optional<WhitelistRecord> before = db.first(table.one(), table.mapper(), change.key());
        Optional<WhitelistRecord> after = change instanceof RecordChange.Put(var record) ? Optional.of(record) : Optional.empty();
        if (before.equals(after)) {
            return;
        }
        if (db.update("INSERT OR IGNORE INTO past_key VALUES (?, ?, ?)", step, table.name(), change.key()) == 0) {
            throw new StoreException(Kind.REFUSED, "the changes name a record of " + table.name() + " twice");
        }
        before.ifPresent(old -> {
            db.update(table.keep(), step, change.key());
            remove(table, change.key());
            count(old, -1);
        });
        if (table.name().equals("person")) {
            added += before.isEmpty() ? 1 : 0;
            removed += after.isEmpty() ? 1 : 0;
            changed += before.isPresent() && after.isPresent() ? 1 : 0;
        }
    }

    private WhitelistRows.Table table(String name) {
        return Optional.ofNullable(tables.get(name)).orElseThrow(() -> new StoreException(Kind.REFUSED, "there is no table " + name));
    }

    private void remove(WhitelistRows.Table table, String key) {
        if (table.name().equals("person")) {
            db.each("SELECT cards FROM person WHERE id = ?", person -> WhitelistRows.cards(person.text(1))
                    .forEach(card -> db.update("DELETE FROM card WHERE number = ?", (Object) WhitelistRows.bytes(card))), key);
        }
        db.update(table.remove(), key);
    }

    /// Puts the record in place of what was taken away, if anything was.
    private void put(RecordChange change) {
        if (!(change instanceof RecordChange.Put(var record))
                || db.number("SELECT EXISTS (SELECT 1 FROM past_key WHERE step = ? AND name = ? AND key = ?)", step, change.table(), change.key()) == 0) {
            return;
        }
        long row = nextRow++;
        WhitelistRows.insert(db, row, record);
        count(record, 1);
        if (record instanceof Person person) {
            giveCards(row, person);
            if (person.idHmac().isPresent() && db.number("SELECT count(*) FROM person WHERE id_hmac = ?",
                    (Object) HexFormat.of().parseHex(person.idHmac().get())) > 1) {
                throw new StoreException(Kind.REFUSED, "two people would have one identity number");
            }
        }
    }

    private void giveCards(long row, Person person) {
        for (CardNumber card : person.cards()) {
            if (db.update("INSERT OR IGNORE INTO card VALUES (?, ?)", WhitelistRows.bytes(card), row) == 0) {
                throw new StoreException(Kind.REFUSED, "two people would have the card " + card);
            }
        }
    }

    private void count(WhitelistRecord record, int by) {
        switch (record) {
            case Person p -> {
                counts.merge("people", (long) by, Long::sum);
                counts.merge("cards", (long) by * p.cards().size(), Long::sum);
            }
            case WhitelistRecord.Visit _ -> counts.merge("passes", (long) by, Long::sum);
            case WhitelistRecord.Watch _ -> counts.merge("watch", (long) by, Long::sum);
            case WhitelistRecord.Holiday _ -> counts.merge("holidays", (long) by, Long::sum);
            case WhitelistRecord.Level _, WhitelistRecord.Setting _ -> { }
        }
    }

    private void writeMeta(WhitelistVersion version, String content, Instant issued) {
        counts.forEach((key, by) -> db.update("UPDATE meta SET value = value + ? WHERE key = ?", by, key));
        db.update("UPDATE meta SET value = (SELECT count(DISTINCT name) FROM level) WHERE key = 'levels'");
        Map<String, Object> values = Map.of("version", version.toString(), "content", content, "issued_millis", issued.toEpochMilli(),
                "people_added", added, "people_removed", removed, "people_changed", changed, WhitelistFile.PROVEN, 0);
        values.forEach((key, value) -> db.update("UPDATE meta SET value = ? WHERE key = ?", value, key));
    }

    private void forget(String which, long step) {
        db.update("DELETE FROM past_key WHERE step " + which, step);
        db.update("DELETE FROM past_meta WHERE step " + which, step);
        tables.keySet().forEach(name -> db.update("DELETE FROM past_" + name + " WHERE step " + which, step));
    }

    /// Undoes the newest step.
    void back() {
        db.inTransaction(() -> {
            long newest = db.number("SELECT max(step) FROM past_meta");
            db.each("SELECT name, key FROM past_key WHERE step = ?", row -> remove(table(row.text(1)), row.text(2)), newest);
            for (WhitelistRows.Table table : WhitelistRows.IN_ORDER) {
                db.update("INSERT INTO " + table.name() + " SELECT " + columns(table.name()) + " FROM past_" + table.name() + " WHERE step = ?", newest);
            }
            db.each("SELECT row, cards FROM past_person WHERE step = ?", person -> {
                for (CardNumber card : WhitelistRows.cards(person.text(2))) {
                    db.update("INSERT INTO card VALUES (?, ?)", WhitelistRows.bytes(card), person.number(1));
                }
            }, newest);
            db.update("DELETE FROM meta");
            db.update("INSERT INTO meta SELECT key, value FROM past_meta WHERE step = ?", newest);
            forget("= ?", newest);
        });
    }

    private String columns(String table) {
        return String.join(", ", db.list("SELECT name FROM pragma_table_info(?)", row -> row.text(1), table));
    }

    /// The versions a file can be taken back to, newest first; the first is the present one.
    static List<WhitelistVersion> versions(Database db) {
        return db.list("SELECT value FROM (SELECT ?1 AS step, value FROM meta WHERE key = 'version' UNION ALL "
                + "SELECT step, value FROM past_meta WHERE key = 'version') ORDER BY step DESC", row -> WhitelistVersion.parse(row.text(1)), Long.MAX_VALUE);
    }
}
