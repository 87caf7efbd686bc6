package io.campusgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.daemon.ControlTwin;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScreeningCalibrateTest {
    @TempDir Path folder;

    private Path pairs(String header, String more) throws IOException {
        StringBuilder rows = new StringBuilder(header).append('\n');
        for (int i = 0; i < 24; i++) {
            double ambient = 18 + i % 12;
            rows.append(36.6 - 2.4 + i % 3 * 0.1).append(',').append(ambient).append(',').append(36.6 + i % 3 * 0.1).append('\n');
        }
        return Files.writeString(folder.resolve("pairs.csv"), rows + more);
    }

    private static Typed typing(String lines, String... args) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
        try {
            return Typed.run(args);
        } finally {
            System.setIn(before);
        }
    }

    @Test void proposesATableWithItsError() throws IOException {
        Typed typed = Typed.run("screening", "calibrate", pairs("surface,ambient,contact", "").toString());
        assertEquals("# 24 pairs at 18.0 to 29.0 °C. Error: 0.00 °C, at worst 0.00; of somebody new: 0.00.\n[screening]\noffset = [[23.5, 2.40]]\n", typed.out());
        assertEquals(0, typed.exit());
    }

    @Test void readsChineseHeadersInAnyOrder() throws IOException {
        Path file = Files.writeString(folder.resolve("p.csv"), "\uFEFF姓名,体温,表面,环境\n" + "王,36.6,34.2,22\n".repeat(5));
        assertTrue(Typed.run("screening", "calibrate", file.toString()).out().endsWith("offset = [[22.0, 2.40]]\n"));
    }

    @Test void namesBadRowsAndGoesOnOnlyWhenToldTo() throws IOException {
        Path file = pairs("surface,ambient,contact", "34.1,22,98.6\nx,22,36.5\n34.0,22\n");
        Typed typed = Typed.run("screening", "calibrate", file.toString());
        assertEquals(1, typed.exit());
        assertTrue(typed.err().startsWith("""
                pairs.csv row 26, contact: found '98.6', expected °C from 34 to 42
                pairs.csv row 27, surface: found 'x', expected °C from 28 to 42
                pairs.csv row 28, contact: found '', expected °C from 34 to 42
                """), typed.err());
        assertEquals("", typed.out());
        assertEquals(0, Typed.run("screening", "calibrate", file.toString(), "--skip-bad").exit());
    }

    @Test void namesAPairFarFromAllOthers() throws IOException {
        Path file = pairs("surface,ambient,contact", "34.1,22,39.6\n");
        Typed typed = Typed.run("screening", "calibrate", file.toString());
        assertEquals(1, typed.exit());
        assertTrue(typed.err().startsWith("pairs.csv row 26: -3.1"), typed.err());
        assertTrue(Typed.run("screening", "calibrate", file.toString(), "--skip-bad").out().endsWith("offset = [[23.5, 2.40]]\n"));
    }

    @Test void takesTypedPairsAndKeepsThem() throws IOException {
        Path kept = folder.resolve("kept.csv");
        Typed typed = typing("34.2 22 36.6\n".repeat(5) + "34.2 22\n34,2 x 36.6\n\n", "screening", "calibrate", "--out", kept.toString());
        assertEquals(0, typed.exit(), typed.err());
        assertTrue(typed.err().contains("line 6: found 2 values, expected surface, ambient and contact"), typed.err());
        assertTrue(typed.out().contains("# Fewer than 20 pairs"), typed.out());
        assertEquals("surface,ambient,contact\n" + "34.20,22.00,36.60\n".repeat(5), Files.readString(kept));
        assertEquals(0, Typed.run("screening", "calibrate", kept.toString()).exit());
    }

    @Test void readsTheSensorThroughTheDaemon() throws IOException {
        Path config = Files.writeString(folder.resolve("gate.toml"), """
                [site]
                id = "no1"
                gate = "east"
                [store]
                path = "gate.db"
                [[lane]]
                id = "in-1"
                direction = "in"
                reader = { driver = "sim" }
                relay = { driver = "sim" }
                """);
        try (ControlTwin _ = new ControlTwin(folder.resolve("gate.db"), Map.of("sight", "steady", "surface", 34.15, "ambient", 21.0, "age_ms", 40L))) {
            Typed typed = typing("36.6\n36.7\n36.5\n36.6\n36.6\n", "screening", "calibrate", "--lane", "in-1", "-c", config.toString());
            assertEquals(0, typed.exit(), typed.err());
            assertTrue(typed.out().endsWith("offset = [[21.0, 2.45]]\n"), typed.out());
        }
    }

    @Test void saysWhatIsMissing() throws IOException {
        assertEquals(1, Typed.run("screening", "calibrate", folder.resolve("none.csv").toString()).exit());
        Path file = Files.writeString(folder.resolve("p.csv"), "surface,contact\n34,36\n");
        assertTrue(Typed.run("screening", "calibrate", file.toString()).firstError().contains("there is no column 'ambient' (环境) in surface, contact"));
        assertTrue(typing("", "screening", "calibrate").firstError().startsWith("There are 0 pairs; at least 5 are needed"));
    }
}
