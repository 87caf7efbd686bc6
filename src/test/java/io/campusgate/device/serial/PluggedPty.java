package io.campusgate.device.serial;

import io.campusgate.Pty;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A pseudo-terminal behind a link that stays the same when the plug is pulled and put back, as with udev's names.
final class PluggedPty implements AutoCloseable {
    private final Path folder;
    private final Path link;
    private Pty pty;

    PluggedPty() throws IOException {
        folder = Files.createTempDirectory("serial");
        link = folder.resolve("port");
        pty = Pty.open(link);
    }

    Path path() {
        return link;
    }

    Pty pty() {
        return pty;
    }

    void unplug() {
        pty.close();
    }

    void plugIn() {
        pty = Pty.open(link);
    }

    @Override public void close() {
        pty.close();
        try {
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
