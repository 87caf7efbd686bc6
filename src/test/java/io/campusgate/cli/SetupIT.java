package io.campusgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.Await;
import io.campusgate.GateProcess;
import io.campusgate.Pty;
import io.campusgate.RealComponents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From no configuration to a person who comes in, by the packaged program alone.
class SetupIT {
    private static final byte[] CARD = HexFormat.of().parseHex("0230313030313239334438353803");
    @TempDir Path folder;

    @Test void aGateSetUpByAnswersStartsAndOpens() throws Exception {
        try (Pty reader = Pty.open(folder.resolve("reader")); Pty relay = Pty.open(folder.resolve("relay"))) {
            Path config = folder.resolve("gate.toml");
            String answers = String.join("\n", "中文", "zh-CN", "no1", "east", "in", "", "rdm6300", folder.resolve("reader").toString(),
                    "lcus", folder.resolve("relay").toString(), "none", "n", "", "wang", "correct horse", "correct house", "correct horse", "correct horse") + "\n";
            GateProcess.Result setUp = GateProcess.answering(answers, "setup", "--clock", "assume", "--listen", "127.0.0.1:" + RealComponents.freePort(), "-c", config.toString());
            assertEquals(0, setUp.exit(), setUp.err());
            assertTrue(setUp.out().contains("两次输入不一致") && setUp.out().contains("wang 可以作为 admin"), setUp.out());
            Path people = Files.createDirectory(folder.resolve("people"));
            Files.writeString(people.resolve("people.csv"), "person_id,name,kind,levels,cards\nT1,王芳,staff,all,001293D8\n");
            Files.writeString(people.resolve("levels.csv"), "level,modes,gates,direction,days,from,until,holidays,needs_pass\nall,normal,*,both,*,00:00,24:00,yes,no\n");
            assertEquals(0, GateProcess.command("whitelist", "import", people.toString(), "-c", config.toString()).exit());
            try (GateProcess gate = GateProcess.run(config)) {
                relay.read(Duration.ofMillis(300));   // told to rest at open
                reader.write(CARD);
                Await.until("the lane opened", () -> HexFormat.of().formatHex(relay.read(Duration.ofMillis(100))).contains("a00101a2"));
                assertEquals("admin\twang", GateProcess.command("user", "list", "-c", config.toString()).out().strip());
                assertEquals(0, gate.stop());
            }
            String log = GateProcess.command("log", "list", "--type", "entry", "--json", "-c", config.toString()).out();
            assertTrue(log.contains("\"outcome\":\"granted\"") && log.contains("王芳"), log);
        }
    }

    @Test void answersThatEndTooEarlySetNothingUp() {
        Path config = folder.resolve("gate.toml");
        GateProcess.Result setUp = GateProcess.answering("en\nno1\n", "setup", "-c", config.toString());
        assertEquals(1, setUp.exit());
        assertTrue(setUp.err().startsWith("The answers ended too early; nothing was set up."), setUp.err());
        assertTrue(Files.notExists(config));
    }
}
