package io.campusgate.console;

import static io.campusgate.store.Drafts.MORNING;
import static io.campusgate.store.Drafts.ZONE;

import io.campusgate.store.Drafts;
import io.campusgate.store.Journal;
import io.campusgate.store.Stored;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/// Publishes a real journal's events as the test says, in whatever order, and hears what the console confirms and orders.
final class SpokenGate implements AutoCloseable {
    private static final Pattern ACK = Pattern.compile("\\{\"journal\":\"([0-9a-f]{8})\",\"seq\":(\\d+)}");

    final String name;
    final String journal;
    final List<Stored> events;
    private final MqttClient client;
    private final Map<String, Long> confirmed = new TreeMap<>();
    private final List<String> orders = new ArrayList<>();

    SpokenGate(Path folder, String broker, String name, int count) throws MqttException {
        this.name = name;
        try (Journal written = Journal.open(folder.resolve(name + ".db"), name, ZONE)) {
            this.events = written.append(IntStream.range(0, count).mapToObj(i -> Drafts.entryOf(i, MORNING.plusSeconds(i))).toList());
            this.journal = written.id();
        }
        this.client = new MqttClient(broker.replace("mqtt://", "tcp://"), "gate-" + name, new MemoryPersistence());
        MqttConnectOptions options = new MqttConnectOptions();
        options.setAutomaticReconnect(true);
        options.setMaxInflight(1000);
        client.connect(options);
        client.subscribe(topic("ack"), 1, (_, m) -> heard(new String(m.getPayload(), StandardCharsets.UTF_8)));
        client.subscribe(topic("order"), 1, (_, m) -> ordered(new String(m.getPayload(), StandardCharsets.UTF_8)));
    }

    private String topic(String what) {
        return "campus/no1/gate/" + name + "/" + what;
    }

    private synchronized void heard(String text) {
        Matcher ack = ACK.matcher(text);
        if (!ack.matches()) {
            throw new AssertionError("not a confirmation: " + text);
        }
        confirmed.merge(ack.group(1), Long.parseLong(ack.group(2)), Math::max);
        notifyAll();
    }

    private synchronized void ordered(String text) {
        orders.add(text);
        notifyAll();
    }

    /// Publishes the events `from` to `to` in the order of seq.
    void tell(int from, int to) throws MqttException {
        for (int seq = from; seq <= to; seq++) {
            Stored event = events.get(seq - 1);
            say("event/" + event.type(), event.text());
        }
    }

    void say(String what, String text) throws MqttException {
        client.publish(topic(what), text.getBytes(StandardCharsets.UTF_8), 1, what.equals("status"));
    }

    /// Waits until it has found the broker again; it hears no confirmations any more.
    void awaitConnection() throws InterruptedException {
        long end = System.nanoTime() + TestConsole.PATIENCE.toNanos();
        while (!client.isConnected() && System.nanoTime() < end) {
            Thread.sleep(20);
        }
    }

    synchronized long confirmed() {
        return confirmed.getOrDefault(journal, 0L);
    }

    synchronized boolean awaitConfirmed(long seq) throws InterruptedException {
        long end = System.nanoTime() + TestConsole.PATIENCE.toNanos();
        while (confirmed() < seq && System.nanoTime() < end) {
            wait(50);
        }
        return confirmed() == seq;
    }

    synchronized String awaitOrder() throws InterruptedException {
        long end = System.nanoTime() + TestConsole.PATIENCE.toNanos();
        while (orders.isEmpty() && System.nanoTime() < end) {
            wait(50);
        }
        return orders.isEmpty() ? "" : orders.getFirst();
    }

    List<String> texts() {
        return events.stream().map(Stored::text).toList();
    }

    @Override public void close() throws MqttException {
        client.disconnectForcibly(0, 500, false);
        client.close(true);
    }
}
