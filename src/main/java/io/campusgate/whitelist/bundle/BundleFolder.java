package io.campusgate.whitelist.bundle;

import io.campusgate.domain.RecordChange;
import io.campusgate.domain.WhitelistRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Locale;

/// A bundle on disk: `manifest.jws`, `full/0000.ndjson.gz` …, `delta/0000.ndjson.gz` …
///
/// @param signed the text of the manifest
/// @param manifest what it says; whose word that is, this class does not know
public record BundleFolder(Path folder, String signed, Manifest manifest) {
    static final String MANIFEST = "manifest.jws";

    /// @throws BadBundle if what is there is no bundle
    public static BundleFolder read(Path folder) throws IOException {
        Path file = folder.resolve(MANIFEST);
        try {
            if (Files.size(file) > Manifest.LONGEST) {
                throw new BadBundle(file + " is larger than any manifest");
            }
        } catch (NoSuchFileException e) {
            throw new BadBundle(folder + " is no bundle: there is no " + MANIFEST + " in it", e);
        }
        String signed = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
        return new BundleFolder(folder, signed, Manifest.parse(payload(file, signed)));
    }

    /// What a signed manifest says; whose word it is stays open.
    public static Manifest manifestOf(String signed) {
        return Manifest.parse(payload(Path.of(MANIFEST), signed));
    }

    private static String payload(Path file, String signed) {
        String[] parts = signed.split("\\.", -1);
        try {
            return new String(Base64.getUrlDecoder().decode(parts.length == 3 ? parts[1] : "!"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadBundle(file + " is no signed text", e);
        }
    }

    static String name(Manifest.Part part) {
        return switch (part) {
            case Manifest.Full _ -> "full";
            case Manifest.Delta _ -> "delta";
        };
    }

    static Path file(Path folder, Manifest.Part part, int index) {
        return folder.resolve(name(part)).resolve(String.format(Locale.ROOT, "%04d.ndjson.gz", index));
    }

    /// A chunk as it travels, whole.
    ///
    /// @throws BadBundle if it is not what the manifest says
    public byte[] chunk(Manifest.Part part, int index) throws IOException {
        Path file = file(folder, part, index);
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(RecordLines.LARGEST_CHUNK + 1);
        } catch (NoSuchFileException e) {
            throw new BadBundle(file + " is missing", e);
        }
        if (!isChunk(bytes, part.chunks().get(index))) {
            throw new BadBundle(file + " is not what the manifest says");
        }
        return bytes;
    }

    /// Whether these bytes are the chunk with this hash.
    public static boolean isChunk(byte[] bytes, String sha256) {
        return bytes.length <= RecordLines.LARGEST_CHUNK && hash(bytes).equals(sha256);
    }

    static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// The version's records, sorted by table and key.
    public Iterator<WhitelistRecord> records() {
        Iterator<RecordLine> delta = manifest.delta().<Iterator<RecordLine>>map(this::lines).orElse(Collections.emptyIterator());
        Iterator<RecordLine> merged = new MergedLines(lines(manifest.full()), delta);
        return new Iterator<>() {
            @Override public boolean hasNext() {
                return merged.hasNext();
            }

            @Override public WhitelistRecord next() {
                return ((RecordChange.Put) merged.next().change()).record();
            }
        };
    }

    public RecordLines lines(Manifest.Part part) {
        return new RecordLines(part, index -> new ByteArrayInputStream(chunk(part, index)));
    }
}
