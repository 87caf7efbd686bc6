package io.campusgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.Pty;
import io.campusgate.device.serial.SamTwin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On a port that no daemon serves: the command serves the reader itself. With a daemon: `SerialReadersIT`.
class CaptureCommandTest {
    @TempDir Path folder;

    private Path config(String reader) throws IOException {
        Path key = Files.write(folder.resolve("id.key"), new byte[32]);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        return Files.writeString(folder.resolve("gate.toml"), """
                [site]
                id = "no1"
                gate = "east"
                [store]
                path = "gate.db"
                id-key-file = "id.key"
                [[lane]]
                id = "in-1"
                direction = "in"
                reader = %s
                relay = { driver = "sim" }
                """.formatted(reader));
    }

    @Test void recordsWhatTheReaderSendsAndDecodeReadsItBack() throws Exception {
        Path config = config("{ driver = \"wiegand-serial\", port = \"port\", variant = \"hex6cr\" }");
        Path out = folder.resolve("capture.txt");
        try (Pty port = Pty.open(folder.resolve("port"))) {
            CompletableFuture<Typed> capture = CompletableFuture.supplyAsync(
                    () -> Typed.run("capture", "in-1", "--seconds", "3", "--out", out.toString(), "-c", config.toString()));
            while (!capture.isDone()) {
                port.write(new byte[] {'1', '2', '9', '3', 'D', '8', '\r'});
                port.read(java.time.Duration.ofMillis(300));
            }
            Typed typed = capture.join();
            assertEquals(0, typed.exit(), typed.err());
            assertTrue(typed.out().endsWith("what they mean: campus-gate decode --file " + out + "\n"), typed.out());
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(out)));
        assertTrue(Typed.run("decode", "--file", out.toString()).out().contains("in a whitelist: 001293D8"));
        assertEquals(out + " is there already; name another file with --out.",
                Typed.run("capture", "in-1", "--seconds", "1", "--out", out.toString(), "-c", config.toString()).firstError());
    }

    @Test void recordsIdentityCardsOnlyForWhoeverSaysSoAndWarns() throws Exception {
        Path config = config("{ driver = \"idcard-sam\", port = \"port\" }");
        Path out = folder.resolve("capture.txt");
        Typed refused = Typed.run("capture", "in-1", "--out", out.toString(), "-c", config.toString());
        assertEquals(1, refused.exit());
        assertEquals("Lane in-1 reads identity cards; what they hold is recorded only with --personal.", refused.firstError());
        assertFalse(Files.exists(out));
        assertEquals("通道 in-1 读取身份证；只有加 --personal 才会记录其内容。",
                Typed.run(Locale.SIMPLIFIED_CHINESE, "capture", "in-1", "--out", out.toString(), "-c", config.toString()).firstError());
        try (SamTwin twin = SamTwin.on(folder.resolve("port"))) {
            twin.rest(Optional.of(SamTwin.citizen("样例", "110105188801010015")));
            Typed typed = Typed.run("capture", "in-1", "--personal", "--seconds", "4", "--out", out.toString(), "-c", config.toString());
            assertEquals(0, typed.exit(), typed.err());
            assertEquals("Warning: " + out + " will hold whole identity cards. Delete it as soon as it has served.", typed.firstError());
        }
        String decoded = Typed.run("decode", "--file", out.toString()).out();
        assertTrue(decoded.contains("cmd: 30") && decoded.contains("name: 样例"), decoded);
    }

    @Test void saysSoWhenThereIsNoSuchReaderOrNothingPasses() throws Exception {
        Path sim = config("{ driver = \"sim\" }");
        assertEquals("There is no lane 'x'; there are in-1.", Typed.run("capture", "x", "-c", sim.toString()).firstError());
        assertEquals("The reader of lane in-1 is simulated: it has no line.", Typed.run("capture", "in-1", "-c", sim.toString()).firstError());
        assertEquals("Lane in-1 has 1 reader(s), none with number 2.", Typed.run("capture", "in-1", "--reader", "2", "-c", sim.toString()).firstError());
        assertEquals(2, Typed.run("capture", "in-1", "--seconds", "0", "-c", sim.toString()).exit());
        Path config = config("{ driver = \"pn532\", port = \"port\" }");
        Typed absent = Typed.run("capture", "in-1", "--seconds", "1", "--out", folder.resolve("none.txt").toString(), "-c", config.toString());
        assertEquals(1, absent.exit());
        assertTrue(absent.firstError().endsWith("port is not there."), absent.err());
    }
}
