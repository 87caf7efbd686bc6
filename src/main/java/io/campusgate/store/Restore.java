package io.campusgate.store;

import io.campusgate.store.Database.Mode;
import io.campusgate.store.StoreException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// Puts a [Backup] in the place of a store. All of it is unpacked and checked beside the store first; then what is there
/// is renamed aside, never deleted, and the restored files take its place.
///
/// The restored journal goes on with its chain and its seq numbers under a new journal id, so that a seq that was used
/// before the restore is never taken for a repeat.
public final class Restore {
    private static final Pattern SUM = Pattern.compile("([0-9a-f]{64})  (gate\\.db|whitelist/[A-Za-z0-9][A-Za-z0-9+._-]{0,80})");

    private final Path backup;
    private final Path store;
    private final Path work;
    private final String asideSuffix;

    /// What was restored.
    ///
    /// @param journalId the new one
    /// @param lastSeq   where the chain goes on
    /// @param setAside  where the store that was there lies now
    public record Restored(String journalId, long lastSeq, Optional<Path> setAside) {}

    private Restore(Path backup, Path store, ZoneId zone) {
        this.backup = backup;
        this.store = store.toAbsolutePath();
        this.work = StoreFiles.beside(this.store, ".restoring");
        this.asideSuffix = StoreFiles.unusedSuffix(this.store, "before-restore", zone);
    }

    /// @param store where it is to be; its folder has to be there
    /// @param zone  for the name of what is set aside
    /// @throws StoreException BUSY while a gate runs on the store, DAMAGED if the backup is not whole, MISSING if there is
    ///                        none; then nothing has changed
    public static Restored restore(Path backup, Path store, ZoneId zone) {
        if (!Files.isRegularFile(backup)) {
            throw new StoreException(Kind.MISSING, "there is no backup at " + backup);
        }
        Restore restore = new Restore(backup, store, zone);
        try (StoreLock _ = StoreLock.take(store)) {
            return restore.run();
        } catch (ZipException | EOFException e) {
            throw new StoreException(Kind.DAMAGED, backup + " is no whole backup: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new StoreException(Kind.FAILED, "cannot restore " + backup + ": " + e.getMessage(), e);
        }
    }

    private Restored run() throws IOException {
        deleteAll(work);
        Files.createDirectory(work);
        try {
            unpack();
            Path journal = work.resolve(Backup.JOURNAL);
            Restored prepared = prepare(journal);
            handOver();
            boolean isThere = Files.exists(store);
            setAside();
            Files.move(journal, store, StandardCopyOption.ATOMIC_MOVE);
            Path whitelist = work.resolve(Backup.WHITELIST);
            if (Files.isDirectory(whitelist)) {
                Files.move(whitelist, StoreFiles.whitelist(store), StandardCopyOption.ATOMIC_MOVE);
            }
            Database.sync(store);
            return new Restored(prepared.journalId, prepared.lastSeq, isThere ? Optional.of(StoreFiles.beside(store, asideSuffix)) : Optional.empty());
        } finally {
            deleteAll(work);
        }
    }

    private void unpack() throws IOException {
        try (ZipFile zip = new ZipFile(backup.toFile(), StandardCharsets.UTF_8)) {
            Map<String, String> sums = sums(zip);
            for (Map.Entry<String, String> sum : sums.entrySet()) {
                unpack(zip, sum.getKey(), sum.getValue());
            }
        }
    }

    private Map<String, String> sums(ZipFile zip) throws IOException {
        Map<String, String> sums = new HashMap<>();
        try (InputStream in = zip.getInputStream(entry(zip, Backup.SUMS))) {
            for (String line : new String(in.readNBytes(1 << 20), StandardCharsets.UTF_8).lines().toList()) {
                Matcher m = SUM.matcher(line);
                if (!m.matches()) {
                    throw damaged("its " + Backup.SUMS + " has a line that is none of a backup");
                }
                sums.put(m.group(2), m.group(1));
            }
        }
        if (!sums.containsKey(Backup.JOURNAL)) {
            throw damaged("it holds no " + Backup.JOURNAL);
        }
        return sums;
    }

    private void unpack(ZipFile zip, String name, String sha256) throws IOException {
        Path target = work.resolve(name);
        Files.createDirectories(target.getParent());
        MessageDigest digest = Sha256.digest();
        try (InputStream in = new DigestInputStream(zip.getInputStream(entry(zip, name)), digest); OutputStream out = Files.newOutputStream(Files.createFile(target, Backup.OWNER_ONLY))) {
            in.transferTo(out);
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(sha256)) {
            throw damaged(name + " is not what it was when it was saved");
        }
        Database.sync(target);
    }

    private ZipEntry entry(ZipFile zip, String name) {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw damaged("it holds no " + name);
        }
        return entry;
    }

    private StoreException damaged(String why) {
        return new StoreException(Kind.DAMAGED, backup + " is no whole backup: " + why);
    }

    /// Gives the journal its new id. The boot number goes on from the higher one, so that it never repeats either.
    private Restored prepare(Path journal) {
        long boot = bootOfPresent();
        try (Database db = Database.open(journal, Mode.DURABLE)) {
            Schema.JOURNAL.migrate(db);
            StateTables state = new StateTables(db);
            String id = JournalStart.newId();
            long last = db.number("SELECT coalesce(max(seq), 0) FROM journal");
            db.inTransaction(() -> {
                state.put(StateTables.JOURNAL_ID, id);
                state.put(StateTables.BOOT, Math.max(boot, state.number(StateTables.BOOT)));
                db.update("DELETE FROM state WHERE key = ?", StateTables.RUNNING);
            });
            return new Restored(id, last, Optional.empty());
        }
    }

    private long bootOfPresent() {
        try (Database db = Database.open(store, Mode.READ_ONLY)) {
            return new StateTables(db).number(StateTables.BOOT);
        } catch (StoreException e) {
            return 0;   // none there, or damaged, which may be why it is restored
        }
    }

    private void handOver() throws IOException {
        try (Stream<Path> files = Files.walk(work)) {
            for (Path each : files.toList()) {
                StoreFiles.handOver(store, each);
            }
        }
    }

    /// The index goes too: it is of the journal that was there.
    private void setAside() throws IOException {
        StoreFiles.rename(store, StoreFiles.beside(store, asideSuffix));
        Path index = StoreFiles.index(store);
        StoreFiles.rename(index, StoreFiles.beside(index, asideSuffix));
        Path whitelist = StoreFiles.whitelist(store);
        if (Files.exists(whitelist)) {
            Files.move(whitelist, StoreFiles.beside(whitelist, asideSuffix), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        if (Files.exists(folder)) {
            List<Path> all;
            try (Stream<Path> files = Files.walk(folder)) {
                all = files.toList();
            }
            for (Path each : all.reversed()) {
                Files.delete(each);
            }
        }
    }
}
