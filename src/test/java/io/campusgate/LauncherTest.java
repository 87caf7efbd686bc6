package io.campusgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `/usr/bin/campus-gate` on a machine whose Javas lie in a folder of the test's own.
class LauncherTest {
    private static final String NONE = """
            campus-gate needs Java 25 and found none: apt install openjdk-25-jre-headless
            campus-gate 需要 Java 25，但没有找到：apt install openjdk-25-jre-headless
            """;
    @TempDir Path folder;

    private record Said(int exit, String out, String err) {}

    private Said launch(String... arguments) throws IOException, InterruptedException {
        Path script = Files.writeString(folder.resolve("campus-gate"), Files.readString(Path.of("systemd/campus-gate"))
                .replace("/usr/lib/jvm/", folder.resolve("jvm") + "/").replace("/usr/bin/java", folder.resolve("java").toString()));
        ProcessBuilder builder = new ProcessBuilder("sh", script.toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().remove("CAMPUS_GATE_JAVA");
        builder.environment().put("CAMPUS_GATE_AS_ROOT", "yes");
        Process p = builder.redirectError(folder.resolve("err").toFile()).redirectOutput(folder.resolve("out").toFile()).start();
        int exit = p.waitFor();
        return new Said(exit, Files.readString(folder.resolve("out"), StandardCharsets.UTF_8), Files.readString(folder.resolve("err"), StandardCharsets.UTF_8));
    }

    /// A Java of the given version that only says with what it was called.
    private void java(String name, String version) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("jvm/" + name + "/bin"));
        Files.writeString(folder.resolve("jvm/" + name + "/release"), "JAVA_VERSION=\"" + version + "\"\n");
        Path java = Files.writeString(bin.resolve("java"), "#!/bin/sh\necho \"" + name + " $*\"\n");
        assertTrue(java.toFile().setExecutable(true));
    }

    @Test void aMachineWithoutJavaIsToldWhatToInstall() throws Exception {
        assertEquals(new Said(1, "", NONE), launch("run"));
    }

    @Test void anotherJavaIsNotTaken() throws Exception {
        java("java-25-openjdk-of-old", "17.0.1");
        assertEquals(new Said(1, "", NONE), launch("run"));
        java("temurin-25-jdk-amd64", "25.0.1");
        Said said = launch("decode", "rdm6300");
        assertEquals(0, said.exit(), said.err());
        assertTrue(said.out().startsWith("temurin-25-jdk-amd64 ") && said.out().endsWith("/usr/share/campus-gate/campus-gate.jar decode rdm6300\n"), said.out());
    }
}
