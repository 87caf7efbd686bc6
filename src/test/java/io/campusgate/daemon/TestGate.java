package io.campusgate.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.campusgate.GateProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The configuration and the people of a gate in a temporary folder, and what its journal says.
abstract class TestGate implements AutoCloseable {
    static final byte[] RELAY_ON = {(byte) 0xA0, 1, 1, (byte) 0xA2};
    static final byte[] RELAY_OFF = {(byte) 0xA0, 1, 0, (byte) 0xA1};
    static final Duration PATIENCE = Duration.ofSeconds(10);

    final Path folder;
    final Path config;

    /// @param store further lines of `[store]`
    /// @param more  the tables after `[clock]`, with the lanes
    TestGate(Path folder, String store, String more) throws IOException {
        this.folder = folder;
        this.config = Files.writeString(folder.resolve("gate.toml"), """
                [site]
                id = "no1"
                gate = "east"
                timezone = "Asia/Shanghai"
                language = "en"

                [store]
                path = "gate.db"
                %s

                [clock]
                source = "assume"

                [web]
                listen = "127.0.0.1:0"

                %s
                """.formatted(store, more));
    }

    @Override public abstract void close();

    /// @param files by name: `people.csv`
    void importWhitelist(Map<String, String> files) throws IOException {
        Path people = Files.createDirectories(folder.resolve("people"));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(people.resolve(file.getKey()), file.getValue(), StandardCharsets.UTF_8);
        }
        GateProcess.Result result = GateProcess.command("whitelist", "import", people.toString(), "--yes", "-c", config.toString());
        assertEquals(0, result.exit(), result.out() + result.err());
    }

    /// The journal's text of all events that contain each of `parts`, oldest first.
    List<String> events(String... parts) {
        GateProcess.Result result = GateProcess.command("log", "list", "--json", "--limit", "100000", "-c", config.toString());
        assertEquals(0, result.exit(), result.err());
        return result.lines().stream().filter(line -> List.of(parts).stream().allMatch(line::contains)).toList();
    }

    /// Waits until there are `count` events with each of `parts`.
    List<String> awaitEvents(int count, String... parts) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<String> found = new ArrayList<>();
        while (System.nanoTime() < end) {
            found = events(parts);
            if (found.size() >= count) {
                return found;
            }
        }
        throw new AssertionError("expected " + count + " events with " + List.of(parts) + ", found " + found.size() + " in\n"
                + String.join("\n", events()));
    }

    /// The text after `"name":` in an event: without quotes, up to the next comma or brace.
    static String member(String event, String name) {
        Matcher m = Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(event);
        if (!m.find()) {
            throw new AssertionError(name + " is not in " + event);
        }
        return m.group(1);
    }
}
