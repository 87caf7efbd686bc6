package io.campusgate.daemon;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.GateProcess;
import io.campusgate.Mosquitto;
import io.campusgate.Pty;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An administrator's commands against the packaged daemon, through a real mosquitto: what an order does at the gate, and a
/// visitor's pass from its issue to its end.
class OrdersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String RIGHTS = "[\"whitelist\", \"open\", \"set_mode\", \"drill\", \"replay\", \"refresh\", \"restart\"]";
    @TempDir Path folder;

    private String url = "";

    private GateProcess.Result run(String... words) {
        return GateProcess.command(words);
    }

    private GateProcess.Result order(String gate, String... words) {
        List<String> all = new ArrayList<>(List.of("order"));
        all.addAll(Arrays.asList(words));
        all.addAll(List.of("--site", "no1", "--gate", gate, "--key", folder.resolve("admin.key").toString(), "--broker", url, "--by", "wang"));
        return GateProcess.command(all.toArray(String[]::new));
    }

    private void done(String... words) {
        GateProcess.Result result = order("east", words);
        assertEquals(0, result.exit(), String.join(" ", words) + ": " + result.out() + result.err());
        assertEquals("east: done\n", result.out());
    }

    private TestSite site(Mosquitto broker, String lane) throws Exception {
        url = broker.url();
        assertEquals(0, run("keygen", folder.toString(), "admin").exit());
        return new TestSite(folder, "[mqtt]\nurl = \"" + url + "\"\nconsole = false\n[screening]\nrequired.normal = []\n[trust]\nadmin = { key = \"admin.pub\", may = " + RIGHTS + " }\n",
                lane);
    }

    private static GateProcess connected(TestSite site) {
        GateProcess gate = GateProcess.run(site.config);
        gate.awaitLog(line -> line.contains("is connected"), PATIENCE);
        return gate;
    }

    private static void opens(Pty relay) {
        byte[] said = relay.read(8, PATIENCE);
        assertArrayEquals(TestGate.RELAY_ON, Arrays.copyOf(said, 4));
        assertArrayEquals(TestGate.RELAY_OFF, Arrays.copyOfRange(said, 4, 8));
    }

    @Test void whatAnAdministratorOrdersHappensOnceAndIsJournaled() throws Exception {
        try (Mosquitto broker = Mosquitto.plain(Files.createDirectory(folder.resolve("broker"))).start(); TestSite site = site(broker, "")) {
            site.importPeople();
            try (GateProcess gate = connected(site)) {
                site.forgetRelay();
                done("open", "in-1", "--reason", "delivery");
                opens(site.relay);
                assertEquals(1, site.events("\"type\":\"entry\"", "\"reason\":\"operator\"", "\"by\":\"wang\"", "delivery").size());
                GateProcess.Result cellar = order("east", "open", "cellar", "--reason", "x");
                assertEquals(1, cellar.exit());
                assertTrue(cellar.out().startsWith("east: refused: failed ("), cellar.out());
                done("drill", "on");
                done("drill", "off");
                done("refresh");
                done("set_mode", "closed", "--reason", "flu");
                GateProcess.Result nobody = order("west", "refresh", "--wait", "1");
                assertEquals(1, nobody.exit());
                assertEquals("west: no answer within 1 s\n", nobody.out());
                assertEquals(0, order("*", "refresh").exit());
                replays(site);
                done("restart");
                assertEquals(0, gate.await(), "the service manager starts it again");
            }
            try (GateProcess _ = connected(site)) {
                assertTrue(run("mode", "show", "-c", site.config.toString()).out().contains("closed"), "the mode survives");
                site.forgetRelay();
                site.tap(TestSite.TEACHER);
                site.awaitEvents(1, "\"type\":\"entry\"", "\"outcome\":\"denied\"", "\"reason\":\"mode\"");
                assertEquals(0, site.relay.read(Duration.ofMillis(300)).length);
            }
            List<String> orders = site.events("\"type\":\"order\"", "\"by\":\"wang\"", "\"key\":\"admin\"");
            assertEquals(List.of("open done", "open refused", "drill done", "drill done", "refresh done", "set_mode done", "refresh done", "replay done", "replay refused", "restart done"),
                    orders.stream().map(e -> TestGate.member(e, "do") + " " + TestGate.member(e, "outcome")).toList());
        }
    }

    /// The journal's events come again, byte for byte, once.
    private void replays(TestSite site) throws Exception {
        List<String> first = site.events().subList(0, 3);
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (MqttClient listener = new MqttClient(url.replace("mqtt://", "tcp://"), "listener", new MemoryPersistence())) {
            listener.connect();
            listener.subscribe("campus/no1/gate/east/event/#", 1, (_, m) -> heard.add(new String(m.getPayload(), StandardCharsets.UTF_8)));
            done("replay", "1", "3");
            List<String> again = new ArrayList<>();
            while (again.size() < 3) {
                String event = heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                assertTrue(event != null, "no more than " + again + " came again");
                if (first.contains(event)) {
                    again.add(event);
                }
            }
            assertEquals(first, again);
            assertEquals(1, order("east", "replay", "1", "1000000").exit());
            listener.disconnect();
        }
    }

    @Test void aGateThatDoesNotKnowTheTimeTakesAnOrderWithItsNonce() throws Exception {
        try (Mosquitto broker = Mosquitto.plain(Files.createDirectory(folder.resolve("broker"))).start(); TestSite site = site(broker, "")) {
            Path people = Files.createDirectory(folder.resolve("school"));
            Files.writeString(people.resolve("people.csv"), "person_id,name,kind\nT1,王小明,staff\n");
            assertEquals(0, run("whitelist", "build", people.toString(), "--key", folder.resolve("admin.key").toString(), "--site", "no1", "--issued", "2090-01-01T00:00:00Z",
                    "--out", folder.resolve("b").toString()).exit());
            assertEquals(0, run("whitelist", "apply", folder.resolve("b").toString(), "-c", site.config.toString()).exit());
            try (GateProcess _ = connected(site)) {   // its clock is far behind the newest signed whitelist
                site.forgetRelay();
                done("open", "in-1", "--reason", "no clock");
                opens(site.relay);
                assertEquals(1, site.events("\"type\":\"order\"", "\"outcome\":\"done\"", "\"clock\":\"unsynced\"").size());
                GateProcess.Result all = order("*", "open", "in-1", "--reason", "without a nonce");
                assertEquals(1, all.exit());
                assertTrue(all.out().startsWith("east: refused: clock_untrusted ("), all.out());
                assertEquals(0, site.relay.read(Duration.ofMillis(300)).length);
            }
        }
    }

    private String build(Path school, String out, String... more) {
        List<String> words = new ArrayList<>(List.of("whitelist", "build", school.toString(), "--key", folder.resolve("admin.key").toString(), "--site", "no1", "--out",
                folder.resolve(out).toString()));
        words.addAll(Arrays.asList(more));
        GateProcess.Result built = run(words.toArray(String[]::new));
        assertEquals(0, built.exit(), built.err());
        return folder.resolve(out).toString();
    }

    private void push(String bundle) {
        GateProcess.Result pushed = run("whitelist", "push", bundle, "--broker", url);
        assertEquals(0, pushed.exit(), pushed.out() + pushed.err());
        assertTrue(pushed.out().contains("done"), pushed.out());
        assertFalse(pushed.out().contains("\u001B"), "no terminal, no cursor");
    }

    @Test void aPassOpensAfterThePushThatBringsItAndNoMoreAfterTheOneThatTakesItAway() throws Exception {
        try (Mosquitto broker = Mosquitto.plain(Files.createDirectory(folder.resolve("broker"))).start();
             TestSite site = site(broker, """
                     [[lane]]
                     id = "qr"
                     direction = "in"
                     reader = { driver = "line", format = "raw", port = "reader-qr" }
                     relay = { driver = "lcus", port = "relay-qr", pulse-ms = 50 }
                     """);
             Pty qr = Pty.open(folder.resolve("reader-qr")); Pty relay = Pty.open(folder.resolve("relay-qr"))) {
            Path school = Files.createDirectory(folder.resolve("school"));
            Files.writeString(school.resolve("people.csv"), "person_id,name,kind\nT1,王小明,staff\n");
            GateProcess.Result issued = run("pass", "issue", school.toString(), "--name", "韩梅梅", "--from", "2026-01-01T00:00", "--until", "2090-01-01T12:00", "--host", "王小明", "--approved-by", "李主任",
                    "--png", folder.resolve("pass.png").toString(), "-c", site.config.toString());
            assertEquals(0, issued.exit(), issued.err());
            Matcher code = Pattern.compile("CG1\\.([^.\\s]+)\\.\\S+").matcher(issued.out());
            assertTrue(code.find(), issued.out());
            String first = build(school, "b1");
            try (GateProcess _ = connected(site)) {
                push(first);
                relay.read(Duration.ofMillis(200));
                qr.writePaced((code.group() + "\r\n").getBytes(StandardCharsets.UTF_8), 9600);
                opens(relay);
                assertEquals(0, run("pass", "revoke", school.toString(), code.group(1), "-c", site.config.toString()).exit());
                push(build(school, "b2", "--previous", first));
                GateProcess.Result older = run("whitelist", "push", first, "--broker", url);
                assertEquals(1, older.exit());
                assertTrue(older.err().startsWith("The broker has version 2 already"), older.err());
                GateProcess.Result refused = run("whitelist", "push", first, "--broker", url, "--yes");
                assertEquals(1, refused.exit());
                assertTrue(refused.out().contains("refused: expired version 1 is older than 2, which this gate has had"), refused.out());
                qr.writePaced((code.group() + "\r\n").getBytes(StandardCharsets.UTF_8), 9600);   // the first tap after the gate's answer
                site.awaitEvents(1, "\"type\":\"entry\"", "\"outcome\":\"denied\"", "\"reason\":\"unknown_credential\"", "\"whitelist\":\"2\"", code.group(1));
                assertEquals(0, relay.read(Duration.ofMillis(300)).length);
                List<String> granted = site.events("\"type\":\"entry\"", "\"outcome\":\"granted\"", "\"lane\":\"qr\"");
                assertEquals(1, granted.size());
                assertEquals("1", TestGate.member(granted.getFirst(), "whitelist"));
                assertFalse(site.events().toString().contains(code.group()), "the secret is in no event");
            }
        }
    }
}
