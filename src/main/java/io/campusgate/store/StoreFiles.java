package io.campusgate.store;

import io.campusgate.store.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.UserPrincipal;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// Where the parts of a store lie, all derived from `store.path` of the configuration.
public final class StoreFiles {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss", Locale.ROOT);

    private StoreFiles() {}

    /// `gate.db` → `gate.index.db`: the search index, which can be rebuilt.
    public static Path index(Path store) {
        return store.resolveSibling(stem(store) + ".index.db");
    }

    /// `gate.db` → `gate.whitelist`: the folder of whitelist versions.
    public static Path whitelist(Path store) {
        return store.resolveSibling(stem(store) + ".whitelist");
    }

    /// `gate.db` → `gate.db.lock`.
    static Path lock(Path store) {
        return beside(store, ".lock");
    }

    /// `gate.db` → `gate.db<suffix>`.
    static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    private static String stem(Path store) {
        String name = store.getFileName().toString();
        return name.endsWith(".db") ? name.substring(0, name.length() - 3) : name;
    }

    /// Moves a database with its log, so that they still belong together; what is not there is left out.
    static void rename(Path database, Path target) {
        try {
            for (String suffix : List.of("-wal", "-shm", "")) {
                Path from = beside(database, suffix);
                if (Files.exists(from)) {
                    Files.move(from, beside(target, suffix), StandardCopyOption.ATOMIC_MOVE);
                }
            }
        } catch (IOException e) {
            throw new StoreException(Kind.FAILED, "cannot move " + database + " aside: " + e.getMessage(), e);
        }
    }

    /// A suffix for what is kept under another name, which nothing has yet: `.damaged-20260901T073105`.
    static String unusedSuffix(Path database, String why, ZoneId zone) {
        String suffix = "." + why + "-" + LocalDateTime.now(zone).format(STAMP);
        String unused = suffix;
        for (int n = 2; Files.exists(beside(database, unused)); n++) {
            unused = suffix + "-" + n;
        }
        return unused;
    }

    /// Gives `file` to whom its store's folder belongs. An administrator's command makes files that the gate's own user
    /// has to write later.
    static void handOver(Path store, Path file) throws IOException {
        UserPrincipal owner = Files.getOwner(store.toAbsolutePath().getParent());
        if (!Files.getOwner(file).equals(owner)) {
            Files.setOwner(file, owner);
        }
    }
}
