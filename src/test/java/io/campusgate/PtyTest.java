package io.campusgate;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PtyTest {
    private static final Duration BOUND = Duration.ofSeconds(5);

    @Test void bytesPassUnchangedBothWays() throws Exception {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        try (Pty pty = Pty.open(); RandomAccessFile port = new RandomAccessFile(pty.path().toFile(), "rw")) {
            pty.write(all);
            byte[] seen = new byte[all.length];
            port.readFully(seen);
            assertArrayEquals(all, seen);
            port.write(all);
            assertArrayEquals(all, pty.read(all.length, BOUND));
            assertEquals(0, pty.read(Duration.ZERO).length);
        }
    }

    @Test void aPathOfItsOwnLeadsToThePairAndGoesWithIt(@TempDir Path folder) throws Exception {
        Path link = folder.resolve("reader");
        try (Pty pty = Pty.open(link); RandomAccessFile port = new RandomAccessFile(link.toFile(), "rw")) {
            pty.writePaced("hi".getBytes(US_ASCII), 9600);
            assertEquals('h', port.read());
            assertEquals('i', port.read());
        }
        assertFalse(Files.exists(link));
    }
}
