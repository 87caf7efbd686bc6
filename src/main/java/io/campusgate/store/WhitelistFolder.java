package io.campusgate.store;

import io.campusgate.domain.Credential;
import io.campusgate.domain.Holidays;
import io.campusgate.domain.Lookup;
import io.campusgate.domain.Policies;
import io.campusgate.domain.Rulebook;
import io.campusgate.domain.Validity;
import io.campusgate.domain.WhitelistVersion;
import io.campusgate.store.StoreException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The versions of the whitelist on this gate: a folder beside the journal with a file each, `17.db` or `17+1.db`, and
/// in `current` the name of the one in force. Safe for many threads.
///
/// A change of version is the swap of one reference: each lookup sees the old version or the new one, and the old one's
/// file stays open until its last reader is done. A file that turns out damaged is renamed, never deleted, and the
/// newest whole one is put in force.
public final class WhitelistFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WhitelistFolder.class);
    private static final int KEPT = 5;
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
        Optional<WhitelistVersion> named = f.named();
        f.current = new InUse(named.or(() -> f.versions().stream().findFirst()).map(v -> WhitelistFile.open(f.file(v), reading)));
        return f;
    }

    private Optional<WhitelistFile> openInForce() {
        Optional<WhitelistFile> named = named().flatMap(this::openOrSetAside);
        return named.isPresent() ? named : openNewestWhole();
    }

    private Optional<WhitelistFile> openNewestWhole() {
        for (WhitelistVersion version : versions()) {
            Optional<WhitelistFile> opened = openOrSetAside(version);
            if (opened.isPresent()) {
                LOG.warn("whitelist {} is put in force: it is the newest whole one", version);
                point(version);
                return opened;
            }
        }
        return Optional.empty();
    }

    /// The version `current` names; empty if there is no such file or it makes no sense.
    private Optional<WhitelistVersion> named() {
        try {
            return Optional.of(WhitelistVersion.parse(Files.readString(folder.resolve(CURRENT), StandardCharsets.UTF_8).strip()));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Optional<WhitelistFile> openOrSetAside(WhitelistVersion version) {
        try {
            return Optional.of(WhitelistFile.open(file(version), reading));
        } catch (StoreException e) {
            LOG.error("whitelist {} cannot be used: {}", version, e.getMessage());
            if (e.kind() == Kind.DAMAGED) {
                setAside(version);
            }
            return Optional.empty();
        }
    }

    private void setAside(WhitelistVersion version) {
        Path damaged = folder.resolve(version + ".damaged");
        for (int n = 2; Files.exists(damaged); n++) {
            damaged = folder.resolve(version + ".damaged-" + n);
        }
        move(file(version), damaged);
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Database.sync(to);
        } catch (IOException e) {
            throw new StoreException(Kind.FAILED, "cannot rename " + from + ": " + e.getMessage(), e);
        }
    }

    private Path file(WhitelistVersion version) {
        return folder.resolve(version + SUFFIX);
    }

    static Path prepared(Path folder, WhitelistVersion version) {
        return folder.resolve(version + ".prepared");
    }

    /// All versions on disk, newest first.
    public List<WhitelistVersion> versions() {
        List<WhitelistVersion> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                try {
                    found.add(WhitelistVersion.parse(name.substring(0, name.length() - SUFFIX.length())));
                } catch (IllegalArgumentException e) {
                    LOG.warn("{} is no version of the whitelist and is left alone", file);
                }
            }
        } catch (java.nio.file.NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new StoreException(Kind.FAILED, "cannot read " + folder + ": " + e.getMessage(), e);
        }
        found.sort(Comparator.reverseOrder());
        return found;
    }

    /// Begins a local import, to be built aside. Close it.
    ///
    /// @throws StoreException BUSY if another one is under way
    public WhitelistFileBuilder build() {
        return WhitelistFileBuilder.begin(folder, version().nextLocal());
    }

    /// Puts a finished version in force, durably. A lookup under way ends on the version it began with.
    ///
    /// @throws StoreException REFUSED if it is not the successor of the one in force (somebody else was faster), MISSING
    ///                        or DAMAGED if it is not there whole; then nothing has changed
    public void adopt(WhitelistVersion version) {
        synchronized (changing) {   // not the lock of the lookups, which never wait for the disk
            if (!version.equals(version().nextLocal())) {
                throw new StoreException(Kind.REFUSED, "whitelist " + version() + " came into force meanwhile; import again");
            }
            Path prepared = prepared(folder, version);
            WhitelistFile.open(prepared, reading).close();
            move(prepared, file(version));
            WhitelistFile opened = WhitelistFile.open(file(version), reading);
            point(version);
            swap(Optional.of(opened));
            prune();
        }
    }

    private void point(WhitelistVersion version) {
        Path aside = folder.resolve(CURRENT + ".new");
        try {
            Files.writeString(aside, version + "\n", StandardCharsets.UTF_8);
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

    /// The one in force is never among the old ones.
    private void prune() {
        for (WhitelistVersion old : versions().stream().filter(v -> v.compareTo(version()) < 0).skip(KEPT - 1).toList()) {
            try {
                Files.deleteIfExists(file(old));
            } catch (IOException e) {
                LOG.warn("the old whitelist {} cannot be deleted: {}", old, e.getMessage());
            }
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
                setAside(version);
                swap(openNewestWhole());
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
