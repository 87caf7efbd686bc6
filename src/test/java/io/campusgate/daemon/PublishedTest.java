package io.campusgate.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.AsyncApi;
import io.campusgate.Await;
import io.campusgate.JsonValues;
import io.campusgate.Mosquitto;
import io.campusgate.device.i2c.EmulatedMlx90614;
import io.campusgate.domain.EventType;
import io.campusgate.domain.Word;
import io.campusgate.link.BrokerClient;
import io.campusgate.link.LinkSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a whole gate says over a real mosquitto: each message is as `config/asyncapi.yaml` describes it, and Home Assistant
/// finds what it is told of.
@Timeout(120)
class PublishedTest {
    private static final String LANES = """
            [[lane]]
            id = "in-1"
            direction = "in"
            held-open-ms = 300
            reader = { driver = "sim" }
            relay = { driver = "sim", pulse-ms = 100 }
            thermometer = { driver = "mlx90614" }
            door-contact = { driver = "sim" }
            exit-button = { driver = "sim" }
            fire-input = { driver = "sim" }
            tamper = { driver = "sim" }
            panic = { driver = "sim" }
            [[lane]]
            id = "out-1"
            direction = "out"
            reader = { driver = "sim" }
            relay = { driver = "sim", pulse-ms = 100 }
            """;
    private static final String REST = """
            [screening]
            offset = [[16, 2.4], [35, 2.4]]
            warm-up-s = 0
            degraded = "deny"
            required.normal = ["contractor"]
            [mqtt]
            url = "mqtt://127.0.0.1:%d"
            %s
            """;
    private static final String GATE = "campus/no1/gate/east/";

    @TempDir Path folder;
    private final EmulatedMlx90614 sensor = new EmulatedMlx90614();
    private final List<Heard> heard = new CopyOnWriteArrayList<>();

    private record Heard(String topic, String text) {}

    private BrokerClient listener(Mosquitto broker) throws IOException, InterruptedException {
        BrokerClient client = BrokerClient.connect(new LinkSettings(URI.create(broker.url()), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), false, false, LinkSettings.Timing.NORMAL), "witness",
                (topic, payload, _) -> heard.add(new Heard(topic, new String(payload, StandardCharsets.UTF_8))));
        client.listen("campus/#");
        client.listen("homeassistant/#");
        return client;
    }

    private SimSite site(Mosquitto broker, String more) throws Exception {
        sensor.set(34.11, 24);
        return new SimSite(folder, REST.formatted(broker.port(), more), LANES, _ -> sensor);
    }

    private List<String> events(String type) {
        return heard.stream().filter(h -> h.topic().equals(GATE + "event/" + type)).map(Heard::text).toList();
    }

    private void awaitEvent(String type, String part) {
        Await.until("an event " + type + " with " + part, () -> events(type).stream().anyMatch(e -> e.contains(part)));
    }

    @Test void everyMessageIsAsTheAsyncApiDescribesIt() throws Exception {
        AsyncApi api = new AsyncApi(Path.of("config/asyncapi.yaml"));
        try (Mosquitto broker = Mosquitto.plain(folder.resolve("broker")).start(); BrokerClient _ = listener(broker)) {
            try (SimSite site = site(broker, "")) {
                aDay(site);
            }
            Await.until("a clean goodbye", () -> heard.getLast().topic().equals(GATE + "status") && heard.getLast().text().equals("{\"online\":false}"));
        }
        List<String> complaints = new ArrayList<>();
        for (Heard h : heard) {
            String message = h.topic().startsWith(GATE + "event/") ? h.topic().substring((GATE + "event/").length())
                    : h.topic().equals(GATE + "status") ? h.text().equals("{\"online\":false}") ? "offline" : "online" : "(no such topic)";
            api.complaints(message, h.text()).forEach(c -> complaints.add(h.topic() + " " + c + " in " + h.text()));
        }
        assertEquals(List.of(), complaints);
        assertEquals(Set.of("entry", "passage", "door", "incident", "mode", "whitelist", "device", "clock", "gate", "operator"), heard.stream().map(Heard::topic)
                .filter(t -> t.contains("/event/")).map(t -> t.substring(t.lastIndexOf('/') + 1)).collect(Collectors.toCollection(TreeSet::new)));
    }

    private void aDay(SimSite site) throws Exception {
        site.awaitHealth("thermometer", "ok");
        site.tap(SimSite.contractor(0));
        awaitEvent("entry", "\"outcome\":\"granted\"");
        site.lane().door(true);
        awaitEvent("passage", "\"outcome\":\"passed\"");
        site.lane().door(false);
        site.tap("DEADBEEF");
        awaitEvent("entry", "unknown_credential");
        sensor.set(37.2, 24);
        Await.until("the fever is steady", () -> String.valueOf(thermometer(site)).contains("surface=37."));
        site.tap(SimSite.contractor(1));
        awaitEvent("incident", "\"kind\":\"fever\"");
        site.tap(site.hardware.lane("out-1"), SimSite.TEACHER);
        awaitEvent("entry", "\"direction\":\"out\"");
        site.lane().door(true);
        awaitEvent("door", "forced_open");
        site.lane().door(false);
        site.lane().exitButton(true);
        awaitEvent("door", "exit_button");
        site.lane().panic(true);
        awaitEvent("incident", "\"kind\":\"panic\"");
        site.lane().tamper(true);
        awaitEvent("incident", "\"kind\":\"tamper\"");
        site.control().call("mode_set", Map.of("mode", "closed", "by", "test", "reason", "exam", "until", "2099-01-01T00:00"));
        site.control().call("drill", Map.of("on", true, "by", "test"));
        site.control().call("open", Map.of("lane", "in-1", "by", "test", "reason", "parcel"));
        awaitEvent("entry", "\"reason\":\"operator\"");
        site.control().call("block", Map.of("card", SimSite.TEACHER, "by", "test", "reason", "lost"));
        site.control().call("clock_set", Map.of("time", "2099-01-02T00:00", "by", "test"));
        awaitEvent("clock", "stepped");
        sensor.fail(EmulatedMlx90614.Fault.PEC);
        awaitEvent("device", "unreliable");
        sensor.mend();
        awaitEvent("device", "back");
        assertFalse(events("whitelist").isEmpty());
    }

    @Test void theFileDescribesEachTypeOfEventUnderItsName() throws Exception {
        AsyncApi api = new AsyncApi(Path.of("config/asyncapi.yaml"));
        Set<String> types = List.of(EventType.values()).stream().map(Word::word).collect(Collectors.toSet());
        assertEquals(types, ((Map<?, ?>) api.at("/channels/event/messages")).keySet());
        assertEquals(types, Set.copyOf((List<?>) api.at("/channels/event/parameters/type/enum")));
        assertTrue(api.complaints("door", "{\"type\":\"door\",\"lane\":\"in-1\",\"outcome\":\"ajar\"}").stream().anyMatch(c -> c.contains("$.outcome is none of")), "the check bites");
    }

    @Test void homeAssistantIsToldOnlyIfTheSiteWantsItAndNeverOfAPerson() throws Exception {
        try (Mosquitto broker = Mosquitto.plain(folder.resolve("broker")).start()) {
            try (SimSite site = site(broker, "home-assistant = true")) {
                site.awaitHealth("thermometer", "ok");
                Await.until("the gate is connected", () -> String.valueOf(status(site).get("link")).contains("connected"));
                try (BrokerClient _ = listener(broker)) {   // so that what it hears was retained
                    Await.until("eight entities", () -> heard.stream().filter(h -> h.topic().startsWith("homeassistant/")).count() >= 8);
                }
            }
            List<Heard> told = heard.stream().filter(h -> h.topic().startsWith("homeassistant/")).toList();
            assertEquals(8, told.size());
            for (Heard h : told) {
                assertTrue(h.topic().matches("homeassistant/(binary_)?sensor/campus_gate_no1_east/[A-Za-z0-9_-]+/config"), h.topic());
                Map<?, ?> entity = (Map<?, ?>) JsonValues.parse(h.text());
                assertTrue(List.of(GATE + "status", GATE + "event/entry", GATE + "event/incident").contains(entity.get("state_topic")), h.text());
                assertFalse(String.valueOf(entity.get("value_template")).contains("who"), h.text());
            }
            assertEquals(told.size(), told.stream().map(h -> ((Map<?, ?>) JsonValues.parse(h.text())).get("unique_id")).distinct().count());
        }
        heard.clear();
        try (Mosquitto broker = Mosquitto.plain(folder.resolve("other")).start(); BrokerClient _ = listener(broker);
             SimSite site = site(broker, "")) {
            Await.until("the gate is connected", () -> heard.stream().anyMatch(h -> h.topic().equals(GATE + "status") && h.text().contains("\"online\":true")));
            assertEquals("ok", site.device("relay").get("health"));
            assertEquals(List.of(), heard.stream().filter(h -> h.topic().startsWith("homeassistant/")).toList());
        }
    }

    private static Map<String, Object> status(SimSite site) {
        return call(site, "status", Map.of());
    }

    private static Map<String, Object> thermometer(SimSite site) {
        return call(site, "thermometer", Map.of("lane", "in-1"));
    }

    private static Map<String, Object> call(SimSite site, String what, Map<String, Object> arguments) {
        try {
            return site.control().call(what, arguments);
        } catch (ControlClient.NotDone e) {
            throw new AssertionError(e);
        }
    }
}
