package io.campusgate.web.gate;

import io.campusgate.web.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// A whitelist source that somebody sent: a workbook, a ZIP of the CSV files, or one CSV file of people. It lies in a folder
/// of the daemon's own, since it holds identity numbers, and goes when it is closed.
final class UploadedSource implements AutoCloseable {
    /// A million people in a workbook are about 60 MB.
    static final long LARGEST = 256L * 1024 * 1024;
    private static final long LARGEST_UNPACKED = 1024L * 1024 * 1024;
    private static final Set<String> FILES = Set.of("people.csv", "levels.csv", "passes.csv", "watchlist.csv", "holidays.csv", "policy.toml");
    private static final byte[] ZIP = {'P', 'K', 3, 4};

    private final Path folder;
    private final Path place;
    private final String sha256;

    private UploadedSource(Path folder, Path place, String sha256) {
        this.folder = folder;
        this.place = place;
        this.sha256 = sha256;
    }

    /// @param beside a folder of the daemon's own, on the store's disk
    /// @throws Problem     400 if the ZIP holds none of the files
    /// @throws IOException if it ends early, is too large or the disk is full
    static UploadedSource receive(InputStream sent, Path beside) throws IOException {
        Path folder = Files.createTempDirectory(beside, "upload");   // for the daemon's user alone
        try {
            Path file = folder.resolve("upload");
            DigestInputStream digest = new DigestInputStream(sent, MessageDigest.getInstance("SHA-256"));
            Files.copy(digest, file);
            return new UploadedSource(folder, place(folder, file), HexFormat.of().formatHex(digest.getMessageDigest().digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        } catch (IOException | RuntimeException e) {
            delete(folder);
            throw e;
        }
    }

    /// A folder of CSV files or a workbook, as the import takes it.
    Path place() {
        return place;
    }

    /// Of the bytes as they were sent.
    String sha256() {
        return sha256;
    }

    private static Path place(Path folder, Path file) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(ZIP.length);
        }
        Path unpacked = Files.createDirectory(folder.resolve("source"));
        if (!Arrays.equals(head, ZIP)) {
            Files.move(file, unpacked.resolve("people.csv"));
            return unpacked;
        }
        return unpack(file, unpacked) ? unpacked : Files.move(file, folder.resolve("upload.xlsx"));
    }

    /// @return whether it is a ZIP of our files; else it is a workbook, which is a ZIP too
    private static boolean unpack(Path file, Path to) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            if (zip.getEntry("[Content_Types].xml") != null) {
                return false;
            }
            long left = LARGEST_UNPACKED;
            for (ZipEntry entry : Collections.list(zip.entries())) {
                String name = entry.getName().replaceFirst("^.*[/\\\\]", "");
                if (!entry.isDirectory() && FILES.contains(name)) {
                    left = copy(zip.getInputStream(entry), to.resolve(name), left);
                }
            }
            if (left == LARGEST_UNPACKED) {
                throw new Problem(400, "upload_empty");
            }
            return true;
        } catch (ZipException e) {
            throw new Problem(400, "upload_zip", String.valueOf(e.getMessage()));
        }
    }

    private static long copy(InputStream from, Path to, long most) throws IOException {
        long left = most;
        byte[] buffer = new byte[64 * 1024];
        try (from; OutputStream out = Files.newOutputStream(to)) {
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                left -= n;
                if (left < 0) {
                    throw new Problem(413, "too_large", LARGEST_UNPACKED / 1024 / 1024 + " MB");
                }
                out.write(buffer, 0, n);
            }
        }
        return left;
    }

    @Override public void close() {
        try {
            delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
