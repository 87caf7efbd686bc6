package io.campusgate.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.GateProcess;
import io.campusgate.JsonValues;
import io.campusgate.Mosquitto;
import io.campusgate.Pty;
import io.campusgate.domain.Mode;
import io.campusgate.order.Order;
import io.campusgate.order.SignedOrder;
import io.campusgate.trust.KeyText;
import io.campusgate.trust.SigningKey;
import io.campusgate.whitelist.bundle.Manifest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged daemon on a real tty, a real mosquitto, and everything a broker may bring that is not what it should be:
/// refused, answered, journaled, and the gate as it was.
class SignedUpdateIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long FIRST_CARD = 0x10000000L;
    @TempDir Path folder;

    private SigningKey key(String name, boolean isTrusted) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        if (isTrusted) {
            Files.writeString(folder.resolve(name + ".pub"), KeyText.of("PUBLIC", pair.getPublic().getEncoded()));
        }
        return new SigningKey(name, pair.getPrivate());
    }

    /// Publishes what it likes and hears the gate's answers.
    private static final class Attacker implements AutoCloseable {
        private final MqttClient client;
        private final LinkedBlockingQueue<Map<?, ?>> replies = new LinkedBlockingQueue<>();

        Attacker(String url) throws MqttException {
            client = new MqttClient(url.replace("mqtt://", "tcp://"), "attacker", new MemoryPersistence());
            client.connect();
            client.subscribe("campus/no1/gate/east/reply", 1, (_, m) -> replies.add((Map<?, ?>) JsonValues.parse(new String(m.getPayload(), StandardCharsets.UTF_8))));
        }

        void publish(String topic, String text, boolean retained) throws MqttException {
            client.publish("campus/no1/" + topic, text.getBytes(StandardCharsets.UTF_8), 1, retained);
        }

        Map<?, ?> reply(String what) throws InterruptedException {
            Map<?, ?> reply = replies.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertTrue(reply != null, "no answer to " + what);
            return reply;
        }

        void refused(String what, String topic, String text, String error) throws Exception {
            publish(topic, text, false);
            Map<?, ?> reply = reply(what);
            assertEquals(false, reply.get("ok"), what + ": " + reply);
            assertEquals(error, reply.get("error"), what + ": " + reply);
        }

        @Override public void close() throws MqttException {
            client.disconnectForcibly(0, 100);
            client.close(true);
        }
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static byte[] gzip(String text) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    private static Manifest manifest(String site, long version, String text, List<String> chunks) throws Exception {
        String content = sha256(text.getBytes(StandardCharsets.UTF_8));
        return new Manifest(site, version, content, Instant.now().minusSeconds(60), new Manifest.Full(version, content, text.lines().count(), chunks), Optional.empty());
    }

    private static SignedOrder order(String site, String gate, Instant issued, Duration life, Order order) {
        return new SignedOrder(site, gate, UUID.randomUUID().toString(), issued, issued.plus(life), "test", Optional.empty(), order);
    }

    private static long residentKb(long pid) throws Exception {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream().filter(l -> l.startsWith("VmRSS:"))
                .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", ""))).findFirst().orElseThrow();
    }

    @Test void everyAttackIsRefusedAnsweredAndJournaledAndTheGateGoesOn() throws Exception {
        SigningKey admin = key("admin", true);
        SigningKey clerk = key("clerk", true);
        SigningKey stranger = key("admin", false);
        try (Mosquitto broker = Mosquitto.plain(Files.createDirectory(folder.resolve("broker"))).start();
             TestSite site = new TestSite(folder, "[mqtt]\nurl = \"" + broker.url() + "\"\nconsole = false\n[trust]\n"
                     + "admin = { key = \"admin.pub\", may = [\"whitelist\", \"open\", \"drill\", \"restart\"] }\nclerk = { key = \"clerk.pub\", may = [\"refresh\"] }\n", "");
             Attacker attacker = new Attacker(broker.url())) {
            site.importPeople();
            SignedOrder done;
            int refusals = 0;
            try (GateProcess gate = GateProcess.run(site.config)) {
                gate.awaitLog(line -> line.contains("is connected"), PATIENCE);
                long before = residentKb(gate.pid());
                String person = "{\"table\":\"person\",\"key\":\"T0042\",\"name\":\"王\",\"kind\":\"staff\",\"cards\":[\"001293D8\"],\"status\":\"active\"}\n";
                String good = admin.sign(manifest("no1", 5, person, List.of(sha256(gzip(person)))).json());
                String topic = "whitelist/manifest";
                for (int at : new int[] {3, good.length() / 2, good.length() - 1}) {
                    char flipped = (char) (good.charAt(at) ^ 1);
                    attacker.refused("a flipped bit", topic, good.substring(0, at) + flipped + good.substring(at + 1), "bad_signature");
                    refusals++;
                }
                attacker.refused("no signature", topic, "{\"typ\":\"whitelist\",\"version\":9}", "bad_signature");
                attacker.refused("wrong key", topic, stranger.sign(manifest("no1", 5, person, List.of()).json()), "bad_signature");
                attacker.refused("unknown key", topic, new SigningKey("nobody", stranger.key()).sign(manifest("no1", 5, person, List.of()).json()), "unknown_key");
                attacker.refused("no right", topic, clerk.sign(manifest("no1", 5, person, List.of()).json()), "not_allowed");
                attacker.refused("other site", topic, admin.sign(manifest("no2", 5, person, List.of()).json()), "wrong_target");
                attacker.refused("a million chunks", topic, admin.sign("{\"typ\":\"whitelist\",\"chunks\":[" + "0,".repeat(300_000) + "0]}"), "malformed");
                attacker.refused("deep JSON", topic, admin.sign("{\"typ\":" + "[".repeat(10_000)), "malformed");
                refusals += 7;
                Object[][] bad = {{"a bomb", "a".repeat(50 << 20)}, {"a deep record", "{\"a\":".repeat(10_000) + "\n"}, {"a second text", "{ }\n"}};
                for (Object[] one : bad) {
                    byte[] chunk = gzip((String) one[1]);
                    Manifest m = manifest("no1", 5, person, List.of(sha256(chunk)));
                    attacker.client.publish("campus/no1/whitelist/full-5/0000", chunk, 1, true);
                    attacker.refused((String) one[0], topic, admin.sign(m.json()), "malformed");
                    refusals++;
                }
                attacker.client.publish("campus/no1/whitelist/full-6/0000", new byte[300_000], 1, true);
                attacker.refused("a chunk that is too large", topic, admin.sign(manifest("no1", 6, person, List.of(sha256(new byte[300_000]))).json()), "malformed");
                attacker.client.publish("campus/no1/whitelist/full-7/0000", gzip(person), 1, true);
                attacker.publish(topic, admin.sign(manifest("no1", 7, person, List.of(sha256(gzip(person)))).json()), true);
                assertEquals(true, attacker.reply("a good one").get("ok"));
                attacker.refused("an older version", topic, admin.sign(manifest("no1", 6, person, List.of(sha256(gzip(person)))).json()), "expired");
                refusals += 2;
                byte[] eighth = gzip(person.replace("王", "李"));
                byte[] flipped = eighth.clone();
                flipped[eighth.length / 2] ^= 1;
                attacker.client.publish("campus/no1/whitelist/full-8/0000", flipped, 1, true);
                attacker.refused("a flipped bit in a chunk", topic, admin.sign(manifest("no1", 8, person.replace("王", "李"), List.of(sha256(eighth))).json()), "malformed");
                refusals++;
                attacker.client.publish("campus/no1/whitelist/full-8/0000", eighth, 1, true);
                assertEquals(true, attacker.reply("the right chunk after all").get("ok"));

                Instant now = Instant.now();
                done = order("no1", "east", now, Duration.ofMinutes(4), new Order.Drill(true));
                String mine = "gate/east/order";
                attacker.publish(mine, admin.sign(done.json()), false);
                assertEquals(Map.of("id", done.id(), "ok", true), attacker.reply("an order"));
                attacker.refused("again", mine, admin.sign(done.json()), "seen");
                attacker.refused("from the future", mine, admin.sign(order("no1", "east", now.plusSeconds(300), Duration.ofMinutes(1), new Order.Drill(true)).json()), "not_yet");
                attacker.refused("old", mine, admin.sign(order("no1", "east", now.minusSeconds(300), Duration.ofMinutes(1), new Order.Drill(true)).json()), "expired");
                attacker.refused("too long", mine, admin.sign(order("no1", "east", now, Duration.ofMinutes(6), new Order.Drill(true)).json()), "too_long");
                attacker.refused("other gate", mine, admin.sign(order("no1", "west", now, Duration.ofMinutes(1), new Order.Drill(true)).json()), "wrong_target");
                attacker.refused("other site", "order", admin.sign(order("no2", "*", now, Duration.ofMinutes(1), new Order.Drill(true)).json()), "wrong_target");
                attacker.refused("without the right", mine, admin.sign(order("no1", "east", now, Duration.ofMinutes(1), new Order.SetMode(Mode.CLOSED, "x", Optional.empty())).json()), "not_allowed");
                attacker.refused("a manifest as an order", mine, good, "malformed");
                attacker.refused("no such lane", mine, admin.sign(order("no1", "east", now, Duration.ofMinutes(1), new Order.Open("cellar", "x")).json()), "failed");
                site.forgetRelay();
                attacker.publish("order", admin.sign(order("no1", "*", now, Duration.ofMinutes(1), new Order.Open("in-1", "a test")).json()), false);
                assertEquals(true, attacker.reply("open").get("ok"));
                assertEquals(8, site.relayBytes(8, PATIENCE).length);
                long grown = residentKb(gate.pid()) - before;
                assertTrue(grown < 80_000, "memory grew by " + grown + " kB");
                site.tap(TestSite.TEACHER);   // whom the good one leaves without a level
                site.awaitEvents(1, "\"type\":\"entry\"", "\"outcome\":\"denied\"", "\"whitelist\":\"8\"", "李", "T0042");
                assertEquals(0, gate.stop());
            }
            assertEquals(refusals, site.events("\"type\":\"whitelist\"", "\"outcome\":\"refused\"").size());
            assertEquals(9, site.events("\"type\":\"order\"", "\"outcome\":\"refused\"").size());
            assertEquals(2, site.events("\"type\":\"order\"", "\"outcome\":\"done\"").size());
            SignedOrder kept = order("no1", "east", Instant.now(), Duration.ofMinutes(5), new Order.Open("in-1", "kept"));
            attacker.publish("gate/east/order", admin.sign(kept.json()), true);
            attacker.replies.clear();
            try (GateProcess _ = GateProcess.run(site.config)) {
                Map<?, ?> reply = attacker.reply("a retained order");
                while (!kept.id().equals(reply.get("id"))) {
                    reply = attacker.reply("a retained order");
                }
                assertEquals("retained", reply.get("error"));
                attacker.replies.removeIf(r -> !String.valueOf(r.get("id")).equals(done.id()));
                attacker.publish("gate/east/order", admin.sign(done.json()), false);
                reply = attacker.reply("after a restart");
                while (!done.id().equals(reply.get("id"))) {
                    reply = attacker.reply("after a restart");
                }
                assertEquals("seen", reply.get("error"));
            }
        }
    }

    private GateProcess.Result run(String... arguments) {
        return GateProcess.command(arguments);
    }

    private static final String SIMULATED = "reader = { driver = \"sim\" }\nrelay = { driver = \"sim\" }";
    private static final String REAL = "reader = { driver = \"rdm6300\", port = \"reader\" }\nrelay = { driver = \"lcus\", port = \"relay\", pulse-ms = 50 }";

    private Path gateConfig(String name, Path etc, Mosquitto broker, String devices) throws Exception {
        Path config = Files.createDirectories(folder.resolve(name)).resolve("gate.toml");
        Files.writeString(config, String.format(Locale.ROOT, """
                [site]
                id = "no1"
                gate = "%s"
                [store]
                path = "gate.db"
                [clock]
                source = "assume"
                [web]
                listen = "127.0.0.1:0"
                [mqtt]
                url = "mqtts://localhost:%d"
                username = "gate-%s"
                password-file = "%s/gate-%s.pw"
                ca-file = "%s/ca.pem"
                [trust]
                admin = { key = "%s/admin.pub", may = ["whitelist"] }
                [screening]
                required.normal = []
                [[lane]]
                id = "in-1"
                direction = "in"
                %s
                """, name, broker.port(), name, etc, name, etc, etc, devices));
        return config;
    }

    private GateProcess.Result push(Path etc, Mosquitto broker, String bundle, int wait) {
        return run("whitelist", "push", folder.resolve(bundle).toString(), "--broker", "mqtts://localhost:" + broker.port(), "--username", "admin",
                "--password-file", etc + "/admin.pw", "--ca-file", etc + "/ca.pem", "--wait", Integer.toString(wait), "--json");
    }

    private String inForce(Path config) {
        Map<?, ?> status = (Map<?, ?>) JsonValues.parse(run("whitelist", "status", "--json", "-c", config.toString()).out().strip());
        return status.get("version") + " " + status.get("content");
    }

    private static String people(String name) {
        StringBuilder csv = new StringBuilder("person_id,name,kind,levels,cards\n");
        for (int n = 0; n < 100_000; n++) {
            csv.append(String.format(Locale.ROOT, "P%06d,%s%d,student,日常,%08X%n", n, name, n, FIRST_CARD + n));
        }
        return csv.toString();
    }

    /// Holds one card after the other to the reader, each as soon as the relay has answered the one before.
    private static final class Crowd implements AutoCloseable {
        private final Pty reader;
        private final Pty relay;
        private final AtomicInteger answered = new AtomicInteger();
        private final Thread thread;
        private volatile boolean running = true;
        private volatile String failure = "";

        Crowd(Pty reader, Pty relay) {
            this.reader = reader;
            this.relay = relay;
            this.thread = Thread.ofPlatform().name("crowd").start(this::run);
        }

        private void run() {
            byte[] pulse = HexFormat.of().parseHex(HexFormat.of().formatHex(TestGate.RELAY_ON) + HexFormat.of().formatHex(TestGate.RELAY_OFF));
            for (int n = 0; running && failure.isEmpty(); n++) {
                reader.writePaced(TestSite.frame(FIRST_CARD + n), 9600);
                byte[] said = relay.read(pulse.length, PATIENCE);
                if (Arrays.equals(pulse, said)) {
                    answered.incrementAndGet();
                } else {
                    failure = "tap " + n + " was answered by " + HexFormat.of().formatHex(said);
                }
            }
        }

        int answered() {
            assertEquals("", failure);
            return answered.get();
        }

        /// Waits for `more` taps.
        void await(int more) throws InterruptedException {
            int wanted = answered() + more;
            while (answered() < wanted) {
                thread.join(20);
            }
        }

        /// Goes home once the last tap is answered; returns how many there were.
        int end() throws InterruptedException {
            running = false;
            thread.join();
            return answered();
        }

        @Override public void close() {
            running = false;
        }
    }

    /// Waits until the gate has written a part of a version it builds, and kills it.
    private static boolean killWhileItBuilds(GateProcess gate, Path building) throws Exception {
        gate.awaitLog(line -> line.contains("is here whole and is applied now"), PATIENCE);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(building) || Files.size(building) < 1_000_000) {
            assertTrue(System.nanoTime() < end, "nothing is built");
            Thread.onSpinWait();
        }
        gate.kill();
        assertTrue(Files.exists(building), "it was in the middle of it");
        assertTrue(gate.log().stream().noneMatch(line -> line.contains("is in force after")), "it was not done");
        return true;
    }

    private static void seesOneVersionOrTheOther(List<String> entries) {
        boolean isNew = false;
        for (String entry : entries) {
            assertEquals("granted", TestGate.member(entry, "outcome"), entry);
            String version = TestGate.member(entry, "whitelist");
            assertTrue(version.equals("1") || version.equals("0+1") && !isNew, "from the old version to the new one, and never back: " + entry);
            isNew = version.equals("1");
            assertTrue(TestGate.member(entry, "name").startsWith(isNew ? "新" : "旧"), "no mix: " + entry);
        }
        assertTrue(isNew);
        assertTrue(entries.getFirst().contains("\"whitelist\":\"0+1\""));
    }

    @Test void threeGatesEndOnTheSameVersionWhateverHappensToThem() throws Exception {
        Path etc = Mosquitto.etc(folder.resolve("etc"), List.of("gate-east", "gate-west", "gate-north", "console", "admin"));
        assertEquals(0, run("keygen", etc.toString(), "admin").exit());
        Path people = Files.createDirectory(folder.resolve("people"));
        Files.writeString(people.resolve("levels.csv"), "level,modes,gates,direction,days,from,until,holidays\n日常,normal,*,both,*,00:00,24:00,yes\n");
        try (Mosquitto broker = Mosquitto.shipped(folder.resolve("broker"), etc).start()) {
            Path eastConfig = gateConfig("east", etc, broker, REAL);
            Path westConfig = gateConfig("west", etc, broker, SIMULATED);
            Path northConfig = gateConfig("north", etc, broker, SIMULATED);
            Files.writeString(people.resolve("people.csv"), people("旧"));
            assertEquals(0, run("whitelist", "import", people.toString(), "-c", eastConfig.toString()).exit());
            String csv = people("新");
            Files.writeString(people.resolve("people.csv"), csv);
            GateProcess.Result whole = run("whitelist", "build", people.toString(), "--key", etc + "/admin.key", "--site", "no1", "--out", folder.resolve("b1").toString());
            assertEquals(0, whole.exit(), whole.out() + whole.err());
            int taps;
            try (Pty reader = Pty.open(folder.resolve("east/reader")); Pty relay = Pty.open(folder.resolve("east/relay"));
                 GateProcess east = GateProcess.run(eastConfig); GateProcess west = GateProcess.run(westConfig)) {
                east.awaitLog(line -> line.contains("is connected"), PATIENCE);
                west.awaitLog(line -> line.contains("is connected"), PATIENCE);
                relay.read(Duration.ofMillis(200));   // told to rest at the start
                try (Crowd crowd = new Crowd(reader, relay)) {
                    crowd.await(3);
                    FutureTask<Boolean> killing = new FutureTask<>(() -> killWhileItBuilds(west, folder.resolve("west/gate.whitelist/1.building")));
                    Thread.ofPlatform().daemon().start(killing);   // before the push: a quick machine has built it when that ends
                    GateProcess.Result first = push(etc, broker, "b1", 1);
                    assertTrue(first.out().contains("\"gate\":\"east\""), first.out() + first.err());
                    assertEquals(1, first.exit(), "north is not known, but the others have not answered yet");
                    assertTrue(killing.get());
                    east.awaitLog(line -> line.contains("whitelist 1 is in force after"), PATIENCE);
                    crowd.await(3);
                    taps = crowd.end();
                }
            }
            assertEquals("0", inForce(westConfig).split(" ")[0], "half a version is none");
            List<String> entries = run("log", "list", "--json", "--type", "entry", "--limit", "100000", "-c", eastConfig.toString()).lines();
            assertEquals(taps, entries.size(), "none is missed");
            seesOneVersionOrTheOther(entries);
            broker.stop();
            Files.deleteIfExists(folder.resolve("broker/mosquitto.db"));   // all that was retained is lost
            broker.start();
            try (Pty _ = Pty.open(folder.resolve("east/reader")); Pty _ = Pty.open(folder.resolve("east/relay"));
                 GateProcess east = GateProcess.run(eastConfig); GateProcess west = GateProcess.run(westConfig); GateProcess north = GateProcess.run(northConfig)) {
                for (GateProcess gate : List.of(east, west, north)) {
                    gate.awaitLog(line -> line.contains("is connected"), PATIENCE);
                }
                GateProcess.Result again = push(etc, broker, "b1", 90);
                assertEquals(0, again.exit(), again.out() + again.err());
                assertEquals(3, again.lines().size(), again.out());
                Files.writeString(people.resolve("people.csv"), csv.replace("新7,", "改名,").replaceFirst("P000009.*\n", ""));
                GateProcess.Result built = run("whitelist", "build", people.toString(), "--key", etc + "/admin.key", "--site", "no1", "--previous",
                        folder.resolve("b1").toString(), "--out", folder.resolve("b2").toString());
                assertEquals(0, built.exit(), built.err());
                assertTrue(Files.exists(folder.resolve("b2/delta/0000.ndjson.gz")));
                GateProcess.Result delta = push(etc, broker, "b2", 90);
                assertEquals(0, delta.exit(), delta.out() + delta.err());
                String expected = inForce(eastConfig);
                assertTrue(expected.startsWith("2 "), expected);
                assertEquals(expected, inForce(westConfig));
                assertEquals(expected, inForce(northConfig));
                assertTrue(east.isAlive() && west.isAlive() && north.isAlive());
            }
        }
    }
}
