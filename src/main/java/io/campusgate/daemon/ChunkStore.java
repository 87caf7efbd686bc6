package io.campusgate.daemon;

import io.campusgate.store.StoreException;
import io.campusgate.store.WhitelistFolder;
import io.campusgate.whitelist.bundle.BadBundle;
import io.campusgate.whitelist.bundle.BundleFolder;
import io.campusgate.whitelist.bundle.Manifest;
import io.campusgate.whitelist.bundle.RecordLines;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Chunks on their way: a folder beside the versions with a file each, named by its hash, so that an update goes on after a
/// restart where it stopped. Each is checked when it comes and again when it is read, so nothing has to be synced.
public final class ChunkStore {
    private final Path folder;

    /// @param store the journal's file
    public ChunkStore(Path store) {
        this.folder = WhitelistFolder.beside(store).resolve("incoming");
    }

    boolean has(String sha256) {
        return Files.exists(folder.resolve(sha256));
    }

    /// @param bytes what was checked to have this hash
    public void put(String sha256, byte[] bytes) {
        Path part = folder.resolve(sha256 + ".part");
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(part);
            Files.createFile(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
            Files.write(part, bytes);
            Files.move(part, folder.resolve(sha256), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StoreException(StoreException.Kind.FAILED, "cannot write into " + folder + ": " + e.getMessage(), e);
        }
    }

    /// The chunks of a part of a manifest.
    RecordLines.Chunks of(Manifest.Part part) {
        return index -> new ByteArrayInputStream(read(part.chunks().get(index)));
    }

    private byte[] read(String sha256) throws IOException {
        Path file = folder.resolve(sha256);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(RecordLines.LARGEST_CHUNK + 1);
            if (!BundleFolder.isChunk(bytes, sha256)) {
                Files.deleteIfExists(file);   // power was cut while it was written
                throw new BadBundle("a chunk was damaged on this gate's disk");
            }
            return bytes;
        }
    }

    boolean hasAll(List<Manifest.Part> parts) {
        return parts.stream().flatMap(part -> part.chunks().stream()).allMatch(this::has);
    }

    /// Deletes what is not among `hashes`.
    void keepOnly(Set<String> hashes) {
        List<Path> strays = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            files.forEach(file -> {
                if (!hashes.contains(file.getFileName().toString())) {
                    strays.add(file);
                }
            });
            for (Path stray : strays) {
                Files.deleteIfExists(stray);
            }
        } catch (NoSuchFileException e) {
            return;   // nothing has come yet
        } catch (IOException e) {
            throw new StoreException(StoreException.Kind.FAILED, "cannot tidy " + folder + ": " + e.getMessage(), e);
        }
    }
}
