package io.campusgate.device.serial;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.Pty;
import io.campusgate.device.DeviceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SerialLineTest {
    private static final Duration BOUND = Duration.ofSeconds(5);
    private static final int BAUD = 9600;

    @Test void readsWhatComesAndSilenceIsNoBytesWithinTheHeartbeat() throws Exception {
        try (Pty pty = Pty.open(); SerialLine line = SerialLine.open(pty.path(), BAUD)) {
            pty.write(new byte[] {0, 1, 2, (byte) 0xFF, '\r', '\n', 3, 4, 17, 19});   // nothing is eaten or translated
            assertArrayEquals(new byte[] {0, 1, 2, (byte) 0xFF, '\r', '\n', 3, 4, 17, 19}, read(line, 10));
            long before = System.nanoTime();
            assertEquals(0, line.read(new byte[16]));
            long millis = (System.nanoTime() - before) / 1_000_000;
            assertTrue(millis >= 90, "returned after " + millis + " ms");   // the kernel's tenths round down
        }
    }

    @Test void silenceCanBeShorterThanTheHeartbeat() throws Exception {
        try (Pty pty = Pty.open(); SerialLine line = SerialLine.open(pty.path(), BAUD)) {
            assertEquals(0, line.read(new byte[16], Duration.ofMillis(20)));
            pty.write(new byte[] {7});
            assertEquals(1, line.read(new byte[16], BOUND));
        }
    }

    @Test void whatWaitedBeforeOpeningIsThrownAway() throws Exception {
        try (Pty pty = Pty.open()) {
            pty.write("old".getBytes(US_ASCII));
            try (SerialLine line = SerialLine.open(pty.path(), BAUD)) {
                pty.write("new".getBytes(US_ASCII));
                assertEquals("new", new String(read(line, 3), US_ASCII));
            }
        }
    }

    @Test void anUnpluggedDeviceFailsTheReadAtOnce() throws Exception {
        Pty pty = Pty.open();
        try (SerialLine line = SerialLine.open(pty.path(), BAUD)) {
            assertEquals(0, line.read(new byte[16]));
            line.check();
            pty.close();
            DeviceException e = assertThrows(DeviceException.class, () -> line.read(new byte[16]));
            assertEquals(DeviceException.Kind.NO_ANSWER, e.kind());
            assertThrows(DeviceException.class, line::check);
            assertThrows(DeviceException.class, () -> line.write(new byte[] {1}));
            assertThrows(DeviceException.class, () -> line.read(new byte[16], Duration.ofMillis(50)));
        }
    }

    @Test void aLinkIsFollowedAnewAtEachOpening(@TempDir Path folder) throws Exception {
        Path link = folder.resolve("by-id");
        for (int plug = 0; plug < 3; plug++) {
            try (Pty pty = Pty.open(link); SerialLine line = SerialLine.open(link, BAUD)) {
                pty.write(new byte[] {(byte) plug});
                assertArrayEquals(new byte[] {(byte) plug}, read(line, 1));
            }
            assertAbsent(link, "is not there");
        }
    }

    @Test void saysWhyAPathCannotBeOpened(@TempDir Path folder) throws Exception {
        assertAbsent(folder.resolve("nothing"), "is not there");
        assertAbsent(Files.writeString(folder.resolve("file"), "x"), "no serial port");
        assertAbsent(folder, "");
        try (Pty pty = Pty.open(); SerialLine _ = SerialLine.open(pty.path(), BAUD)) {
            assertAbsent(pty.path(), "in use");
        }
    }

    private static void assertAbsent(Path path, String why) {
        DeviceException e = assertThrows(DeviceException.class, () -> SerialLine.open(path, BAUD).close());
        assertEquals(DeviceException.Kind.ABSENT, e.kind());
        assertTrue(String.valueOf(e.getMessage()).contains(path.toString()) && String.valueOf(e.getMessage()).contains(why), e.getMessage());
    }

    @Test void afterAProcessStoodStillTheLineIsFlushedAndGoesOn() throws Exception {
        AtomicLong now = new AtomicLong();
        try (Pty pty = Pty.open(); SerialLine line = SerialLine.open(pty.path(), BAUD, SerialLine.HEARTBEAT, now::get)) {
            pty.write("a".getBytes(US_ASCII));
            now.addAndGet(Duration.ofSeconds(1).toNanos());
            assertEquals("a", new String(read(line, 1), US_ASCII));
            pty.write("stale".getBytes(US_ASCII));
            now.addAndGet(Duration.ofMillis(1001).toNanos());
            assertEquals(SerialLine.STALLED, line.read(new byte[2]));
            assertEquals(0, line.read(new byte[16]), "the rest was flushed");
            pty.write("fresh".getBytes(US_ASCII));
            assertEquals("fresh", new String(read(line, 5), US_ASCII));
        }
    }

    @Test void whatIsWrittenLastArrivesAlthoughThePortIsClosedAtOnce() throws Exception {
        for (int round = 0; round < 20; round++) {
            try (Pty pty = Pty.open()) {
                try (SerialLine line = SerialLine.open(pty.path(), BAUD)) {
                    line.write(new byte[] {1, 2, 3, 4});
                }
                assertArrayEquals(new byte[] {1, 2, 3, 4}, pty.read(4, BOUND), "round " + round);
            }
        }
    }

    private static byte[] read(SerialLine line, int count) throws DeviceException {
        byte[] all = new byte[count];
        long deadline = System.nanoTime() + BOUND.toNanos();
        int have = 0;
        while (have < count && System.nanoTime() < deadline) {
            byte[] chunk = new byte[count - have];
            int n = line.read(chunk);
            System.arraycopy(chunk, 0, all, have, n);
            have += n;
        }
        return Arrays.copyOf(all, have);
    }
}
