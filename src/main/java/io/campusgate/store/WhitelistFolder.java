package io.campusgate.store;

import io.campusgate.domain.Credential;
import io.campusgate.domain.Holidays;
import io.campusgate.domain.Lookup;
import io.campusgate.domain.Policies;
import io.campusgate.domain.RecordChange;
import io.campusgate.domain.Rulebook;
import io.campusgate.domain.Validity;
import io.campusgate.domain.WhitelistVersion;
import io.campusgate.store.StoreException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The versions of the whitelist on this gate: a folder beside the journal with an SQLite file for each that was built,
/// `17.db` or `17+1.db`, and in `current` the names of these, the one in force first, then in the order in which they were
/// before. Safe for many threads.
///
/// A few changes are made in the file in force, which then holds a later version than its name says; the versions before
/// stay in it ([WhitelistDelta]). A change of version is the swap of one reference: each lookup sees the old version or the
/// new one, and the old one stays open until its last reader is done. A file that turns out damaged is renamed, never
/// deleted, and the newest whole one is put in force.
public final class WhitelistFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WhitelistFolder.class);
    /// Versions, the one in force among them.
    private static final int KEPT = 5;
    private static final Pattern NAME = Pattern.compile("\\d{1,18}(\\+\\d{1,9})?(-\\d{1,9})?");
    private static final int WAL = 2;
    private static final String CURRENT = "current";
    private static final String SUFFIX = ".db";
    /// SHA-256 of no text at all: the content of the empty whitelist.
    private static final String NO_CONTENT = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private final Path folder;
    private final WhitelistFile.Reading reading;
    private final Rulebook empty;
    private final Object changing = new Object();
    private InUse current;

    /// A version and how many read it now. Guarded by the folder's lock.
    private static final class InUse {
        private final Optional<WhitelistFile> file;
        private int readers;
        private boolean retired;

        InUse(Optional<WhitelistFile> file) {
            this.file = file;
        }
    }

    private WhitelistFolder(Path folder, WhitelistFile.Reading reading) {
        this.folder = folder;
        this.reading = reading;
        Policies own = reading.policies().apply(List.of());
        this.empty = new Rulebook(WhitelistVersion.NONE, NO_CONTENT, Instant.EPOCH, Map.of(), Holidays.NONE, own.screening(), own.access());
        this.current = new InUse(Optional.empty());
    }

    /// `…/gate.db` → `…/gate.whitelist`.
    public static Path beside(Path store) {
        String name = store.getFileName().toString();
        String stem = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
        return store.toAbsolutePath().resolveSibling(stem + ".whitelist");
    }

    /// Opens the version in force, for the daemon, or for a command while none runs. A damaged one is set aside and the
    /// newest whole one takes its place.
    ///
    /// @param store the journal's file
    public static WhitelistFolder open(Path store, WhitelistFile.Reading reading) {
        WhitelistFolder f = new WhitelistFolder(beside(store), reading);
        try {
            Files.createDirectories(f.folder);
        } catch (IOException e) {
            throw new StoreException(Kind.FAILED, "cannot create " + f.folder + ": " + e.getMessage(), e);
        }
        f.current = new InUse(f.openInForce());
        return f;
    }

    /// Opens the version in force to look at it, beside a daemon: changes nothing on disk.
    ///
    /// @throws StoreException DAMAGED if it is not whole
    public static WhitelistFolder view(Path store, WhitelistFile.Reading reading) {
        WhitelistFolder f = new WhitelistFolder(beside(store), reading);
        f.current = new InUse(f.files().stream().findFirst().map(file -> WhitelistFile.open(file, reading)));
        return f;
    }

    private Optional<WhitelistFile> openInForce() {
        List<Path> files = files();
        for (Path file : files) {
            Optional<WhitelistFile> opened = openOrSetAside(file);
            if (opened.isPresent()) {
                if (!file.equals(files.getFirst())) {
                    LOG.warn("whitelist {} is put in force: it is the newest whole one", opened.get().version());
                    point(files.subList(files.indexOf(file), files.size()));
                }
                return opened;
            }
        }
        return Optional.empty();
    }

    /// What `current` names and is there; where it makes no sense, all files, the latest version first.
    private List<Path> files() {
        List<Path> named = new ArrayList<>();
        try {
            Files.readString(folder.resolve(CURRENT), StandardCharsets.UTF_8).lines().map(String::strip).filter(l -> NAME.matcher(l).matches())
                    .map(name -> folder.resolve(name + SUFFIX)).filter(Files::isRegularFile).distinct().forEach(named::add);
        } catch (IOException e) {
            LOG.debug("{} cannot be read: {}", folder.resolve(CURRENT), e.toString());
        }
        return named.isEmpty() ? allFiles() : named;
    }

    private List<Path> allFiles() {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                if (NAME.matcher(name(file)).matches()) {
                    found.add(file);
                } else {
                    LOG.warn("{} is no version of the whitelist and is left alone", file);
                }
            }
        } catch (java.nio.file.NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new StoreException(Kind.FAILED, "cannot read " + folder + ": " + e.getMessage(), e);
        }
        found.sort(Comparator.comparing(WhitelistFolder::built).reversed());
        return found;
    }

    private static String name(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - SUFFIX.length());
    }

    /// The version a file was built as.
    private static WhitelistVersion built(Path file) {
        return WhitelistVersion.parse(name(file).replaceFirst("-\\d+$", ""));
    }

    private Optional<WhitelistFile> openOrSetAside(Path file) {
        try {
            makeChangeable(file);
            return Optional.of(WhitelistFile.open(file, reading));
        } catch (StoreException e) {
            LOG.error("whitelist {} cannot be used: {}", name(file), e.getMessage());
            if (e.kind() == Kind.DAMAGED) {
                setAside(file);
            }
            return Optional.empty();
        }
    }

    /// A file that came out of a backup has another kind of log, under which nobody may write while others read.
    private static void makeChangeable(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(20);
            if (head.length == 20 && head[18] != WAL) {   // "File format write version" of SQLite's file format
                Database.open(file, Database.Mode.CHANGED_IN_PLACE).close();
            }
        } catch (IOException e) {
            throw new StoreException(Kind.FAILED, "cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static void setAside(Path file) {
        Path damaged = file.resolveSibling(name(file) + ".damaged");
        for (int n = 2; Files.exists(damaged); n++) {
            damaged = file.resolveSibling(name(file) + ".damaged-" + n);
        }
        StoreFiles.rename(file, damaged);
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Database.sync(to);
        } catch (IOException e) {
            throw new StoreException(Kind.FAILED, "cannot rename " + from + ": " + e.getMessage(), e);
        }
    }

    /// Where a version that is adopted now is to lie: a number may come a second time, by other means.
    private Path unused(WhitelistVersion version) {
        Path file = folder.resolve(version + SUFFIX);
        for (int n = 2; Files.exists(file); n++) {
            file = folder.resolve(version + "-" + n + SUFFIX);
        }
        return file;
    }

    static Path prepared(Path folder, WhitelistVersion version) {
        return folder.resolve(version + ".prepared");
    }

    /// All versions that can be asked, the one in force first, then in the order in which they were before.
    public List<WhitelistVersion> versions() {
        return files().stream().flatMap(file -> versionsIn(file).stream()).distinct().toList();
    }

    private static List<WhitelistVersion> versionsIn(Path file) {
        try (Database db = Database.open(file, Database.Mode.READ_ONLY)) {
            return WhitelistFile.sound(db, () -> WhitelistDelta.versions(db));
        } catch (StoreException e) {
            LOG.warn("{} cannot be asked for its versions: {}", file, e.getMessage());
            return List.of();
        }
    }

    /// Does `work` on a version that is kept; empty if it is not. One that was changed in place is taken back in a copy
    /// first, which takes a second on a large one.
    public <T> Optional<T> withKept(WhitelistVersion version, Function<WhitelistFile, T> work) {
        for (Path file : files()) {
            int steps = versionsIn(file).indexOf(version);
            if (steps == 0) {
                try (WhitelistFile kept = WhitelistFile.open(file, reading)) {
                    return Optional.of(work.apply(kept));
                }
            } else if (steps > 0) {
                return Optional.of(withFormer(file, steps, work));
            }
        }
        return Optional.empty();
    }

    private <T> T withFormer(Path file, int steps, Function<WhitelistFile, T> work) {
        try {
            Path scratch = Files.createTempDirectory("campus-gate-version");
            Path copy = scratch.resolve(file.getFileName());
            try {
                try (Database db = Database.open(file, Database.Mode.READ_ONLY)) {
                    db.copyTo(copy);
                }
                try (Database db = Database.open(copy, Database.Mode.BUILT_ASIDE)) {
                    for (int i = 0; i < steps; i++) {
                        new WhitelistDelta(db).back();
                    }
                }
                try (WhitelistFile former = WhitelistFile.open(copy, reading)) {
                    return work.apply(former);
                }
            } finally {
                Files.deleteIfExists(copy);
                Files.delete(scratch);
            }
        } catch (IOException e) {
            throw new StoreException(Kind.FAILED, "cannot copy " + file + ": " + e.getMessage(), e);
        }
    }

    /// Begins a local import, to be built aside. Close it.
    ///
    /// @throws StoreException BUSY if another one is under way
    public WhitelistFileBuilder build() {
        return build(version().nextLocal());
    }

    /// Begins a version, to be built aside. Close it.
    ///
    /// @throws StoreException BUSY if another one is under way
    public WhitelistFileBuilder build(WhitelistVersion version) {
        return WhitelistFileBuilder.begin(folder, version, with(WhitelistFile::file));
    }

    /// Puts a finished version in force, durably. A lookup under way ends on the version it began with. Whether a signed
    /// version may follow the one in force is for the caller to know.
    ///
    /// @throws StoreException REFUSED if it is a local one and not the successor of the one in force (somebody else was
    ///                        faster), MISSING or DAMAGED if it is not there whole; then nothing has changed
    public void adopt(WhitelistVersion version) {
        synchronized (changing) {   // not the lock of the lookups, which never wait for the disk
            if (version.local() > 0 && !version.equals(version().nextLocal())) {
                throw new StoreException(Kind.REFUSED, "whitelist " + version() + " came into force meanwhile; import again");
            }
            Path prepared = prepared(folder, version);
            WhitelistFile.open(prepared, reading).close();
            Path file = unused(version);
            delete(file);   // a log of that name would be taken for its own
            StoreFiles.rename(prepared, file);
            Database.sync(file);
            WhitelistFile opened = WhitelistFile.open(file, reading);
            point(Stream.concat(Stream.of(file), files().stream().filter(f -> isNotAfter(f, version))).toList());
            swap(Optional.of(opened));
            prune();
        }
    }

    /// A file with a greater number is from before somebody reset the floor, and was not to be trusted.
    private static boolean isNotAfter(Path file, WhitelistVersion version) {
        return versionsIn(file).stream().findFirst().filter(v -> v.signed() <= version.signed()).isPresent();
    }

    /// Makes `version` out of the one in force by a few changes and puts it in force, durably and at once: a short
    /// transaction, while lookups go on. Its content is as yet only said to be `content`: see [WhitelistFile#isProven].
    ///
    /// @param before  the one in force
    /// @param changes sorted by table and key; read twice
    /// @throws StoreException REFUSED if another version is in force, or the changes do not fit; then nothing has changed
    public void change(WhitelistVersion before, WhitelistVersion version, String content, Instant issued,
                       Supplier<? extends Iterator<RecordChange>> changes) {
        synchronized (changing) {
            if (!before.equals(version()) || before.equals(WhitelistVersion.NONE)) {
                throw new StoreException(Kind.REFUSED, "whitelist " + version() + " came into force meanwhile");
            }
            Path file = files().getFirst();
            try (Database db = Database.open(file, Database.Mode.CHANGED_IN_PLACE)) {
                new WhitelistDelta(db).apply(version, content, issued, changes, () -> WhitelistFile.policies(db, reading), KEPT - 1);
            }
            swap(Optional.of(WhitelistFile.open(file, reading)));
            prune();
        }
    }

    /// Notes that the version in force holds what it should, and moves what was changed from the log into the file.
    public void proven(WhitelistVersion version) {
        synchronized (changing) {
            if (!version.equals(version()) || version.equals(WhitelistVersion.NONE)) {
                return;
            }
            Path file = files().getFirst();
            try (Database db = Database.open(file, Database.Mode.CHANGED_IN_PLACE)) {
                db.update("UPDATE meta SET value = 1 WHERE key = ?", WhitelistFile.PROVEN);
                for (int round = 0; round < 2; round++) {   // the second time nobody reads from the log any more
                    db.number("PRAGMA wal_checkpoint(PASSIVE)");
                    swap(Optional.of(WhitelistFile.open(file, reading)));
                }
                db.truncateLog(0);
            }
        }
    }

    /// @param files the one to be in force first
    private void point(List<Path> files) {
        Path aside = folder.resolve(CURRENT + ".new");
        try {
            Files.writeString(aside, files.stream().distinct().map(f -> name(f) + "\n").collect(Collectors.joining()), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new StoreException(Kind.FAILED, "cannot write " + aside + ": " + e.getMessage(), e);
        }
        Database.sync(aside);
        move(aside, folder.resolve(CURRENT));
    }

    private synchronized void swap(Optional<WhitelistFile> next) {
        InUse old = current;
        current = new InUse(next);
        old.retired = true;
        closeIfUnused(old);
    }

    private static void closeIfUnused(InUse version) {
        if (version.retired && version.readers == 0) {
            version.file.ifPresent(WhitelistFile::close);
        }
    }

    /// Deletes the files whose versions are no longer kept.
    private void prune() {
        List<Path> named = files();
        int versions = 0;
        List<Path> kept = new ArrayList<>();
        for (Path file : named) {
            if (versions < KEPT) {
                kept.add(file);
            }
            versions += versionsIn(file).size();
        }
        if (kept.size() < named.size()) {
            point(kept);
        }
        allFiles().stream().filter(file -> !kept.contains(file)).forEach(WhitelistFolder::delete);
    }

    private static void delete(Path file) {
        try {
            for (String suffix : List.of("-wal", "-shm", "")) {
                Files.deleteIfExists(StoreFiles.beside(file, suffix));
            }
        } catch (IOException e) {
            LOG.warn("the old whitelist {} cannot be deleted: {}", file, e.getMessage());
        }
    }

    /// Reads the whole of the version in force; if it is damaged sets it aside and puts the newest whole one in force.
    /// Takes a second on a large one, beside the lookups.
    ///
    /// @return whether it was sound
    public boolean examine() {
        Optional<WhitelistVersion> damaged = with(f -> f.isSound() ? Optional.<WhitelistVersion>empty() : Optional.of(f.version())).flatMap(v -> v);
        damaged.ifPresent(this::replaceDamaged);
        return damaged.isEmpty();
    }

    private void replaceDamaged(WhitelistVersion version) {
        synchronized (changing) {
            if (version.equals(version())) {
                LOG.error("whitelist {} is damaged and is set aside", version);
                setAside(files().getFirst());
                swap(openInForce());
            }
        }
    }

    /// Does `work` on the version in force, which stays open meanwhile; empty without any version.
    public <T> Optional<T> with(Function<WhitelistFile, T> work) {
        InUse held;
        synchronized (this) {
            held = current;
            held.readers++;
        }
        try {
            return held.file.map(work);
        } finally {
            synchronized (this) {
                held.readers--;
                closeIfUnused(held);
            }
        }
    }

    /// All that the version in force says about `credential`; the empty whitelist of a new gate knows nobody.
    ///
    /// @param blocked the gate's own block list
    public Lookup lookup(Credential credential, Predicate<Credential> blocked) {
        return with(f -> f.lookup(credential, blocked)).orElseGet(() -> new Lookup(credential, false, Optional.empty(),
                blocked.test(credential), Validity.ALWAYS, List.of(), List.of(), empty));
    }

    public synchronized Rulebook rulebook() {
        return current.file.map(WhitelistFile::rulebook).orElse(empty);
    }

    /// [WhitelistVersion#NONE] on a new gate.
    public WhitelistVersion version() {
        return rulebook().version();
    }

    @Override public void close() {
        swap(Optional.empty());
    }
}
