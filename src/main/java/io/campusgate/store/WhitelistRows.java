package io.campusgate.store;

import io.campusgate.domain.AccessLevel;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Cardholder;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Holidays;
import io.campusgate.domain.Mode;
import io.campusgate.domain.Pass;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.Validity;
import io.campusgate.domain.WatchEntry;
import io.campusgate.domain.WhitelistRecord;
import io.campusgate.domain.WhitelistRecord.Holiday;
import io.campusgate.domain.WhitelistRecord.Level;
import io.campusgate.domain.WhitelistRecord.Person;
import io.campusgate.domain.WhitelistRecord.Setting;
import io.campusgate.domain.WhitelistRecord.Visit;
import io.campusgate.domain.WhitelistRecord.Watch;
import io.campusgate.domain.Word;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How the records of a whitelist lie in the tables of its file. Lists are joined by line breaks, which no name holds.
final class WhitelistRows {
    /// Written into each file; another one is not read. A version is built anew, never migrated.
    static final int FORMAT = 2;

    /// Tables without their indexes, which are built when everything is in. `past_key` names, step by step, what a change
    /// in place has replaced; what was there before lies in the table's shadow, such as `past_person`.
    static final String TABLES = """
            CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
            CREATE TABLE holiday (row INTEGER PRIMARY KEY, date TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL) STRICT;
            CREATE TABLE level (key TEXT PRIMARY KEY, name TEXT NOT NULL, modes TEXT NOT NULL, gates TEXT NOT NULL,
                lanes TEXT NOT NULL, directions TEXT NOT NULL, days TEXT NOT NULL, from_minute INTEGER NOT NULL,
                until_minute INTEGER NOT NULL, holidays INTEGER NOT NULL, needs_pass INTEGER NOT NULL) STRICT, WITHOUT ROWID;
            CREATE TABLE pass (row INTEGER PRIMARY KEY, id TEXT NOT NULL, person TEXT, id_hmac BLOB, id_masked TEXT,
                name TEXT NOT NULL, host TEXT NOT NULL, reason TEXT NOT NULL, approved_by TEXT NOT NULL,
                approved_at TEXT NOT NULL, from_millis INTEGER, until_millis INTEGER, gates TEXT NOT NULL,
                entries INTEGER, code_sha256 BLOB) STRICT;
            CREATE TABLE person (row INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
                team TEXT NOT NULL, levels TEXT NOT NULL, cards TEXT NOT NULL, phone TEXT NOT NULL, from_millis INTEGER,
                until_millis INTEGER, active INTEGER NOT NULL, id_hmac BLOB, id_masked TEXT, id_sealed BLOB) STRICT;
            CREATE TABLE card (number BLOB PRIMARY KEY, person INTEGER NOT NULL) STRICT, WITHOUT ROWID;
            CREATE TABLE policy (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
            CREATE TABLE watch (key TEXT PRIMARY KEY, row INTEGER NOT NULL, person TEXT, id_hmac BLOB, card BLOB,
                action TEXT NOT NULL, reason TEXT NOT NULL, source TEXT NOT NULL, from_millis INTEGER,
                until_millis INTEGER) STRICT, WITHOUT ROWID;
            CREATE TABLE past_key (step INTEGER NOT NULL, name TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (step, name, key)) STRICT, WITHOUT ROWID;
            """;

    static final String SMALL_INDEXES = """
            CREATE INDEX pass_person ON pass (person) WHERE person IS NOT NULL;
            CREATE INDEX pass_id_hmac ON pass (id_hmac) WHERE id_hmac IS NOT NULL;
            CREATE INDEX watch_person ON watch (person) WHERE person IS NOT NULL;
            CREATE INDEX watch_id_hmac ON watch (id_hmac) WHERE id_hmac IS NOT NULL;
            CREATE INDEX watch_card ON watch (card) WHERE card IS NOT NULL;
            """;

    static final String HOLDER = "p.id, p.name, p.kind, p.team, p.levels, p.from_millis, p.until_millis, p.active";
    static final String PERSON = HOLDER + ", "
            + "p.cards, p.phone, p.id_hmac, p.id_masked, p.id_sealed";
    static final String PASS = "id, person, name, host, reason, approved_by, from_millis, until_millis, gates, entries, "
            + "code_sha256, id_hmac, id_masked, approved_at";
    static final String WATCH = "action, reason, source, from_millis, until_millis, person, id_hmac, card";

    /// One table: how its records are read.
    ///
    /// @param from its name, with the alias that `columns` uses
    /// @param key  the column that holds a record's key
    record Table(String name, String columns, String from, String key, Function<Row, WhitelistRecord> mapper) {

        /// A page in the order of the keys, from after a key on.
        String page() {
            return "SELECT " + columns + " FROM " + from + " WHERE " + key + " > ? ORDER BY " + key + " LIMIT ?";
        }

        /// The record with a key.
        String one() {
            return "SELECT " + columns + " FROM " + from + " WHERE " + key + " = ?";
        }

        String remove() {
            return "DELETE FROM " + from + " WHERE " + key + " = ?";
        }

        String keep() {
            return "INSERT INTO past_" + name + " SELECT ?, * FROM " + from + " WHERE " + key + " = ?";
        }
    }

    /// In the order of their names, which is the order of a version's text.
    static final List<Table> IN_ORDER = List.of(
            new Table("holiday", "date, name, kind", "holiday", "date", WhitelistRows::holiday),
            new Table("level", "name, modes, gates, lanes, directions, days, from_minute, until_minute, holidays, needs_pass", "level", "key",
                    WhitelistRows::level),
            new Table("pass", PASS, "pass", "id", WhitelistRows::visit),
            new Table("person", PERSON, "person AS p", "p.id", WhitelistRows::person),
            new Table("policy", "key, value", "policy", "key", r -> new Setting(r.text(1), r.text(2))),
            new Table("watch", WATCH, "watch", "key", WhitelistRows::watch));

    private static final HexFormat HEX = HexFormat.of();

    private WhitelistRows() {}

    private static String joined(List<CardNumber> cards) {
        if (cards.size() == 1) {   // of almost everybody
            return cards.getFirst().hex();
        }
        return cards.stream().map(CardNumber::hex).collect(Collectors.joining("\n"));
    }

    /// The shadows of all tables that a change in place may touch, with the same columns behind the step.
    static String shadows() {
        return Stream.concat(Stream.of("meta"), IN_ORDER.stream().map(Table::name))
                .map(name -> "CREATE TABLE past_" + name + " AS SELECT 0 AS step, * FROM " + name + " LIMIT 0;").collect(Collectors.joining());
    }

    /// @param row of the source, unique in the table
    static void insert(Database db, long row, WhitelistRecord record) {
        switch (record) {
            case Person p -> insert(db, row, p);
            case Visit v -> insert(db, row, v);
            case Level l -> insert(db, l);
            case Watch w -> db.update("INSERT OR IGNORE INTO watch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", w.key(), row,
                    w.personId(), w.idHmac().map(HEX::parseHex), w.card().map(WhitelistRows::bytes), w.entry().action().word(),
                    w.entry().reason(), w.entry().source(), millis(w.entry().validity().from()), millis(w.entry().validity().until()));
            case Holiday h -> db.update("INSERT INTO holiday VALUES (?, ?, ?, ?)", row, h.key(), h.name(), h.day().word());
            case Setting s -> db.update("INSERT INTO policy VALUES (?, ?)", s.key(), s.value());
        }
    }

    private static void insert(Database db, long row, Person p) {
        Cardholder holder = p.holder();
        db.update("INSERT INTO person VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row, holder.id(), holder.name(),
                holder.kind().word(), holder.group(), String.join("\n", holder.levels()),
                joined(p.cards()), p.phone(),
                millis(holder.validity().from()), millis(holder.validity().until()), holder.active(),
                p.idHmac().map(HEX::parseHex), p.idMasked(), p.idSealed());
    }

    private static void insert(Database db, long row, Visit v) {
        Pass pass = v.pass();
        db.update("INSERT INTO pass VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row, pass.id(), pass.personId(),
                v.idHmac().map(HEX::parseHex), v.idMasked(), pass.name(), pass.host(), pass.reason(), pass.approvedBy(),
                v.approvedAt(), millis(pass.validity().from()), millis(pass.validity().until()), names(pass.gates()),
                pass.entries(), pass.codeSha256().map(HEX::parseHex));
    }

    /// A row that says the same as another adds nothing.
    private static void insert(Database db, Level record) {
        AccessLevel l = record.level();
        String days = names(l.days().stream().map(day -> Integer.toString(day.getValue())).toList());
        db.update("INSERT OR IGNORE INTO level VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", record.key(), l.name(),
                words(l.modes()), names(l.gates()), names(l.lanes()), words(l.directions()), days, l.fromMinute(),
                l.untilMinute(), l.holidays(), l.needsPass());
    }

    /// From the columns of [#HOLDER], which [#PERSON] begins with.
    static Cardholder holder(Row r) {
        return new Cardholder(r.text(1), r.text(2), word(PersonKind.class, r.text(3)), r.text(4), split(r.text(5)), validity(r, 6), r.flag(8));
    }

    static Person person(Row r) {
        Cardholder holder = holder(r);
        return new Person(holder, cards(r.text(9)), hex(r, 11), r.optionalText(12),
                r.optionalBytes(13), r.text(10));
    }

    static List<CardNumber> cards(String joined) {
        return split(joined).stream().map(CardNumber::new).toList();
    }

    static Visit visit(Row r) {
        return new Visit(pass(r), hex(r, 12), r.optionalText(13), r.text(14));
    }

    static Pass pass(Row r) {
        OptionalLong entries = r.optionalNumber(10);
        return new Pass(r.text(1), r.optionalText(2), r.text(3), r.text(4), r.text(5), r.text(6), validity(r, 7),
                Set.copyOf(split(r.text(9))), entries.isPresent() ? Optional.of((int) entries.getAsLong()) : Optional.empty(), hex(r, 11));
    }

    static Level level(Row r) {
        Set<DayOfWeek> days = split(r.text(6)).stream().map(d -> DayOfWeek.of(Integer.parseInt(d))).collect(Collectors.toSet());
        return new Level(new AccessLevel(r.text(1), words(Mode.class, r.text(2)), Set.copyOf(split(r.text(3))),
                Set.copyOf(split(r.text(4))), words(Direction.class, r.text(5)), days, r.integer(7), r.integer(8), r.flag(9), r.flag(10)));
    }

    static Watch watch(Row r) {
        return new Watch(watchEntry(r), r.optionalText(6), hex(r, 7), r.optionalBytes(8).map(CardNumber::of));
    }

    static WatchEntry watchEntry(Row r) {
        return new WatchEntry(word(WatchEntry.Action.class, r.text(1)), r.text(2), r.text(3), validity(r, 4));
    }

    static Holiday holiday(Row r) {
        return new Holiday(LocalDate.parse(r.text(1)), r.text(2), word(Holidays.Day.class, r.text(3)));
    }

    static byte[] bytes(CardNumber number) {
        return HEX.parseHex(number.hex());
    }

    private static Optional<String> hex(Row r, int column) {
        return r.optionalBytes(column).map(HEX::formatHex);
    }

    private static Validity validity(Row r, int column) {
        OptionalLong from = r.optionalNumber(column);
        OptionalLong until = r.optionalNumber(column + 1);
        return from.isEmpty() && until.isEmpty() ? Validity.ALWAYS : new Validity(instant(from), instant(until));
    }

    private static Optional<Instant> instant(OptionalLong millis) {
        return millis.isPresent() ? Optional.of(Instant.ofEpochMilli(millis.getAsLong())) : Optional.empty();
    }

    private static Optional<Long> millis(Optional<Instant> at) {
        return at.map(Instant::toEpochMilli);
    }

    private static String names(Collection<String> names) {
        return names.stream().sorted().collect(Collectors.joining("\n"));
    }

    private static String words(Collection<? extends Word> words) {
        return names(words.stream().map(Word::word).toList());
    }

    private static List<String> split(String joined) {
        if (joined.indexOf('\n') < 0) {
            return joined.isEmpty() ? List.of() : List.of(joined);
        }
        return Arrays.asList(joined.split("\n"));
    }

    private static <E extends Enum<E> & Word> Set<E> words(Class<E> type, String joined) {
        return split(joined).stream().map(w -> word(type, w)).collect(Collectors.toSet());
    }

    private static <E extends Enum<E> & Word> E word(Class<E> type, String word) {
        return Word.of(type, word).orElseThrow(() -> new IllegalArgumentException("not one of " + Word.list(type) + ": " + word));
    }
}
