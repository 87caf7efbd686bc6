package io.campusgate.store;

import io.campusgate.store.Database.Mode;
import io.campusgate.store.StoreException.Kind;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// A store in one file, taken while the daemon runs: a zip with `gate.db`, the whitelist versions under `whitelist/`, and
/// `SHA256SUMS`, with which `sha256sum -c` checks it too. The search index is left out, it can be rebuilt; the id key is
/// left out, since it would open the encrypted numbers. [Restore] is the way back.
public final class Backup {
    static final String JOURNAL = "gate.db";
    static final String WHITELIST = "whitelist/";
    static final String SUMS = "SHA256SUMS";
    static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path store;
    private final Path part;
    private final Path copy;
    private final SortedMap<String, String> sums = new TreeMap<>();

    private Backup(Path store, Path target) {
        this.store = store;
        this.part = StoreFiles.beside(target, ".part");
        this.copy = StoreFiles.beside(target, ".copy");
    }

    /// Writes the store at `store` to `target`, readable by its owner alone; a file that is there is replaced once the new
    /// one is whole.
    ///
    /// @return the last seq in it
    public static long write(Path store, Path target) {
        Backup backup = new Backup(store, target);
        try {
            long seq = backup.writePart();
            Files.move(backup.part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Database.sync(target);
            return seq;
        } catch (IOException e) {
            throw new StoreException(Kind.FAILED, "cannot write the backup " + target + ": " + e.getMessage(), e);
        } finally {
            backup.tidy();
        }
    }

    private long writePart() throws IOException {
        tidy();
        Files.createFile(part, OWNER_ONLY);
        long seq;
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(part), StandardCharsets.UTF_8)) {
            zip.setLevel(Deflater.BEST_SPEED);
            seq = addDatabase(zip, JOURNAL, store);
            for (Path file : whitelistFiles()) {
                String name = WHITELIST + file.getFileName();
                if (name.endsWith(".db")) {
                    addDatabase(zip, name, file);
                } else {
                    add(zip, name, file);
                }
            }
            zip.putNextEntry(new ZipEntry(SUMS));
            for (var sum : sums.entrySet()) {
                zip.write((sum.getValue() + "  " + sum.getKey() + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        Database.sync(part);
        return seq;
    }

    /// The versions, and `current`, which names the one in force; nothing that is still being built.
    private List<Path> whitelistFiles() throws IOException {
        Path folder = StoreFiles.whitelist(store);
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "{*.db,current}")) {
                files.forEach(found::add);
            }
        }
        return found;
    }

    /// @return the last seq, if it is a journal
    private long addDatabase(ZipOutputStream zip, String name, Path file) throws IOException {
        Files.createFile(copy, OWNER_ONLY);
        try (Database db = Database.open(file, Mode.READ_ONLY)) {
            db.copyTo(copy);
        }
        add(zip, name, copy);
        long seq = 0;
        if (name.equals(JOURNAL)) {
            try (JournalReader reader = JournalReader.open(copy)) {
                seq = reader.lastSeq();
            }
        }
        Files.delete(copy);
        return seq;
    }

    private void add(ZipOutputStream zip, String name, Path file) throws IOException {
        MessageDigest digest = Sha256.digest();
        zip.putNextEntry(new ZipEntry(name));
        try (InputStream in = Files.newInputStream(file); OutputStream out = new DigestOutputStream(new Unclosed(zip), digest)) {
            in.transferTo(out);
        }
        zip.closeEntry();
        sums.put(name, HexFormat.of().formatHex(digest.digest()));
    }

    /// Lets an entry end without ending the zip.
    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override public void close() throws IOException {
            flush();
        }
    }

    private void tidy() {
        try {
            Files.deleteIfExists(part);
            Files.deleteIfExists(copy);
        } catch (IOException e) {
            throw new StoreException(Kind.FAILED, "cannot delete what is left of a backup: " + e.getMessage(), e);
        }
    }
}
