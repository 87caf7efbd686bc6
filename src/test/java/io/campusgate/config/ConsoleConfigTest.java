package io.campusgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleConfigTest {
    @TempDir Path folder;

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("console.toml"), text);
    }

    @Test void theShippedOneIsSound() throws Exception {
        ConsoleConfig config = ConsoleConfig.read(Path.of("config/console.toml"));
        assertEquals("no1", config.site().id());
        assertEquals(new ConsoleConfig.Store.File(Path.of("/var/lib/campus-gate-console/console.db")), config.store());
        assertEquals(new ConsoleConfig.Keep(180, 14), config.keep());
        assertEquals("console", config.group());
        assertEquals(Optional.empty(), config.orderKey());
        assertEquals("127.0.0.1:8081", config.web().listen().toString());
    }

    @Test void aServerBeyondThisMachineHasToProveItself() throws Exception {
        String start = "[site]\nid = \"no1\"\n[mqtt]\nurl = \"mqtt://127.0.0.1\"\n[store]\nusername = \"campus\"\n";
        assertEquals(new ConsoleConfig.Store.Server("db.lan", 5432, "campus", "campus", Optional.empty(), true, Optional.empty()),
                ConsoleConfig.read(file(start + "url = \"postgresql://db.lan/campus\"\n")).store());
        assertEquals(new ConsoleConfig.Store.Server("127.0.0.1", 5433, "campus", "campus", Optional.empty(), false, Optional.empty()),
                ConsoleConfig.read(file(start + "url = \"postgresql://127.0.0.1:5433/campus\"\n")).store());
    }

    @Test void everythingThatIsWrongIsToldAtOnce() throws Exception {
        BadConfig bad = assertThrows(BadConfig.class, () -> ConsoleConfig.read(file("""
                [site]
                name = "no1"
                [mqtt]
                url = "mqtt://broker.lan"
                password-file = "missing"
                [store]
                path = "a.db"
                url = "postgresql://me:secret@db/campus"
                [web]
                listen = "0.0.0.0:8081"
                [lane]
                """)));
        assertEquals(List.of("lane", "mqtt.password-file", "mqtt.url", "site.id", "site.name", "store.url", "store.username", "web.listen"),
                bad.problems().stream().map(Problem::key).distinct().sorted().toList());
    }
}
