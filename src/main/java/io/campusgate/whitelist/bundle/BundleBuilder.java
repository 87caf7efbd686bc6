package io.campusgate.whitelist.bundle;

import io.campusgate.domain.RecordChange;
import io.campusgate.domain.WhitelistRecord;
import io.campusgate.trust.SigningKey;
import io.campusgate.whitelist.ContentHash;
import io.campusgate.whitelist.RecordText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// Makes a bundle of a version's records: the whole version, or, where an earlier bundle has one that differs little, that
/// one again and the changes since. The same records, version and time give the same bytes. Memory does not grow with the
/// number of records.
public final class BundleBuilder {
    /// Changes that are more than a tenth of the whole are no saving: then the whole version is made anew.
    private static final int DELTA_SHARE = 10;

    /// @param since the earlier bundle, whose version is before this one
    public record Request(String site, long version, Instant issued, Optional<BundleFolder> since) {}

    private final Request request;
    private final Path out;
    private final List<String> fullHashes = new ArrayList<>();
    private final List<String> deltaHashes = new ArrayList<>();
    private final ContentHash content = new ContentHash();

    private BundleBuilder(Request request, Path out) {
        this.request = request;
        this.out = out;
    }

    /// Writes the bundle into `folder`, which must be empty or not there yet; whole or not at all.
    ///
    /// @param records sorted by table and key
    /// @throws BadBundle if the earlier bundle is not whole
    public static Manifest build(Iterator<WhitelistRecord> records, Request request, SigningKey key, Path folder) throws IOException {
        if (Files.exists(folder) && !isEmpty(folder)) {
            throw new IOException(folder + " is not empty; a bundle needs a folder of its own");
        }
        Path aside = folder.resolveSibling(folder.getFileName() + ".part");
        delete(aside);
        try {
            Files.createDirectories(aside);
            Manifest manifest = new BundleBuilder(request, aside).write(records);
            Files.writeString(aside.resolve(BundleFolder.MANIFEST), key.sign(manifest.json()), StandardCharsets.US_ASCII);
            Files.deleteIfExists(folder);
            Files.move(aside, folder, StandardCopyOption.ATOMIC_MOVE);
            return manifest;
        } finally {
            delete(aside);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            return !files.iterator().hasNext();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override public FileVisitResult postVisitDirectory(Path dir, java.io.IOException failure) throws IOException {
                    Files.delete(dir);
                    return FileVisitResult.CONTINUE;
                }
            });
        }
    }

    private Manifest write(Iterator<WhitelistRecord> records) throws IOException {
        ChunkWriter full = new ChunkWriter(bytes -> write("full", fullHashes, bytes));
        Iterator<RecordLine> lines = new Lines(records);
        if (request.since().isPresent()) {
            return since(request.since().get(), lines, full);
        }
        while (lines.hasNext()) {
            full.add(lines.next());
        }
        full.end();
        return whole(full.records());
    }

    private Manifest whole(long records) {
        String hash = content.hex();
        return new Manifest(request.site(), request.version(), hash, request.issued(),
                new Manifest.Full(request.version(), hash, records, fullHashes), Optional.empty());
    }

    /// Writes the version both ways, as it is not known before the end which is worth it; the other one is deleted.
    private Manifest since(BundleFolder earlier, Iterator<RecordLine> lines, ChunkWriter full) throws IOException {
        Manifest.Full base = earlier.manifest().full();
        ChunkWriter delta = new ChunkWriter(bytes -> write("delta", deltaHashes, bytes));
        try (RecordLines before = earlier.lines(base);
             RecordLines touched = earlier.lines(earlier.manifest().delta().<Manifest.Part>map(d -> d).orElse(new Manifest.Full(1, "", 0, List.of())))) {
            new Comparison(lines, before, touched, full, delta).run();
            full.end();
            delta.end();
            if (delta.records() > base.records() / DELTA_SHARE) {
                delete(out.resolve("delta"));
                return whole(full.records());
            }
            delete(out.resolve("full"));
            Files.createDirectories(out.resolve("full"));
            for (int i = 0; i < base.chunks().size(); i++) {
                Files.write(BundleFolder.file(out, base, i), earlier.chunk(base, i));
            }
            return new Manifest(request.site(), request.version(), content.hex(), request.issued(), base,
                    Optional.of(new Manifest.Delta(base.version(), request.version(), delta.records(), deltaHashes)));
        }
    }

    private void write(String part, List<String> hashes, byte[] chunk) throws IOException {
        if (hashes.size() == Manifest.MAX_CHUNKS) {
            throw new IOException("the whitelist is too large: it would take more than " + Manifest.MAX_CHUNKS + " chunks");
        }
        Files.createDirectories(out.resolve(part));
        Files.write(out.resolve(part).resolve(String.format(java.util.Locale.ROOT, "%04d.ndjson.gz", hashes.size())), chunk);
        hashes.add(BundleFolder.hash(chunk));
    }

    /// The new version's lines; they are hashed as they pass by.
    private final class Lines implements Iterator<RecordLine> {
        private final Iterator<WhitelistRecord> records;

        Lines(Iterator<WhitelistRecord> records) {
            this.records = records;
        }

        @Override public boolean hasNext() {
            return records.hasNext();
        }

        @Override public RecordLine next() {
            WhitelistRecord record = records.next();
            RecordLine line = RecordLine.of(RecordText.of(record), new RecordChange.Put(record));
            content.add(line.utf8());
            return line;
        }
    }

    /// What is different from the earlier whole version, and besides everything that any version since has touched: so the
    /// changes lead to this version from each of them.
    private static final class Comparison {
        private final Iterator<RecordLine> now;
        private final Iterator<RecordLine> before;
        private final Iterator<RecordLine> touched;
        private final ChunkWriter full;
        private final ChunkWriter delta;

        Comparison(Iterator<RecordLine> now, Iterator<RecordLine> before, Iterator<RecordLine> touched, ChunkWriter full, ChunkWriter delta) {
            this.now = now;
            this.before = before;
            this.touched = touched;
            this.full = full;
            this.delta = delta;
        }

        void run() throws IOException {
            Optional<RecordLine> a = MergedLines.next(now);
            Optional<RecordLine> b = MergedLines.next(before);
            Optional<RecordLine> c = MergedLines.next(touched);
            while (a.isPresent() || b.isPresent() || c.isPresent()) {
                boolean isNow = MergedLines.order(a, b) <= 0 && MergedLines.order(a, c) <= 0;
                boolean wasBefore = MergedLines.order(b, a) <= 0 && MergedLines.order(b, c) <= 0;
                boolean wasTouched = MergedLines.order(c, a) <= 0 && MergedLines.order(c, b) <= 0;
                if (isNow) {
                    full.add(a.orElseThrow());
                }
                if (wasTouched || isNow != wasBefore || isNow && !a.orElseThrow().saysTheSameAs(b.orElseThrow())) {
                    delta.add(isNow ? a.orElseThrow() : removed((wasBefore ? b : c).orElseThrow()));
                }
                a = isNow ? MergedLines.next(now) : a;
                b = wasBefore ? MergedLines.next(before) : b;
                c = wasTouched ? MergedLines.next(touched) : c;
            }
        }

        private static RecordLine removed(RecordLine line) {
            RecordChange.Remove gone = new RecordChange.Remove(line.change().table(), line.change().key());
            return RecordLine.of(RecordText.ofRemoved(gone.table(), gone.key()), gone);
        }
    }
}
