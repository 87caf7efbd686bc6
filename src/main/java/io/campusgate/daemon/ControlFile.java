package io.campusgate.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/// Where a running daemon can be reached: the loopback port and a token that only its user can read. Lies beside the
/// store, so that whoever may read the store may also ask its daemon, and nobody else.
record ControlFile(int port, String token, long pid) {

    /// `…/gate.db` → `…/gate.control`.
    static Path beside(Path store) {
        String name = store.getFileName().toString();
        String stem = name.endsWith(".db") ? name.substring(0, name.length() - 3) : name;
        return store.resolveSibling(stem + ".control");
    }

    /// Writes the file whole or not at all, readable by its owner alone from the first byte on.
    void write(Path file) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(aside);
        Files.createFile(aside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(aside, ControlMessage.write(Map.of("port", port, "token", token, "pid", pid)), StandardCharsets.UTF_8);
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static ControlFile read(Path file) throws IOException {
        Map<String, Object> m = ControlMessage.read(Files.readString(file, StandardCharsets.UTF_8));
        if (m.get("port") instanceof Long port && m.get("token") instanceof String token && m.get("pid") instanceof Long pid) {
            return new ControlFile(port.intValue(), token, pid);
        }
        throw new IOException(file + " is damaged");
    }
}
