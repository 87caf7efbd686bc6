package io.campusgate.store;

import io.campusgate.domain.AccessLevel;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Cardholder;
import io.campusgate.domain.Credential;
import io.campusgate.domain.Credential.Card;
import io.campusgate.domain.Credential.Foreign;
import io.campusgate.domain.Credential.IdCard;
import io.campusgate.domain.Credential.Manual;
import io.campusgate.domain.Credential.Qr;
import io.campusgate.domain.Holidays;
import io.campusgate.domain.IdNumber;
import io.campusgate.domain.Lookup;
import io.campusgate.domain.Pass;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.Policies;
import io.campusgate.domain.Rulebook;
import io.campusgate.domain.Validity;
import io.campusgate.domain.WatchEntry;
import io.campusgate.domain.WhitelistRecord.Holiday;
import io.campusgate.domain.WhitelistRecord.Level;
import io.campusgate.domain.WhitelistRecord.Person;
import io.campusgate.domain.WhitelistRecord.Setting;
import io.campusgate.domain.WhitelistRecord.Visit;
import io.campusgate.domain.WhitelistVersion;
import io.campusgate.domain.Who;
import io.campusgate.domain.Word;
import io.campusgate.store.StoreException.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// One version of the whitelist, an SQLite file as it was when it was opened: what is changed in it later is not seen.
/// Lookups are point queries of some ten microseconds; nothing of the people is held in memory. Safe for many threads.
public final class WhitelistFile implements AutoCloseable {
    /// Whether what the tables hold was compared with the version's content.
    static final String PROVEN = "proven";
    private static final int CACHE_KIB = 2048;

    /// What a gate brings along to read a version: its own rules overlaid with the version's settings (which throws
    /// `IllegalArgumentException` for a setting it does not know), and the keyed hash of an identity number, empty
    /// without a key.
    public record Reading(Function<List<Setting>, Policies> policies, Function<IdNumber, Optional<String>> idHmac) {}

    /// How many of each a version holds; `levels` counts names.
    public record Counts(long people, long cards, long levels, long passes, long watch, long holidays) {}

    /// What was different from the version before, in numbers of people.
    public record Difference(long added, long removed, long changed) {}

    private final Database db;
    private final Reading reading;
    private final Rulebook rulebook;
    private final Counts counts;
    private final Difference difference;

    private WhitelistFile(Database db, Reading reading) {
        this.db = db;
        this.reading = reading;
        if (meta("format") != WhitelistRows.FORMAT) {
            throw new StoreException(Kind.REFUSED, db.file() + " is of another program version (format " + meta("format") + ")");
        }
        this.counts = new Counts(meta("people"), meta("cards"), meta("levels"), meta("passes"), meta("watch"), meta("holidays"));
        this.difference = new Difference(meta("people_added"), meta("people_removed"), meta("people_changed"));
        this.rulebook = readRulebook();
    }

    /// Opens a version and loads its rulebook.
    ///
    /// @throws StoreException DAMAGED if it is not whole, REFUSED if this program cannot use it
    public static WhitelistFile open(Path file, Reading reading) {
        Database db = Database.open(file, Database.Mode.READ_ONLY);
        try {
            db.script("PRAGMA cache_size = -" + CACHE_KIB);
            db.update("BEGIN");   // one read transaction for good: always the same version, and no lock for each lookup
            return sound(db, () -> new WhitelistFile(db, reading));
        } catch (RuntimeException e) {
            db.close();
            throw e;
        }
    }

    private long meta(String key) {
        return db.first("SELECT value FROM meta WHERE key = ?", r -> r.number(1), key).orElseThrow(() -> incomplete(db.file()));
    }

    private String metaText(String key) {
        return db.first("SELECT value FROM meta WHERE key = ?", r -> r.text(1), key).orElseThrow(() -> incomplete(db.file()));
    }

    private static StoreException incomplete(Path file) {
        return new StoreException(Kind.DAMAGED, file + " is not a whole whitelist");
    }

    private Rulebook readRulebook() {
        Map<String, List<AccessLevel>> levels = all("level", Level.class).stream().map(Level::level)
                .collect(Collectors.groupingBy(AccessLevel::name));
        Holidays holidays = new Holidays(all("holiday", Holiday.class).stream().collect(Collectors.toMap(Holiday::date, Holiday::day)));
        Policies policies = policies(db, reading);
        return new Rulebook(WhitelistVersion.parse(metaText("version")), metaText("content"), Instant.ofEpochMilli(meta("issued_millis")),
                levels, holidays, policies.screening(), policies.access());
    }

    /// The rules with the settings that `db` holds now.
    ///
    /// @throws StoreException REFUSED if a gate does not know one of them
    static Policies policies(Database db, Reading reading) {
        try {
            return reading.policies().apply(all(db, "policy", Setting.class));
        } catch (IllegalArgumentException e) {
            throw new StoreException(Kind.REFUSED, db.file() + " has a policy this gate cannot use: " + e.getMessage(), e);
        }
    }

    private <T> List<T> all(String table, Class<T> type) {
        return all(db, table, type);
    }

    private static <T> List<T> all(Database db, String table, Class<T> type) {
        return WhitelistRows.IN_ORDER.stream().filter(t -> t.name().equals(table))
                .flatMap(t -> db.list(t.page(), t.mapper(), "", Integer.MAX_VALUE).stream()).map(type::cast).toList();
    }

    public Path file() {
        return db.file();
    }

    public Rulebook rulebook() {
        return rulebook;
    }

    public WhitelistVersion version() {
        return rulebook.version();
    }

    public Counts counts() {
        return counts;
    }

    public Difference difference() {
        return difference;
    }

    /// All that this version says about `credential`.
    ///
    /// @param blocked the gate's own block list
    public Lookup lookup(Credential credential, Predicate<Credential> blocked) {
        boolean isBlocked = blocked.test(credential);
        synchronized (db) {
            return sound(db, () -> switch (credential) {
                case Card(CardNumber number) -> withPasses(credential, isBlocked, holderWithCard(number), Optional.empty(), Optional.of(number));
                case Manual(String personId) -> withPasses(credential, isBlocked, holder(personId), Optional.empty(), Optional.empty());
                case IdCard(IdNumber number, _) -> {
                    Optional<String> hmac = reading.idHmac().apply(number);
                    yield withPasses(credential, isBlocked, hmac.flatMap(this::holderWithIdHmac), hmac, Optional.empty());
                }
                case Qr qr -> visit(qr).map(v -> ofPass(qr, isBlocked, v)).orElseGet(() -> unknown(qr, isBlocked, List.of()));
                case Foreign _ -> unknown(credential, isBlocked, List.of());
            });
        }
    }

    /// What a tap needs of a person, and no more.
    private record Known(Cardholder holder, Optional<byte[]> idHmac) {
        static final String COLUMNS = WhitelistRows.HOLDER + ", p.id_hmac";

        static Known of(Row r) {
            return new Known(WhitelistRows.holder(r), r.optionalBytes(9));
        }
    }

    private Lookup withPasses(Credential credential, boolean blocked, Optional<Known> person, Optional<String> idHmac, Optional<CardNumber> card) {
        Optional<String> id = person.map(p -> p.holder().id());
        Optional<byte[]> hmac = person.flatMap(Known::idHmac).or(() -> idHmac.map(HexFormat.of()::parseHex));
        List<Pass> passes = counts.passes() == 0 ? List.of()
                : db.list("SELECT " + WhitelistRows.PASS + " FROM pass WHERE person = ? OR id_hmac = ?", WhitelistRows::pass, id, hmac);
        List<WatchEntry> watch = watch(id, hmac, card);
        if (person.isEmpty() && passes.isEmpty()) {
            return unknown(credential, blocked, watch);
        }
        return new Lookup(credential, true, person.map(Known::holder), blocked, Validity.ALWAYS, passes, watch, rulebook);
    }

    private Lookup ofPass(Qr qr, boolean blocked, Visit visit) {
        Pass pass = visit.pass();
        Optional<Known> person = pass.personId().flatMap(this::holder);
        Optional<byte[]> hmac = person.flatMap(Known::idHmac).or(() -> visit.idHmac().map(HexFormat.of()::parseHex));
        return new Lookup(qr, true, person.map(Known::holder), blocked, pass.validity(), List.of(pass),
                watch(pass.personId(), hmac, Optional.empty()), rulebook);
    }

    private Lookup unknown(Credential credential, boolean blocked, List<WatchEntry> watch) {
        return new Lookup(credential, false, Optional.empty(), blocked, Validity.ALWAYS, List.of(), watch, rulebook);
    }

    private Optional<Known> holderWithCard(CardNumber number) {
        return db.first("SELECT " + Known.COLUMNS + " FROM card c JOIN person p ON p.row = c.person WHERE c.number = ?",
                Known::of, (Object) WhitelistRows.bytes(number));
    }

    private Optional<Known> holder(String id) {
        return db.first("SELECT " + Known.COLUMNS + " FROM person p WHERE p.id = ?", Known::of, id);
    }

    /// The person with this number of the school.
    public Optional<Person> find(String personId) {
        synchronized (db) {
            return sound(db, () -> person(personId));
        }
    }

    /// All that this version says about the code of a pass, as if it had been shown, for people who know the pass and not
    /// its secret; empty without such a pass.
    public Optional<Lookup> lookupPass(String id) {
        synchronized (db) {
            return sound(db, () -> db.first("SELECT " + WhitelistRows.PASS + " FROM pass WHERE id = ?", WhitelistRows::visit, id)
                    .map(visit -> ofPass(new Qr(id, ""), false, visit)));
        }
    }

    /// The pass with this id.
    public Optional<Pass> pass(String id) {
        synchronized (db) {
            return sound(db, () -> db.first("SELECT " + WhitelistRows.PASS + " FROM pass WHERE id = ?", WhitelistRows::pass, id));
        }
    }

    private Optional<Person> person(String id) {
        return db.first("SELECT " + WhitelistRows.PERSON + " FROM person p WHERE p.id = ?", WhitelistRows::person, id);
    }

    private Optional<Known> holderWithIdHmac(String hmac) {
        return db.first("SELECT " + Known.COLUMNS + " FROM person p WHERE p.id_hmac = ?", Known::of, (Object) HexFormat.of().parseHex(hmac));
    }

    /// The pass a code belongs to, if the code's secret is the pass's.
    private Optional<Visit> visit(Qr qr) {
        byte[] shown = sha256(qr.secret());
        return db.first("SELECT " + WhitelistRows.PASS + " FROM pass WHERE id = ?", WhitelistRows::visit, qr.passId())
                .filter(v -> v.pass().codeSha256().map(hex -> MessageDigest.isEqual(HexFormat.of().parseHex(hex), shown)).orElse(false));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private List<WatchEntry> watch(Optional<String> person, Optional<byte[]> hmac, Optional<CardNumber> card) {
        return counts.watch() == 0 ? List.of() : db.list("SELECT " + WhitelistRows.WATCH + " FROM watch "
                + "WHERE person = ? OR id_hmac = ? OR card = ? ORDER BY action DESC, key",
                WhitelistRows::watchEntry, person, hmac, card.map(WhitelistRows::bytes));
    }

    /// Whether the records were compared with [Rulebook#content] since they were last changed.
    public boolean isProven() {
        return meta(PROVEN) == 1;
    }

    /// All records, sorted by table and key, read beside the lookups. Close it.
    ///
    /// @throws StoreException BUSY if the file holds a newer version by now
    public WhitelistRecords records() {
        Database own = Database.open(db.file(), Database.Mode.READ_ONLY);
        try {
            own.update("BEGIN");
            if (!own.first("SELECT value FROM meta WHERE key = 'version'", r -> r.text(1)).equals(Optional.of(version().toString()))) {
                throw new StoreException(Kind.BUSY, "whitelist " + version() + " was replaced meanwhile");
            }
            return new WhitelistRecords(own, own::close);
        } catch (RuntimeException e) {
            own.close();
            throw e;
        }
    }

    /// People whose number, name, group or phone holds `text`, the one with exactly that number first. Reads the whole
    /// file, beside the lookups: for people, not for taps.
    public List<Person> search(String text, int limit) {
        try (Database own = Database.open(db.file(), Database.Mode.READ_ONLY)) {
            return sound(own, () -> own.list("SELECT " + WhitelistRows.PERSON + " FROM person p WHERE instr(p.id, ?1) OR instr(p.name, ?1) "
                    + "OR instr(p.team, ?1) OR instr(p.phone, ?1) ORDER BY p.id <> ?1, p.id LIMIT ?2", WhitelistRows::person, text, limit));
        }
    }

    /// Hands everybody who may be expected at `at` to `reader`, by kind, group and name: all who are active and valid, without
    /// visitors. Reads the whole file, beside the lookups.
    public void eachExpected(Instant at, Consumer<Who.Person> reader) {
        try (Database own = Database.open(db.file(), Database.Mode.READ_ONLY)) {
            sound(own, () -> {
                own.each("SELECT id, name, kind, team FROM person WHERE active AND kind <> ?1 AND (from_millis IS NULL OR from_millis <= ?2) "
                        + "AND (until_millis IS NULL OR until_millis > ?2) ORDER BY kind, team, name, id", r -> reader.accept(new Who.Person(r.text(1),
                        r.text(2), Word.of(PersonKind.class, r.text(3)).orElse(PersonKind.STUDENT), r.text(4))), PersonKind.VISITOR.word(), at.toEpochMilli());
                return true;
            });
        }
    }

    /// Reads every page of the file and finds what [#open] leaves unread; takes a second on a large one.
    public boolean isSound() {
        try (Database own = Database.open(db.file(), Database.Mode.READ_ONLY)) {
            return own.list("PRAGMA quick_check(1)", r -> r.text(1)).equals(List.of("ok"));
        } catch (StoreException e) {
            return false;
        }
    }

    /// What the tables hold is no value: then the file was not written by this program, or is damaged.
    static <T> T sound(Database db, Supplier<T> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException | ArithmeticException | java.time.DateTimeException e) {
            throw new StoreException(Kind.DAMAGED, db.file() + " holds what is no whitelist", e);
        }
    }

    @Override public void close() {
        synchronized (db) {
            db.close();
        }
    }
}
