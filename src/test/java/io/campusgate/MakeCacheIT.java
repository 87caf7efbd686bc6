package io.campusgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The package's scripts that train the AOT cache and start the program with it, moved to a folder of the test's own.
class MakeCacheIT {
    private static final byte[] CARD = "\u00020100129348C8\u0003".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern FROM_JAR = Pattern.compile("(io\\.campusgate\\.\\S+) source: (?:jar|file):");
    private static final Pattern FROM_CACHE = Pattern.compile("(io\\.campusgate\\.\\S+) source: shared objects file");
    @TempDir Path folder;
    private Path cache;

    @BeforeEach void install() throws IOException {
        RealComponents.require("script");
        cache = Files.createDirectories(folder.resolve("cache"));
        Path target = Path.of(System.getProperty("program.jar", "target/campus-gate.jar")).toAbsolutePath();
        assertTrue(Files.exists(target), target + " is not there: integration tests run after the package is made");
        for (String name : List.of("campus-gate", "make-cache")) {
            Path script = Files.writeString(folder.resolve(name), Files.readString(Path.of("systemd", name))
                    .replace("/usr/share/campus-gate/", target.getParent() + "/").replace("home=/usr/share/campus-gate", "home=" + target.getParent())
                    .replace("/var/cache/campus-gate", cache.toString()).replace("/usr/bin/campus-gate", folder.resolve("campus-gate").toString()));
            assertTrue(script.toFile().setExecutable(true));
        }
    }

    private Process start(String options, String... line) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(folder.resolve("out").toFile());
        builder.environment().put("CAMPUS_GATE_JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString());
        builder.environment().put("CAMPUS_GATE_AS_ROOT", "yes");
        builder.environment().put("CAMPUS_GATE_TMP", folder.resolve("native").toString());
        builder.environment().put("CAMPUS_GATE_JAVA_OPTS", options);
        return builder.start();
    }

    private void finish(Process process) throws IOException, InterruptedException {
        assertTrue(process.waitFor(8, TimeUnit.MINUTES), "it does not end");
        assertEquals(0, process.exitValue(), Files.readString(folder.resolve("out")));
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("out"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /// Classes of the gate; no lambdas, and none of the commands, of which the JVM leaves one out.
    private static Set<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map((MatchResult m) -> m.group(1)).filter(name -> !name.contains("/") && !name.startsWith("io.campusgate.cli.")).collect(Collectors.toCollection(TreeSet::new));
    }

    /// As after an upgrade, until the new cache is made.
    @Test void aCacheThatDoesNotFitIsNotSpokenOf() throws Exception {
        Files.write(cache.resolve("campus-gate.aot"), new byte[20_000]);
        finish(start("", folder.resolve("campus-gate").toString(), "config", "check", "-c", Path.of("config/demo.toml").toString(), "--json"));
        assertTrue(said().startsWith("{"), said());
    }

    @Test void whatAFirstTapNeedsIsInTheCacheAndNothingElseIsLeft() throws Exception {
        finish(start("", folder.resolve("make-cache").toString()));
        try (Stream<Path> left = Files.list(cache)) {
            assertEquals(Set.of("campus-gate.aot", "campus-gate.aot.for"), left.map(p -> p.getFileName().toString()).collect(Collectors.toSet()),
                    Files.readString(folder.resolve("out")));
        }
        Path people = Files.createDirectories(folder.resolve("people"));
        Files.writeString(people.resolve("people.csv"), "person_id,name,kind,levels,cards\nT1,Wang,staff,all,00129348\n");
        Files.writeString(people.resolve("levels.csv"), "level,modes,gates,direction,days,from,until,holidays,needs_pass\nall,normal,*,both,*,00:00,24:00,yes,no\n");
        String config = Files.writeString(folder.resolve("gate.toml"), """
                [site]
                id = "no1"
                gate = "east"
                [store]
                path = "gate.db"
                [clock]
                source = "assume"
                [web]
                listen = "127.0.0.1:0"
                [[lane]]
                id = "in-1"
                direction = "in"
                reader = { driver = "rdm6300", port = "reader" }
                relay = { driver = "lcus", port = "relay", pulse-ms = 100 }
                """).toString();
        finish(start("", folder.resolve("campus-gate").toString(), "whitelist", "import", people.toString(), "--yes", "-c", config));
        Path loaded = folder.resolve("loaded");
        try (Pty reader = Pty.open(folder.resolve("reader")); Pty relay = Pty.open(folder.resolve("relay"))) {
            Process gate = start("-Xlog:class+load:file=" + loaded, folder.resolve("campus-gate").toString(), "run", "-c", config);
            try {
                byte[] on = {(byte) 0xA0, 1, 1, (byte) 0xA2};
                byte[] seen = new byte[0];
                long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
                while (!new String(seen, StandardCharsets.ISO_8859_1).contains(new String(on, StandardCharsets.ISO_8859_1))) {
                    assertTrue(gate.isAlive() && System.nanoTime() < end, () -> "no tap was answered: " + said());
                    reader.write(CARD);
                    byte[] more = relay.read(Duration.ofSeconds(3));   // a card that stays at the reader is one tap
                    byte[] both = Arrays.copyOf(seen, seen.length + more.length);
                    System.arraycopy(more, 0, both, seen.length, more.length);
                    seen = both;
                }
                String classes = Files.readString(loaded);
                assertEquals(Set.of(), all(FROM_JAR, classes), "classes of a start and a tap that are not in the cache");
                assertTrue(all(FROM_CACHE, classes).contains("io.campusgate.passage.Passage"), "the cache is used");
            } finally {
                gate.destroy();
                gate.waitFor(1, TimeUnit.MINUTES);
            }
        }
    }
}
