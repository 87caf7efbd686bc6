package io.campusgate.daemon;

import static io.campusgate.daemon.TestSite.member;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.GateProcess;
import io.campusgate.Mosquitto;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged daemon, a real tty, a real mosquitto that is killed and started again, and a test that acknowledges as a
/// console does.
class GateToBrokerIT {
    @TempDir Path folder;

    /// Subscribes to the gate's events, keeps each once by (journal, seq), and confirms what is contiguous.
    private static final class Console implements MqttCallback, AutoCloseable {
        private final String url;
        private final Map<Long, String> events = new TreeMap<>();
        private final List<String> outOfOrder = new ArrayList<>();
        private final List<String> statuses = new ArrayList<>();
        private String journal = "";
        private MqttClient client;

        Console(String url) throws MqttException {
            this.url = url;
            this.client = new MqttClient(url, "console", new MemoryPersistence());
        }

        void connect() throws MqttException {
            client = new MqttClient(url, "console", new MemoryPersistence());
            client.setCallback(this);
            MqttConnectOptions options = new MqttConnectOptions();
            options.setCleanSession(true);
            options.setConnectionTimeout(5);
            client.connect(options);
            client.subscribe(new String[] {"campus/no1/gate/+/event/#", "campus/no1/gate/+/status"}, new int[] {1, 1});
        }

        @Override public synchronized void messageArrived(String topic, MqttMessage message) {
            String text = new String(message.getPayload(), StandardCharsets.UTF_8);
            if (topic.endsWith("/status")) {
                statuses.add(text);
            } else {
                long seq = Long.parseLong(member(text, "seq"));
                journal = member(text, "journal");
                if (!topic.equals("campus/no1/gate/east/event/" + member(text, "type"))) {
                    outOfOrder.add(topic + " " + text);
                }
                String known = events.putIfAbsent(seq, text);
                if (known != null && !known.equals(text)) {
                    outOfOrder.add("two texts for seq " + seq);
                }
            }
            notifyAll();
        }

        /// On the test's thread: the callback must not publish and wait.
        void acknowledge() throws MqttException {
            String ack;
            synchronized (this) {
                ack = "{\"journal\":\"" + journal + "\",\"seq\":" + contiguous() + "}";
            }
            client.publish("campus/no1/gate/east/ack", ack.getBytes(StandardCharsets.UTF_8), 1, false);
        }

        synchronized long contiguous() {
            long seq = 0;
            while (events.containsKey(seq + 1)) {
                seq++;
            }
            return seq;
        }

        synchronized boolean await(Predicate<Console> wanted, Duration patience) throws InterruptedException {
            long end = System.nanoTime() + patience.toNanos();
            while (!wanted.test(this) && System.nanoTime() < end) {
                wait(100);
            }
            return wanted.test(this);
        }

        @Override public void connectionLost(Throwable cause) {}

        @Override public void deliveryComplete(IMqttDeliveryToken token) {}

        @Override public void close() throws MqttException {
            client.disconnectForcibly(0, 100, false);
            client.close(true);
        }
    }

    @Test void nothingIsMissingNorDoubledWhenTheBrokerIsKilledAndEveryEventIsTheJournalsText() throws Exception {
        try (Mosquitto broker = Mosquitto.plain(Files.createDirectory(folder.resolve("broker"))).start();
             TestSite site = new TestSite(folder, "[mqtt]\nurl = \"" + broker.url() + "\"\n", "");
             Console console = new Console(broker.url().replace("mqtt://", "tcp://"))) {
            site.importPeople();
            console.connect();
            try (GateProcess gate = GateProcess.run(site.config)) {
                long[] cards = {TestSite.TEACHER, TestSite.UNKNOWN, TestSite.PUPIL, TestSite.SUSPENDED, TestSite.DUTY};
                for (int round = 0; round < 4; round++) {
                    for (long card : cards) {
                        site.tap(card + (round == 0 ? 0 : card == TestSite.UNKNOWN ? round : 0));
                        site.relayBytes(8, Duration.ofMillis(300));
                    }
                    switch (round) {
                        case 0 -> {
                            assertTrue(console.await(c -> c.contiguous() >= 5, Duration.ofSeconds(10)), "events arrive");
                            console.acknowledge();
                        }
                        case 1 -> broker.kill();
                        case 2 -> {
                            broker.start();
                            console.connect();
                        }
                        default -> { }
                    }
                    site.relayBytes(1, Duration.ofSeconds(3));   // the same card taps again only after its repeat gap
                }
                long last = site.events().size();
                assertTrue(console.await(c -> c.contiguous() >= last, Duration.ofSeconds(40)),
                        "all " + last + " events arrive, not just " + console.contiguous());
                console.acknowledge();
                assertTrue(gate.isAlive());
                assertEquals(0, gate.stop());
            }
            List<String> journal = site.events();
            assertTrue(console.await(c -> c.contiguous() >= journal.size(), Duration.ofSeconds(10)), "the last event is sent at a clean stop");
            assertEquals(journal, new ArrayList<>(console.events.values()));
            assertEquals(List.of(), console.outOfOrder);
            assertTrue(console.statuses.getLast().contains("\"online\":false"), "a clean stop says goodbye: " + console.statuses.getLast());
        }
    }

    @Test void theGateStartsAndWorksWithoutABroker() throws Exception {
        try (TestSite site = new TestSite(folder, "[mqtt]\nurl = \"mqtt://127.0.0.1:" + io.campusgate.RealComponents.freePort() + "\"\n", "")) {
            site.importPeople();
            try (GateProcess _ = GateProcess.run(site.config)) {
                site.forgetRelay();
                site.tap(TestSite.TEACHER);
                assertEquals(8, site.relayBytes(8, TestSite.PATIENCE).length);
            }
        }
    }
}
