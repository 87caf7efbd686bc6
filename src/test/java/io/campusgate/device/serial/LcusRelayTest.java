package io.campusgate.device.serial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.campusgate.Pty;
import io.campusgate.device.DeviceException;
import io.campusgate.device.GateRelay;
import io.campusgate.device.RelayContract;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// On a real pseudo-terminal. The bytes are those of the boards' instruction sheet: `A0 01 01 A2` on, `A0 01 00 A1` off.
class LcusRelayTest implements RelayContract {
    private static final Duration BOUND = Duration.ofSeconds(5);
    private static final String ON = "A00101A2";
    private static final String OFF = "A00100A1";

    @Override public Rig rig() throws IOException {
        PluggedPty line = new PluggedPty();
        LcusRelay relay = new LcusRelay(line.path(), 1);
        return new Rig() {
            private String seen = "";

            @Override public GateRelay relay() {
                return relay;
            }

            @Override public void awaitState(boolean energised) {
                long deadline = System.nanoTime() + BOUND.toNanos();
                do {
                    seen += hex(line.pty().read(Duration.ofMillis(20)));
                } while (!seen.endsWith(energised ? ON : OFF) && System.nanoTime() < deadline);
                assertEquals(energised ? ON : OFF, seen.substring(Math.max(0, seen.length() - 8)), "after " + seen);
            }

            @Override public void unplug() {
                line.unplug();
            }

            @Override public void plugIn() {
                line.plugIn();
            }

            @Override public void close() {
                relay.close();
                line.close();
            }
        };
    }

    @Test void sendsOffOnOffAndNothingElse() throws Exception {
        try (Pty pty = Pty.open()) {
            LcusRelay relay = new LcusRelay(pty.path(), 1);
            relay.open();
            relay.energise();
            relay.check();
            relay.close();
            assertEquals(OFF + ON + OFF, hex(pty.read(12, BOUND)));
            assertEquals("", hex(pty.read(Duration.ZERO)));
        }
    }

    @Test void aBoardThatTakesNoBytesFailsInsteadOfBlockingForEver() throws Exception {
        try (Pty pty = Pty.open()) {   // nobody reads its other end
            LcusRelay relay = new LcusRelay(pty.path(), 1);
            relay.open();
            DeviceException e = assertThrows(DeviceException.class, () -> {
                for (int i = 0; i < 100_000; i++) {
                    relay.rest();
                }
            });
            assertEquals(DeviceException.Kind.NO_ANSWER, e.kind());
            relay.close();
        }
    }

    @Test void theSumIsTheLowByteForEveryChannel() {
        assertArrayEquals(HexFormat.of().parseHex("A00401A5"), LcusRelay.command(4, true));
        assertArrayEquals(HexFormat.of().parseHex("A06000" + "00"), LcusRelay.command(0x60, false));
        assertArrayEquals(HexFormat.of().parseHex("A0FF01A0"), LcusRelay.command(0xFF, true));
        assertThrows(IllegalArgumentException.class, () -> new LcusRelay(java.nio.file.Path.of("/dev/null"), 0));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().withUpperCase().formatHex(bytes);
    }
}
