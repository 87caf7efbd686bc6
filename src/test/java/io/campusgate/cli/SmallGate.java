package io.campusgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// A stopped gate in a folder, with a key for identity numbers and a lane each way, and commands typed about it.
record SmallGate(Path config) {

    static SmallGate in(Path folder) throws IOException {
        assertEquals(0, Typed.run("keygen", "--id-key", folder.resolve("id.key").toString()).exit());
        return new SmallGate(Files.writeString(folder.resolve("gate.toml"), """
                [site]
                id = "no1"
                gate = "east"
                [store]
                path = "gate.db"
                id-key-file = "id.key"
                [[lane]]
                id = "in-1"
                direction = "in"
                reader = { driver = "sim" }
                relay = { driver = "sim" }
                [[lane]]
                id = "out-1"
                direction = "out"
                reader = { driver = "sim" }
                relay = { driver = "sim" }
                """));
    }

    Typed run(Locale locale, String... words) {
        List<String> all = new ArrayList<>(Arrays.asList(words));
        all.addAll(List.of("-c", config.toString()));
        return Typed.run(locale, all.toArray(String[]::new));
    }

    /// What is typed behind `first` words.
    Typed run(Locale locale, List<String> first, String... words) {
        List<String> all = new ArrayList<>(first);
        all.addAll(Arrays.asList(words));
        return run(locale, all.toArray(String[]::new));
    }
}
