package io.campusgate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// A memory card that is wearing out: the environment of a process whose every sync is slow, or fails (sickdisk.c).
public final class SickDisk {
    private final Path library;
    private final Path fails;

    private SickDisk(Path library, Path fails) {
        this.library = library;
        this.fails = fails;
    }

    /// @param folder for what is compiled
    public static SickDisk compile(Path folder) throws IOException, InterruptedException {
        Path library = folder.resolve("sickdisk.so").toAbsolutePath();
        Process cc = new ProcessBuilder(RealComponents.require("gcc").toString(), "-O2", "-shared", "-fPIC", "-o", library.toString(),
                "src/test/java/io/campusgate/sickdisk.c", "-ldl").inheritIO().start();
        if (cc.waitFor() != 0) {
            throw new IOException("sickdisk.c could not be compiled");
        }
        return new SickDisk(library, folder.resolve("sickdisk.fails").toAbsolutePath());
    }

    /// Each sync takes `millis`, each `every`-th one `stallMillis` more.
    public Map<String, String> slow(int millis, int every, int stallMillis) {
        return Map.of("LD_PRELOAD", library.toString(), "SICKDISK_MS", String.valueOf(millis), "SICKDISK_EVERY", String.valueOf(every),
                "SICKDISK_STALL_MS", String.valueOf(stallMillis));
    }

    /// Sound until [#fail].
    public Map<String, String> failing() {
        return Map.of("LD_PRELOAD", library.toString(), "SICKDISK_FAILS", fails.toString());
    }

    /// From now on each sync of a process with [#failing] fails.
    public void fail() throws IOException {
        Files.createFile(fails);
    }

    public void recover() throws IOException {
        Files.delete(fails);
    }
}
