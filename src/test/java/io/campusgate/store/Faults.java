package io.campusgate.store;

import io.campusgate.store.Database.Mode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/// What goes wrong with files, and what people do to them.
final class Faults {
    private Faults() {}

    /// Turns one bit round.
    static void flip(Path file, long at) throws IOException {
        try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
            f.seek(at);
            int b = f.read();
            f.seek(at);
            f.write(b ^ 0x10);
        }
    }

    static void cut(Path file, long length) throws IOException {
        try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
            f.setLength(length);
        }
    }

    /// Changes the journal as somebody with a database tool would.
    static void tamper(Path file, String sql) {
        try (Database db = Database.open(file, Mode.DURABLE)) {
            db.script(sql);
        }
    }
}
