package io.campusgate.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/// Files that only their owner may read: keys, passwords, tokens.
public final class Secrets {
    /// Where systemd puts what it hands to a service (LoadCredential): root's files, mode 0440, with an access list that names the
    /// service's user. The group's rights there are that list's mask; the group itself may nothing.
    private static final Path HANDED_BY_SYSTEMD = Path.of("/run/credentials");

    private Secrets() {}

    /// Who besides its owner may open `file`; empty if nobody, or only the user to whom systemd hands it. A file system without such rights says nobody.
    public static Optional<String> openTo(Path file) {
        return openTo(file, HANDED_BY_SYSTEMD);
    }

    static Optional<String> openTo(Path file, Path credentials) {
        try {
            Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
            boolean others = rights.stream().anyMatch(r -> r.name().startsWith("OTHERS_"));
            boolean group = rights.stream().anyMatch(r -> r.name().startsWith("GROUP_")
                    && !(r == PosixFilePermission.GROUP_READ && file.toAbsolutePath().normalize().startsWith(credentials)));
            return others ? Optional.of("everybody") : group ? Optional.of("its group") : Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }
}
