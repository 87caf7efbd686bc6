package io.campusgate.bench;

import io.campusgate.Mosquitto;
import io.campusgate.PostgresServer;
import io.campusgate.store.Drafts;
import io.campusgate.store.Journal;
import io.campusgate.store.Stored;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/// Events a second from the gates through a real mosquitto into a console's record, until the last confirmation is back at its
/// gate: SQLite, PostgreSQL, two consoles on PostgreSQL; beside a bare client that takes the same messages and keeps nothing.
/// `mvn -Pbench -Dbench=console [-Dbench.args=EVENTS]`. Gates, broker, consoles and database share the machine.
final class ConsoleBench {
    private static final int GATES = 4;
    private static final int WINDOW = 200;
    private static final long PATIENCE_S = 240;

    private record Gate(String name, List<Stored> events) {}

    private ConsoleBench() {}

    static void run(List<String> args) throws Exception {
        if (!args.isEmpty() && args.getFirst().equals("listen")) {
            listen(args.get(1), Integer.parseInt(args.get(2)));
            return;
        }
        int count = args.isEmpty() ? 100_000 : Integer.parseInt(args.getFirst());
        Path folder = Files.createTempDirectory("console-bench");
        try {
            List<Gate> gates = IntStream.range(0, GATES).mapToObj(i -> gate(folder, "gate-" + i, count / GATES)).toList();
            double floor = measure(folder, "bare", gates, List.of());
            System.out.printf(Locale.ROOT, "%-28s %7.0f events/s%n", "bare client, keeps nothing", floor);
            tell("SQLite, one console", measure(folder, "sqlite", gates, List.of(config(folder, "sqlite", "path = \"console.db\""))), floor);
            for (int consoles = 1; consoles <= 2; consoles++) {
                try (PostgresServer server = new PostgresServer().start()) {
                    String store = "url = \"" + server.url() + "\"\nusername = \"" + PostgresServer.USER + "\"\npassword-file = \"" + server.passwordFile(folder) + "\"";
                    List<Path> configs = new ArrayList<>();
                    for (int i = 0; i < consoles; i++) {
                        configs.add(config(folder, "postgres-" + consoles + "-" + i, store));
                    }
                    tell("PostgreSQL, " + consoles + (consoles == 1 ? " console" : " consoles"), measure(folder, "postgres-" + consoles, gates, configs), floor);
                }
            }
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static void tell(String what, double rate, double floor) {
        System.out.printf(Locale.ROOT, "%-28s %7.0f events/s, %.0f %% of the bare client; budget on PostgreSQL 20000%n", what, rate, 100 * rate / floor);
    }

    private static Gate gate(Path folder, String name, int count) {
        try (Journal journal = Journal.open(folder.resolve(name + ".db"), name, Drafts.ZONE)) {
            List<Stored> events = new ArrayList<>(count);
            for (int at = 0; at < count; at += 1000) {
                int from = at;
                events.addAll(journal.append(IntStream.range(from, Math.min(from + 1000, count)).mapToObj(i -> Drafts.entryOf(i, Drafts.MORNING.plusMillis(i))).toList()));
            }
            return new Gate(name, events);
        }
    }

    private static Path config(Path folder, String name, String store) throws IOException {
        return Files.writeString(folder.resolve(name + ".toml"), "[site]\nid = \"no1\"\n[mqtt]\nurl = \"BROKER\"\n[store]\n" + store + "\n[web]\nlisten = \"127.0.0.1:0\"\n");
    }

    /// @param configs of the consoles; empty: the bare client
    private static double measure(Path folder, String name, List<Gate> gates, List<Path> configs) throws Exception {
        int count = gates.stream().mapToInt(g -> g.events().size()).sum();
        List<Process> processes = new ArrayList<>();
        try (Mosquitto broker = Mosquitto.plain(folder.resolve("broker-" + name)).with("max_inflight_messages 1000").with("max_queued_messages 200000").with("max_queued_bytes 500000000").start()) {
            if (configs.isEmpty()) {
                processes.add(program("io.campusgate.bench.Bench", "console", "listen", broker.url(), String.valueOf(count)));
            }
            for (Path config : configs) {
                Files.writeString(config, Files.readString(config).replace("BROKER", broker.url()));
                processes.add(program("io.campusgate.Main", "console", "-c", config.toString()));
            }
            List<BufferedReader> said = processes.stream().map(Process::errorReader).toList();
            for (BufferedReader reader : said) {
                await(reader, "takes events");
            }
            CountDownLatch confirmed = new CountDownLatch(gates.size());
            long began = System.nanoTime();
            List<Thread> publishing = gates.stream().map(g -> Thread.ofPlatform().start(() -> publish(broker.url(), g, confirmed))).toList();
            if (configs.isEmpty()) {
                await(said.getFirst(), "has them all");
            } else if (!confirmed.await(PATIENCE_S, TimeUnit.SECONDS)) {
                throw new IOException("not all was confirmed within " + PATIENCE_S + " s");
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            for (Thread thread : publishing) {
                if (configs.isEmpty()) {
                    thread.interrupt();   // nobody confirms
                }
                thread.join();
            }
            return count / seconds;
        } finally {
            processes.forEach(p -> p.destroyForcibly().onExit().join());
        }
    }

    private static Process program(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "--enable-native-access=ALL-UNNAMED",
                "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static void await(BufferedReader reader, String words) throws IOException {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.contains(words)) {
                return;
            }
        }
        throw new IOException("it ended without saying '" + words + "'");
    }

    /// As a gate does: in order, with a window; ends when the last event is confirmed, or when it is interrupted.
    private static void publish(String url, Gate gate, CountDownLatch confirmed) {
        try (MqttAsyncClient client = new MqttAsyncClient(url.replace("mqtt://", "tcp://"), gate.name(), new MemoryPersistence())) {
            CountDownLatch done = new CountDownLatch(1);
            MqttConnectOptions options = new MqttConnectOptions();
            options.setMaxInflight(2 * WINDOW);
            client.connect(options).waitForCompletion();
            String last = "\"seq\":" + gate.events().getLast().seq() + "}";
            client.subscribe("campus/no1/gate/" + gate.name() + "/ack", 1, (_, m) -> {
                if (new String(m.getPayload(), StandardCharsets.UTF_8).endsWith(last)) {
                    done.countDown();
                }
            }).waitForCompletion();
            Semaphore window = new Semaphore(WINDOW);
            for (Stored event : gate.events()) {
                window.acquire();
                client.publish("campus/no1/gate/" + gate.name() + "/event/" + event.type(), event.text().getBytes(StandardCharsets.UTF_8), 1, false, null, new IMqttActionListener() {
                    @Override public void onSuccess(IMqttToken token) {
                        window.release();
                    }

                    @Override public void onFailure(IMqttToken token, Throwable cause) {
                        window.release();
                    }
                });
            }
            done.await();
            confirmed.countDown();
            client.disconnect().waitForCompletion();
        } catch (MqttException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            return;   // it is over
        }
    }

    private static void listen(String url, int count) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        AtomicLong heard = new AtomicLong();
        try (MqttAsyncClient client = new MqttAsyncClient(url.replace("mqtt://", "tcp://"), "bare", new MemoryPersistence())) {
            client.connect().waitForCompletion();
            client.subscribe("campus/no1/gate/+/event/#", 1, (_, _) -> {
                if (heard.incrementAndGet() == count) {
                    over.countDown();
                }
            }).waitForCompletion();
            System.err.println("takes events");
            over.await();
            System.err.println("has them all");
            client.disconnectForcibly(0, 100, false);
        }
    }
}
