package io.campusgate.store;

import io.campusgate.domain.CardNumber;
import io.campusgate.domain.WhitelistRecord;
import io.campusgate.domain.WhitelistRecord.Person;
import io.campusgate.domain.WhitelistVersion;
import io.campusgate.store.StoreException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Builds a version aside: [#add] every record, [#index] once, and if nothing is in conflict [#finish] it. Nobody sees
/// the file before that; closed without it and without [WhitelistFolder#adopt], nothing is left. Memory does not grow with the number of records: what has
/// to be sorted is sorted on disk. One builder a folder at a time.
///
/// Rows are whatever the caller knows a record by, unique in a table and positive; a [Conflict] names them.
public final class WhitelistFileBuilder implements AutoCloseable {

    /// Two rows of one table claim the same, or a row names a person who is not there.
    ///
    /// @param value of a card its hex, of an identity number its masked form
    /// @param first the row that had it before; 0 when somebody is missing
    public record Conflict(Type type, String value, long row, long first) {
        /// What is in conflict.
        public enum Type { PERSON_TWICE, CARD_TWICE, ID_NUMBER_TWICE, PASS_TWICE, HOLIDAY_TWICE, PASS_OF_NOBODY, WATCH_OF_NOBODY }
    }

    /// The only card of a person, as almost everybody has, stands in the person's row; the others were staged.
    private static final String ALL_CARDS = "(SELECT unhex(cards) AS number, row AS person FROM person WHERE length(cards) BETWEEN 1 AND 20 AND instr(cards, char(10)) = 0 "
            + "UNION ALL SELECT number, person FROM staged.card)";

    private final Path folder;
    private final Path aside;
    private final Path staging;
    private final WhitelistVersion version;
    private final Optional<Path> before;
    private final FileChannel lock;
    private final Database db;
    private boolean open = true;

    private WhitelistFileBuilder(Path folder, WhitelistVersion version, Optional<Path> before, FileChannel lock) throws IOException {
        this.folder = folder;
        this.aside = folder.resolve(version + ".building");
        this.staging = folder.resolve(version + ".staging");
        this.version = version;
        this.lock = lock;
        removeLeftovers(folder);
        createLike(folder, aside);
        createLike(folder, staging);
        this.before = before;
        this.db = Database.open(aside, Database.Mode.BUILT_ASIDE);
        db.update("ATTACH ? AS staged", staging.toString());
        db.script("PRAGMA staged.journal_mode = OFF; PRAGMA staged.synchronous = OFF");
        if (before.isPresent()) {
            db.script("PRAGMA locking_mode = NORMAL");   // what is attached now is read by others
            db.update("ATTACH ? AS old", before.get().toString());
            db.script("PRAGMA main.locking_mode = EXCLUSIVE; PRAGMA staged.locking_mode = EXCLUSIVE");
        }
        db.script("BEGIN;" + WhitelistRows.TABLES + WhitelistRows.shadows()
                + "CREATE TABLE staged.card (number BLOB NOT NULL, person INTEGER NOT NULL);"
                + "CREATE TABLE staged.claim (id TEXT NOT NULL, row INTEGER NOT NULL);");
    }

    /// @param folder of the versions, or one of its own to only check what would be built
    /// @throws StoreException BUSY if somebody else builds there
    public static WhitelistFileBuilder begin(Path folder, WhitelistVersion version) {
        return begin(folder, version, Optional.empty());
    }

    /// @param before what [#difference] compares with
    static WhitelistFileBuilder begin(Path folder, WhitelistVersion version, Optional<Path> before) {
        try {
            FileChannel channel = FileChannel.open(folder.resolve("building.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (channel.tryLock() == null) {
                    throw new StoreException(Kind.BUSY, "another import into " + folder + " is running");
                }
                return new WhitelistFileBuilder(folder, version, before, channel);
            } catch (OverlappingFileLockException e) {
                channel.close();
                throw new StoreException(Kind.BUSY, "another import into " + folder + " is running", e);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StoreException(Kind.FAILED, "cannot write into " + folder + ": " + e.getMessage(), e);
        }
    }

    /// What a killed build left behind; the lock says that nobody needs it.
    private static void removeLeftovers(Path folder) throws IOException {
        try (var left = Files.newDirectoryStream(folder, "*.{building,staging,prepared}*")) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
    }

    /// An import by the administrator must be readable for the gate, whose folder it is; the people's names are nobody
    /// else's business.
    private static void createLike(Path folder, Path file) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
        var owner = Files.getOwner(folder);
        if (!owner.equals(Files.getOwner(file))) {
            Files.setOwner(file, owner);
        }
    }

    /// Stores one record.
    public void add(long row, WhitelistRecord record) {
        WhitelistRows.insert(db, row, record);
        if (record instanceof Person person && person.cards().size() > 1) {
            stage(row, person.cards());
        }
    }

    /// A person's row that is refused, but whose number and cards must not be those of another.
    public void claim(long row, Optional<String> personId, List<CardNumber> cards) {
        personId.ifPresent(id -> db.update("INSERT INTO staged.claim VALUES (?, ?)", id, row));
        stage(row, cards);
    }

    private void stage(long row, List<CardNumber> cards) {
        for (CardNumber card : cards) {
            db.update("INSERT INTO staged.card VALUES (?, ?)", WhitelistRows.bytes(card), row);
        }
    }

    /// Ends the adding: builds the indexes and finds all conflicts. With a conflict there is nothing to [#finish].
    ///
    /// @return whether there was none
    public boolean index(Consumer<Conflict> conflicts) {
        Finder finder = new Finder(conflicts);
        finder.unique(Conflict.Type.PERSON_TWICE, "person", "id",
                "SELECT id, row FROM person UNION ALL SELECT id, row FROM staged.claim ORDER BY id, row");
        finder.unique(Conflict.Type.ID_NUMBER_TWICE, "person", "id_hmac",
                "SELECT hex(id_hmac), row, id_masked FROM person WHERE id_hmac IS NOT NULL ORDER BY id_hmac, row");
        finder.unique(Conflict.Type.PASS_TWICE, "pass", "id", "SELECT id, row FROM pass ORDER BY id, row");
        finder.unique(Conflict.Type.HOLIDAY_TWICE, "holiday", "date", "SELECT date, row FROM holiday ORDER BY date, row");
        int kept = db.update("INSERT OR IGNORE INTO card SELECT number, person FROM " + ALL_CARDS + " ORDER BY number, person");
        if (kept < db.number("SELECT count(*) FROM " + ALL_CARDS)) {
            finder.twice(Conflict.Type.CARD_TWICE, "SELECT hex(number), person FROM " + ALL_CARDS + " ORDER BY number, person");
        }
        db.script(WhitelistRows.SMALL_INDEXES);
        finder.nobody(Conflict.Type.PASS_OF_NOBODY, "pass");
        finder.nobody(Conflict.Type.WATCH_OF_NOBODY, "watch");
        return !finder.found;
    }

    private final class Finder {
        private final Consumer<Conflict> conflicts;
        private String value = "";
        private long first;
        private boolean found;

        Finder(Consumer<Conflict> conflicts) {
            this.conflicts = conflicts;
        }

        /// Builds the index of what must be unique. It tells at once whether something is there twice; only then the
        /// rows are looked for.
        void unique(Conflict.Type type, String table, String column, String sorted) {
            db.script("CREATE INDEX " + table + "_" + column + " ON " + table + " (" + column + ") WHERE " + column + " IS NOT NULL");
            boolean twice = db.number("SELECT EXISTS (SELECT 1 FROM " + table + " WHERE " + column + " IS NOT NULL GROUP BY " + column
                    + " HAVING count(*) > 1)") == 1;
            if (twice || type == Conflict.Type.PERSON_TWICE && db.number("SELECT EXISTS (SELECT 1 FROM staged.claim)") == 1) {
                twice(type, sorted);
            }
        }

        /// @param sorted value, row and perhaps what to show instead of the value, equal values one after the other
        void twice(Conflict.Type type, String sorted) {
            value = "";
            db.each(sorted, row -> {
                if (!row.text(1).equals(value)) {
                    value = row.text(1);
                    first = row.number(2);
                } else if (row.number(2) != first) {
                    String shown = type == Conflict.Type.ID_NUMBER_TWICE ? row.text(3) : value;
                    tell(new Conflict(type, shown, row.number(2), first));
                }
            });
        }

        void nobody(Conflict.Type type, String table) {
            db.each("SELECT t.person, t.row FROM " + table + " t WHERE t.person IS NOT NULL AND NOT EXISTS (SELECT 1 FROM person p "
                    + "WHERE p.id = t.person) AND t.person NOT IN (SELECT id FROM staged.claim) ORDER BY t.row",
                    row -> tell(new Conflict(type, row.text(1), row.number(2), 0)));
        }

        private void tell(Conflict conflict) {
            found = true;
            conflicts.accept(conflict);
        }
    }

    /// All records, sorted by table and key, as they will be in the finished version. After [#index].
    public WhitelistRecords records() {
        return new WhitelistRecords(db, () -> { });
    }

    public WhitelistVersion version() {
        return version;
    }

    /// What is different from the version in force when this one was begun. After [#index].
    public WhitelistFile.Difference difference() {
        long now = db.number("SELECT count(*) FROM person");
        if (before.isEmpty()) {
            return new WhitelistFile.Difference(now, 0, 0);
        }
        String columns = Stream.of("name", "kind", "team", "levels", "cards", "phone", "from_millis", "until_millis", "active", "id_hmac", "id_masked")
                .map(c -> "n." + c + " IS NOT o." + c).collect(Collectors.joining(" OR "));
        return db.first("SELECT count(*), coalesce(sum(" + columns + "), 0), (SELECT count(*) FROM old.person) "
                + "FROM main.person n JOIN old.person o ON o.id = n.id",
                r -> new WhitelistFile.Difference(now - r.number(1), r.number(3) - r.number(1), r.number(2))).orElseThrow();
    }

    /// Completes the file and forces it to the disk; [WhitelistFolder#adopt] puts it in force.
    ///
    /// @param content of the whole record text, hex SHA-256
    /// @throws StoreException if it is not safely on disk; then nothing has changed
    public void finish(String content, Instant issued, WhitelistFile.Difference difference) {
        meta("people", "SELECT count(*) FROM person");
        meta("cards", "SELECT count(*) FROM card");
        meta("levels", "SELECT count(DISTINCT name) FROM level");
        meta("passes", "SELECT count(*) FROM pass");
        meta("watch", "SELECT count(*) FROM watch");
        meta("holidays", "SELECT count(*) FROM holiday");
        db.update("INSERT INTO meta VALUES ('people_added', ?), ('people_removed', ?), ('people_changed', ?)",
                difference.added(), difference.removed(), difference.changed());
        db.update("INSERT INTO meta VALUES ('version', ?), ('content', ?), ('issued_millis', ?), ('format', ?), (?, 1)",
                version.toString(), content, issued.toEpochMilli(), WhitelistRows.FORMAT, WhitelistFile.PROVEN);
        db.update("COMMIT");
        db.script("PRAGMA main.journal_mode = WAL");   // so that it can be changed in place while it is read
        db.close();
        open = false;
        Database.sync(aside);
        try {
            Path prepared = WhitelistFolder.prepared(folder, version);
            Files.move(aside, prepared, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Database.sync(prepared);
        } catch (IOException e) {
            throw new StoreException(Kind.FAILED, "cannot rename " + aside + ": " + e.getMessage(), e);
        }
    }

    private void meta(String key, String count) {
        db.update("INSERT INTO meta VALUES (?, (" + count + "))", key);
    }

    /// Leaves nothing behind; a finished version that has not been adopted by now is gone.
    @Override public void close() {
        try {
            if (open) {
                open = false;
                db.close();
            }
            Files.deleteIfExists(aside);
            Files.deleteIfExists(staging);
            Files.deleteIfExists(WhitelistFolder.prepared(folder, version));
            lock.close();
        } catch (IOException e) {
            throw new StoreException(Kind.FAILED, "cannot clean up " + aside + ": " + e.getMessage(), e);
        }
    }
}
