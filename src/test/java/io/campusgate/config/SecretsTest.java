package io.campusgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    @TempDir Path folder;

    private Optional<String> openTo(String rights, Path credentials) throws IOException {
        Path file = Files.createDirectories(folder.resolve("campus-gate.service")).resolve("secret_id.key");
        Files.writeString(file, "x");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
        return Secrets.openTo(file, credentials);
    }

    @Test void aSecretIsItsOwnersAlone() throws Exception {
        assertEquals(Optional.empty(), openTo("rw-------", Path.of("/run/credentials")));
        assertEquals(Optional.of("its group"), openTo("rw-r-----", Path.of("/run/credentials")));
        assertEquals(Optional.of("everybody"), openTo("rw----r--", Path.of("/run/credentials")));
    }

    @Test void whatSystemdHandsToTheServiceShowsTheMaskOfItsAccessListAsTheGroupsRight() throws Exception {
        assertEquals(Optional.empty(), openTo("r--r-----", folder));
        assertEquals(Optional.of("its group"), openTo("rw-rw----", folder));
        assertEquals(Optional.of("everybody"), openTo("r--r--r--", folder));
    }
}
