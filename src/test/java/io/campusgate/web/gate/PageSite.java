package io.campusgate.web.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.campusgate.config.GateConfig;
import io.campusgate.daemon.Gate;
import io.campusgate.device.drivers.Drivers;
import io.campusgate.device.sim.SimGate;
import io.campusgate.domain.Role;
import io.campusgate.store.Stored;
import io.campusgate.store.JournalReader;
import io.campusgate.web.PasswordHash;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A running gate on twins with its pages, a user of each role, and a client that is signed in as one of them.
final class PageSite implements AutoCloseable {
    static final String PASSWORD = "correct horse battery";
    private static final String UNTIL_HERE = "test_reads_until_here";

    final Gate gate;
    final GateSite site;
    final GateConfig config;
    final String address;
    final HttpClient http;
    private final Map<Role, String> cookies = new EnumMap<>(Role.class);

    /// @param web further lines of `[web]`
    PageSite(Path folder, HttpClient http, String web) throws Exception {
        this(folder, http, web, EventStream.LONGEST);
    }

    /// @param streams how long a stream of events lasts
    PageSite(Path folder, HttpClient http, String web, Duration streams) throws Exception {
        this.http = http;
        Path file = Files.writeString(folder.resolve("gate.toml"), """
                [site]
                id = "no1"
                gate = "east"
                [store]
                path = "gate.db"
                id-key-file = "id.key"
                [clock]
                source = "assume"
                [web]
                %s
                [[lane]]
                id = "in-1"
                direction = "in"
                reader = { driver = "sim" }
                relay = { driver = "sim" }
                """.formatted(web.contains("listen") ? web : "listen = \"127.0.0.1:0\"\n" + web));
        Path key = folder.resolve("id.key");
        if (!Files.exists(key)) {
            Files.write(key, new byte[32]);
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        }
        config = GateConfig.read(file);
        gate = Gate.start(config, new Drivers(new SimGate()));
        site = new GateSite(gate.controls(), List.of(), streams);
        site.start();
        address = site.awaitAddress(60).orElseThrow();
    }

    /// Makes the user if there is none, and signs in.
    String cookie(Role role) throws Exception {
        if (!cookies.containsKey(role)) {
            gate.controls().order("user_put", Map.of("name", role.word(), "role", role.word(), "password", PasswordHash.of(PASSWORD), "by", "test"));
            HttpResponse<String> answer = send(json("/api/session", "{\"name\":\"" + role.word() + "\",\"password\":\"" + PASSWORD + "\"}"));
            assertEquals(200, answer.statusCode(), answer.body());
            cookies.put(role, answer.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", ""));
        }
        return cookies.get(role);
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(address + path));
    }

    HttpRequest.Builder json(String path, String json) {
        return to(path).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(json));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(Role role, String path) throws Exception {
        return send(to(path).header("Cookie", cookie(role)));
    }

    HttpResponse<String> post(Role role, String path, String json) throws Exception {
        return send(json(path, json).header("Cookie", cookie(role)));
    }

    HttpResponse<String> upload(Role role, String path, byte[] bytes) throws Exception {
        return send(to(path).header("Content-Type", "application/octet-stream").header("Cookie", cookie(role)).POST(HttpRequest.BodyPublishers.ofByteArray(bytes)));
    }

    /// The journal's text of all events with each of `parts`, of everything that the gate was told before: pages are answered
    /// before a note of who signed in is on the disk, so a last note is made and waited for.
    List<String> events(String... parts) throws Exception {
        gate.controls().operatorFirst("looked_up", Optional.empty(), Map.of("what", UNTIL_HERE));
        try (JournalReader journal = JournalReader.open(config.store().path())) {
            return journal.after(0, 10_000).stream().map(Stored::text)
                    .filter(t -> !t.contains(UNTIL_HERE)).filter(t -> List.of(parts).stream().allMatch(t::contains)).toList();
        }
    }

    @Override public void close() {
        site.close();
        gate.close();
    }
}
