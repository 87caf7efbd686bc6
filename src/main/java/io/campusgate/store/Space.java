package io.campusgate.store;

import io.campusgate.store.StoreException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;

/// How much room is left where the store lies.
public record Space(long freeBytes) {
    private static final long LOW = 500_000_000;
    private static final long SPENT = 50_000_000;

    /// `LOW`: tell the operator. `SPENT`: refuse entries, so that what must be recorded still can be.
    public enum Level { ENOUGH, LOW, SPENT }

    /// Asks the file system of `store`.
    public static Space of(Path store) {
        Path folder = store.toAbsolutePath().resolveSibling("");
        long free = folder.toFile().getUsableSpace();   // statvfs(3); a FileStore would look for the mount point, which a container hides
        if (free == 0 && !Files.isDirectory(folder)) {
            throw new StoreException(Kind.FAILED, "cannot ask for the free space of " + store + ": there is no folder " + folder);
        }
        return new Space(free);
    }

    public Level level() {
        return freeBytes < SPENT ? Level.SPENT : freeBytes < LOW ? Level.LOW : Level.ENOUGH;
    }

    public long freeMegabytes() {
        return freeBytes / 1_000_000;
    }
}
