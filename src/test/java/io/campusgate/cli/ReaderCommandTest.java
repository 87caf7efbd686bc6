package io.campusgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.device.serial.QrModuleTwin;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against a twin of the module, which answers with the frames of the shared vectors.
class ReaderCommandTest {
    @TempDir Path folder;

    @Test void setsWhatIsOtherwiseReadsItBackAndSaves() {
        try (QrModuleTwin twin = QrModuleTwin.on(folder.resolve("port"), Map.of(0x00, 0xD6, 0x0D, 0x00, 0x60, 0x80))) {
            Typed typed = Typed.run("reader", "setup-qr", twin.path().toString());
            assertEquals(0, typed.exit(), typed.err());
            assertEquals("""
                    register 0000, read mode: D6 -> D7
                    register 000D, output port: 00, right
                    register 0060, line end, nothing added: 80 -> A1
                    The module is set up and has saved it. In gate.toml: { driver = "line", port = "%s", format = "raw" }
                    """.formatted(twin.path()), typed.out());
            assertEquals(Map.of(0x00, 0xD7, 0x0D, 0x00, 0x60, 0xA1), twin.saved());
            assertEquals(0, Typed.run("reader", "setup-qr", "--check", twin.path().toString()).exit());
        }
    }

    @Test void checkChangesNothing() {
        try (QrModuleTwin twin = QrModuleTwin.on(folder.resolve("port"), Map.of(0x00, 0xD6, 0x0D, 0x01, 0x60, 0x21))) {
            Typed typed = Typed.run("reader", "setup-qr", "--check", "--json", twin.path().toString());
            assertEquals(1, typed.exit());
            assertTrue(typed.out().contains("{\"register\":\"000D\",\"meaning\":\"output port\",\"before\":\"01\",\"after\":\"00\"}"), typed.out());
            assertEquals(Map.of(), twin.saved());
        }
    }

    @Test void aScanThatComesBetweenSpoilsNothing() {
        try (QrModuleTwin twin = QrModuleTwin.on(folder.resolve("port"), Map.of(0x00, 0xD7, 0x0D, 0x00, 0x60, 0x21))) {
            twin.sayBeforeNextAnswer("CG1.P17.Zm9vYmFyYmF6cXV4\r\n");
            assertEquals(0, Typed.run("reader", "setup-qr", twin.path().toString()).exit());
        }
    }

    @Test void aModuleThatKeepsItsOldValueIsAFault() {
        try (QrModuleTwin twin = QrModuleTwin.on(folder.resolve("port"), Map.of(0x00, 0xD6, 0x0D, 0x00, 0x60, 0x21))) {
            twin.refuseWrites();
            Typed typed = Typed.run("reader", "setup-qr", twin.path().toString());
            assertEquals(1, typed.exit());
            assertTrue(typed.firstError().contains("keeps D6 in register 0000 (read mode) instead of D7"), typed.err());
        }
    }

    @Test void saysPlainlyWhatIsWrong() {
        assertEquals(folder.resolve("none") + " is not there", Typed.run("reader", "setup-qr", folder.resolve("none").toString()).firstError());
        assertEquals(2, Typed.run("reader", "setup-qr").exit());
        assertEquals(2, Typed.run("reader", "setup-qr", "--baud", "1", "/dev/null").exit());
        try (QrModuleTwin twin = QrModuleTwin.on(folder.resolve("port"), Map.of())) {
            twin.mute(true);
            Typed silent = Typed.run("reader", "setup-qr", twin.path().toString());
            assertEquals(1, silent.exit());
            assertTrue(silent.firstError().contains("no QR module answers"), silent.err());
        }
        try (QrModuleTwin twin = QrModuleTwin.on(folder.resolve("port"), Map.of())) {
            twin.answerAlwaysWith(HexFormat.of().parseHex("02000001812310"));   // the vector whose CRC is wrong
            assertTrue(Typed.run("reader", "setup-qr", twin.path().toString()).firstError().contains("no QR module of the GM65 family"));
        }
    }
}
