package io.campusgate.bench;

import io.campusgate.Mosquitto;
import io.campusgate.PostgresServer;
import io.campusgate.store.CampusDatabase;
import io.campusgate.store.CampusStore;
import io.campusgate.store.Drafts;
import io.campusgate.store.Journal;
import io.campusgate.store.ReceivedEvent;
import io.campusgate.store.Stored;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Events a second from the gates through a real mosquitto into a console's record, until the last confirmation is back at its
/// gate: SQLite, PostgreSQL, two consoles on PostgreSQL. Beside them, in the same run, what the parts can do alone: a client on a
/// bare socket that takes the same messages and keeps nothing, the database with the same rows, a thousand a statement, and the console's
/// own work from memory to the commit, without a broker. `mvn -Pbench -Dbench=console [-Dbench.args=EVENTS]`.
///
/// Gates, broker, consoles and database share the machine; therefore each line says, too, how many microseconds of a processor
/// an event took in each of them.
final class ConsoleBench {
    private static final int GATES = 4;
    private static final int WINDOW = 200;
    private static final int BATCH = 1_000;
    private static final int ADVANCE = 4;   // batches between two confirmations at 20,000 events/s
    private static final int IDS = 65_535;
    private static final long PATIENCE_S = 240;

    private record Gate(String name, String journal, List<Stored> events) {}

    private ConsoleBench() {}

    static void run(List<String> args) throws Exception {
        if (!args.isEmpty() && args.getFirst().equals("listen")) {
            listen(args.get(1), Integer.parseInt(args.get(2)));
            return;
        }
        int count = args.isEmpty() ? 200_000 : Integer.parseInt(args.getFirst());
        Path folder = Files.createTempDirectory("console-bench");
        try {
            System.out.printf(Locale.ROOT, "%d events of %d gates; %d processors, load %.1f before it%n", count, GATES, Runtime.getRuntime().availableProcessors(),
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
            List<Gate> gates = IntStream.range(0, GATES).mapToObj(i -> gate(folder, "gate-" + i, count / GATES)).toList();
            double broker = throughBroker(folder, "bare", gates, List.of(), Optional.empty(), 0);
            double database = withoutBroker(folder, gates);
            double floor = Math.min(broker, database);
            throughBroker(folder, "SQLite, one console", gates, List.of(config(folder, "sqlite", "path = \"console.db\"")), Optional.empty(), broker);
            for (int consoles = 1; consoles <= 2; consoles++) {
                try (PostgresServer server = new PostgresServer().start()) {
                    String store = "url = \"" + server.url() + "\"\nusername = \"" + PostgresServer.USER + "\"\npassword-file = \"" + server.passwordFile(folder) + "\"";
                    List<Path> configs = new ArrayList<>();
                    for (int i = 0; i < consoles; i++) {
                        configs.add(config(folder, "postgres-" + consoles + "-" + i, store));
                    }
                    throughBroker(folder, "PostgreSQL, " + consoles + (consoles == 1 ? " console" : " consoles"), gates, configs, Optional.of(server), floor);
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

    private static Gate gate(Path folder, String name, int count) {
        try (Journal journal = Journal.open(folder.resolve(name + ".db"), name, Drafts.ZONE)) {
            List<Stored> events = new ArrayList<>(count);
            for (int at = 0; at < count; at += BATCH) {
                int from = at;
                events.addAll(journal.append(IntStream.range(from, Math.min(from + BATCH, count)).mapToObj(i -> Drafts.entryOf(i, Drafts.MORNING.plusMillis(i))).toList()));
            }
            return new Gate(name, journal.id(), events);
        }
    }

    private static Path config(Path folder, String name, String store) throws IOException {
        return Files.writeString(folder.resolve(name + ".toml"), "[site]\nid = \"no1\"\n[mqtt]\nurl = \"BROKER\"\n[store]\n" + store + "\n[web]\nlisten = \"127.0.0.1:0\"\n");
    }

    /// What the database and the console can do alone.
    ///
    /// @return events a second of the database
    private static double withoutBroker(Path folder, List<Gate> gates) throws Exception {
        List<List<ReceivedEvent>> batches = batches(gates);
        int count = gates.stream().mapToInt(g -> g.events().size()).sum();
        double bare;
        try (PostgresServer server = new PostgresServer().start()) {
            Duration before = server.cpu();
            long began = System.nanoTime();
            Duration used;
            try (Connection connection = DriverManager.getConnection("jdbc:" + server.url(), PostgresServer.USER, Files.readString(server.passwordFile(folder)))) {
                insert(connection, batches);
                used = server.cpu().minus(before);
            }
            bare = count / seconds(began);
            System.out.printf(Locale.ROOT, "%-28s %7.0f events/s; µs of a processor: database %.0f%n", "bare INSERT, commit each 1000", bare, micros(used, count));
        }
        long began = System.nanoTime();
        int sound = 0;
        for (Gate gate : gates) {
            for (Stored event : gate.events()) {
                sound += ReceivedEvent.read(gate.name(), event.type(), event.text().getBytes(StandardCharsets.UTF_8)).sound() ? 1 : 0;
            }
        }
        System.out.printf(Locale.ROOT, "%-28s %7.0f events/s on one thread%n", "console: read and check", sound / seconds(began));
        try (PostgresServer server = new PostgresServer().start()) {
            tellStore("console: into PostgreSQL", new CampusDatabase.Server("127.0.0.1", server.port(), "postgres", PostgresServer.USER, Optional.of(server.passwordFile(folder)),
                    false, Optional.empty()), batches, count);
        }
        tellStore("console: into SQLite", new CampusDatabase.File(folder.resolve("alone.db")), batches, count);
        return bare;
    }

    private static void tellStore(String what, CampusDatabase where, List<List<ReceivedEvent>> batches, int count) {
        try (CampusStore store = CampusStore.open(where)) {
            long began = System.nanoTime();
            int added = 0;
            for (int i = 0; i < batches.size(); i++) {
                added += store.keep(batches.get(i));
                if (i % ADVANCE == 0) {
                    store.advance();
                }
            }
            store.advance();
            if (added != count) {
                throw new IllegalStateException(added + " of " + count);
            }
            System.out.printf(Locale.ROOT, "%-28s %7.0f events/s from memory to the commit%n", what, count / seconds(began));
        }
    }

    /// As they come from gates that all talk at once.
    private static List<List<ReceivedEvent>> batches(List<Gate> gates) throws ReceivedEvent.Malformed {
        List<List<ReceivedEvent>> batches = new ArrayList<>();
        int each = BATCH / gates.size();
        for (int at = 0; at < gates.getFirst().events().size(); at += each) {
            List<ReceivedEvent> batch = new ArrayList<>(BATCH);
            for (Gate gate : gates) {
                for (Stored event : gate.events().subList(at, Math.min(at + each, gate.events().size()))) {
                    batch.add(ReceivedEvent.read(gate.name(), event.type(), event.text().getBytes(StandardCharsets.UTF_8)));
                }
            }
            batches.add(batch);
        }
        return batches;
    }

    /// The same rows into the same table with the same key, without a question whether they are there.
    private static void insert(Connection connection, List<List<ReceivedEvent>> batches) throws SQLException {
        connection.createStatement().execute("CREATE TABLE event (journal TEXT NOT NULL, seq BIGINT NOT NULL, at_millis BIGINT NOT NULL, type TEXT NOT NULL, outcome TEXT NOT NULL, "
                + "prev TEXT NOT NULL, hash TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (journal, seq))");
        try (PreparedStatement statement = connection.prepareStatement("INSERT INTO event SELECT * FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])")) {
            for (List<ReceivedEvent> batch : batches) {
                statement.setArray(1, connection.createArrayOf("text", batch.stream().map(ReceivedEvent::journal).toArray(String[]::new)));
                statement.setArray(2, connection.createArrayOf("bigint", batch.stream().map(ReceivedEvent::seq).toArray(Long[]::new)));
                statement.setArray(3, connection.createArrayOf("bigint", batch.stream().map(ReceivedEvent::atMillis).toArray(Long[]::new)));
                statement.setArray(4, connection.createArrayOf("text", batch.stream().map(ReceivedEvent::type).toArray(String[]::new)));
                statement.setArray(5, connection.createArrayOf("text", batch.stream().map(ReceivedEvent::outcome).toArray(String[]::new)));
                statement.setArray(6, connection.createArrayOf("text", batch.stream().map(ReceivedEvent::prev).toArray(String[]::new)));
                statement.setArray(7, connection.createArrayOf("text", batch.stream().map(ReceivedEvent::hash).toArray(String[]::new)));
                statement.setArray(8, connection.createArrayOf("text", batch.stream().map(ReceivedEvent::text).toArray(String[]::new)));
                statement.executeUpdate();
            }
        }
    }

    /// @param configs of the consoles; empty: the bare client
    /// @param floor   events a second of what bounds it; 0: this is one
    private static double throughBroker(Path folder, String name, List<Gate> gates, List<Path> configs, Optional<PostgresServer> database, double floor) throws Exception {
        int count = gates.stream().mapToInt(g -> g.events().size()).sum();
        List<Process> processes = new ArrayList<>();
        try (Mosquitto broker = Mosquitto.plain(folder.resolve("broker-" + name.replaceAll("\\W", ""))).with("max_inflight_messages 1000").with("max_queued_messages 300000")
                .with("max_queued_bytes 800000000").start()) {
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
            Duration consoles = cpu(processes);
            Duration server = database.map(PostgresServer::cpu).orElse(Duration.ZERO);
            Duration own = cpu();
            long began = System.nanoTime();
            List<Thread> publishing = gates.stream().map(g -> Thread.ofPlatform().start(() -> publish(broker.url(), g, confirmed, !configs.isEmpty()))).toList();
            if (configs.isEmpty()) {
                await(said.getFirst(), "has them all");
            } else if (!confirmed.await(PATIENCE_S, TimeUnit.SECONDS)) {
                throw new IOException("not all was confirmed within " + PATIENCE_S + " s");
            }
            double rate = count / seconds(began);
            System.out.printf(Locale.ROOT, "%-28s %7.0f events/s%s; µs of a processor: gates %.0f, broker %.0f, %s %.0f%s%n", configs.isEmpty() ? "bare client, keeps nothing" : name, rate,
                    floor == 0 ? "" : ", %.0f %% of the floor".formatted(100 * rate / floor), micros(cpu().minus(own), count), micros(broker.cpu(), count),
                    configs.isEmpty() ? "client" : "console", micros(cpu(processes).minus(consoles), count),
                    database.map(d -> ", database %.0f".formatted(micros(d.cpu().minus(server), count))).orElse(""));
            for (Thread thread : publishing) {
                thread.join();
            }
            return rate;
        } finally {
            processes.forEach(p -> p.destroyForcibly().onExit().join());
        }
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    private static double micros(Duration used, int count) {
        return used.toNanos() / 1e3 / count;
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static Duration cpu(List<Process> processes) {
        return processes.stream().flatMap(p -> p.info().totalCpuDuration().stream()).reduce(Duration.ZERO, Duration::plus);
    }

    private static Process program(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-Xmx96m", "--enable-native-access=ALL-UNNAMED"));
        Optional.ofNullable(System.getProperty("bench.jvm")).ifPresent(more -> command.addAll(List.of(more.split(" "))));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
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

    /// As a gate does: in order, with a window; ends when the last event is acknowledged by the broker and, if a console listens, by that.
    private static void publish(String url, Gate gate, CountDownLatch confirmed, boolean console) {
        try (BareMqtt client = new BareMqtt(url, gate.name())) {
            client.subscribe("campus/no1/gate/" + gate.name() + "/ack", 0);
            String last = "\"seq\":" + gate.events().getLast().seq() + "}";
            boolean done = !console;
            int sent = 0;
            int acknowledged = 0;
            while (!done || acknowledged < gate.events().size()) {
                while (sent < gate.events().size() && sent - acknowledged < WINDOW) {
                    Stored event = gate.events().get(sent++);
                    client.publish("campus/no1/gate/" + gate.name() + "/event/" + event.type(), event.text().getBytes(StandardCharsets.UTF_8), 1 + sent % IDS);
                }
                client.flush();
                do {
                    BareMqtt.Packet packet = client.receive();
                    acknowledged += packet.type() == BareMqtt.PUBACK ? 1 : 0;
                    done |= packet.type() == BareMqtt.PUBLISH && packet.endsWith(last);
                } while (client.hasMore());
            }
            confirmed.countDown();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void listen(String url, int count) throws IOException {
        try (BareMqtt client = new BareMqtt(url, "bare")) {
            client.subscribe("campus/no1/gate/+/event/#", 1);
            System.err.println("takes events");
            for (int heard = 0; heard < count; heard++) {
                client.acknowledge(client.receive().id());
                if (!client.hasMore()) {
                    client.flush();
                }
            }
            client.flush();
            System.err.println("has them all");
        }
    }
}
