package io.campusgate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The script of the unit's ExecStopPost, with a real tty for the board and stand-ins for the gpio tools, which write down
/// how they are called.
@Timeout(60)
class RelayRestTest {
    @TempDir Path folder;

    private void tool(String name, String body) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void gpiod(String version) throws IOException {
        tool("gpiodetect", "echo 'gpiochip10 [gpio-brcmstb@1] (4 lines)'; echo 'gpiochip4 [pinctrl-rp1] (54 lines)'");
        tool("gpioset", "case $1 in --version) echo 'gpioset (libgpiod) " + version + "';; *) echo \"$@\" >> '" + folder + "/calls';; esac");
    }

    private int rest(String lines) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("relays"), lines);
        ProcessBuilder script = new ProcessBuilder("systemd/relay-rest").redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile());
        script.environment().put("RUNTIME_DIRECTORY", folder.toString());
        script.environment().put("PATH", folder + ":" + System.getenv("PATH"));
        return script.start().waitFor();
    }

    private String calls() throws IOException {
        return Files.readString(folder.resolve("calls"));
    }

    @Test void setsPinsWithTheToolsOfTrixieOnTheHeadersChip() throws Exception {
        gpiod("v2.2");
        assertEquals(0, rest("gpio 23 0\ngpio 5 1\n"));
        assertEquals("-c gpiochip4 -t 0 23=0\n-c gpiochip4 -t 0 5=1\n", calls());
    }

    @Test void setsPinsWithTheToolsOfBookworm() throws Exception {
        gpiod("v1.6.3");
        assertEquals(0, rest("gpio 23 0\n"));
        assertEquals("gpiochip4 23=0\n", calls());
    }

    @Test void tellsABoardToSwitchOffAndGoesOnAfterAFault() throws Exception {
        gpiod("v2.2");
        try (Pty board = Pty.open(folder.resolve("board"))) {
            assertEquals(1, rest("lcus /dev/not-there 1\nlcus " + folder.resolve("board") + " 2\nnonsense\ngpio 23 x\ngpio 23 0\n"));
            assertArrayEquals(new byte[] {(byte) 0xA0, 2, 0, (byte) 0xA2}, board.read(4, Duration.ofSeconds(10)));
        }
        assertEquals("-c gpiochip4 -t 0 23=0\n", calls());
        assertEquals("relay-rest: /dev/not-there is not there\nrelay-rest: cannot read 'nonsense  '\nrelay-rest: cannot read 'gpio 23 x'\n",
                Files.readString(folder.resolve("said"), StandardCharsets.UTF_8));
    }

    @Test void withoutADaemonThatWroteTheLinesThereIsNothingToDo() throws Exception {
        ProcessBuilder script = new ProcessBuilder("systemd/relay-rest");
        script.environment().put("RUNTIME_DIRECTORY", folder.resolve("nowhere").toString());
        assertEquals(0, script.start().waitFor());
    }
}
