package io.campusgate.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/// Files that only their owner may read: keys, passwords, tokens.
public final class Secrets {
    private Secrets() {}

    /// Who besides its owner may open `file`; empty if nobody. A file system without such rights says nobody.
    public static Optional<String> openTo(Path file) {
        try {
            Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
            boolean others = rights.stream().anyMatch(r -> r.name().startsWith("OTHERS_"));
            boolean group = rights.stream().anyMatch(r -> r.name().startsWith("GROUP_"));
            return others ? Optional.of("everybody") : group ? Optional.of("its group") : Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }
}
