package io.campusgate.bench;

import io.campusgate.Mosquitto;
import io.campusgate.Pty;
import io.campusgate.SickDisk;
import io.campusgate.domain.Draft;
import io.campusgate.store.Drafts;
import io.campusgate.store.Journal;
import io.campusgate.store.JournalReader;
import io.campusgate.store.Stored;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/// The gate on its bad days, with the packaged settings: 200 taps a second over eight lanes; a memory card whose syncs take
/// 20 ms and each fiftieth 400 ms more; the backlog after an outage of the broker, beside the same client library sending the
/// same texts to the same mosquitto; a night in which nothing happens; and only when asked for, its memory after one morning's
/// rush after another.
///
///     mvn -Pbench -Dbench=load [-Dbench.args="flood slow drain idle days"]
final class LoadBench {
    private static final int SYNC_MILLIS = 20;
    private static final Pattern CARD = Pattern.compile("\"kind\":\"card\",\"number\":\"([0-9A-F]+)\"");

    private final Path folder;

    private LoadBench(Path folder) {
        this.folder = folder;
    }

    static void run(List<String> args) throws Exception {
        LoadBench bench = new LoadBench(Files.createTempDirectory(Files.createDirectories(Path.of("target", "bench")), "load"));
        for (String part : args.isEmpty() ? List.of("flood", "slow", "drain", "idle") : args) {
            switch (part) {
                case "flood" -> bench.flood();
                case "slow" -> bench.slow();
                case "drain" -> bench.drain();
                case "idle" -> bench.idle();
                case "days" -> bench.days();
                default -> throw new IllegalArgumentException("there is no part '" + part + "'; there are: flood, slow, drain, idle, days");
            }
        }
    }

    /// What taps at given times met.
    ///
    /// @param millis from when each was due to its relay
    private record Outcome(int sent, List<Double> millis) {
        void tell(String what) {
            System.out.printf(Locale.ROOT, "%s: %,d taps, %d not answered; milliseconds from when each was due: p50 %.2f   p90 %.2f   p99 %.2f   max %.2f%n", what, sent,
                    sent - millis.size(), BenchGate.at(millis, 50), BenchGate.at(millis, 90), BenchGate.at(millis, 99), BenchGate.at(millis, 100));
        }
    }

    private void flood() throws Exception {
        int people = 100_000;
        try (BenchGate gate = BenchGate.start(folder.resolve("flood"), new BenchGate.Plan(people, 8, "", Map.of()))) {
            paced(gate, people, 8, 4000, 5_000_000);   // a day's warmth
            double before = BenchGate.processorMillis(gate.process());
            Outcome flood = paced(gate, people, 8, 6000, 5_000_000);
            double spent = BenchGate.processorMillis(gate.process()) - before;
            flood.tell("flood, 200 taps a second over 8 lanes");
            System.out.printf(Locale.ROOT, "p99 %.2f of the budget of 20 ms; %.2f ms of processor time a tap; %d MB resident%n", BenchGate.at(flood.millis(), 99) / 20,
                    spent / flood.sent(), BenchGate.residentMegabytes(gate.process()));
        }
    }

    private void slow() throws Exception {
        int people = 10_000;
        Map<String, String> card = SickDisk.compile(folder).slow(SYNC_MILLIS, 50, 400);
        try (BenchGate gate = BenchGate.start(folder.resolve("slow"), new BenchGate.Plan(people, 1, "", card))) {
            Outcome slow = paced(gate, people, 1, 400, 250_000_000);
            slow.tell("slow card, 4 taps a second, each sync 20 ms, each 50th 420 ms");
            List<String> journaled = cards(gate.config().resolveSibling("gate.db"));
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < slow.sent(); i++) {
                sent.add(String.format(Locale.ROOT, "%08X", BenchGate.FIRST_CARD + card(i, people)));
            }
            System.out.printf(Locale.ROOT, "median %.2f of one sync; journal: %s%n", BenchGate.at(slow.millis(), 50) / SYNC_MILLIS,
                    journaled.equals(sent) ? "every tap, in the order of the taps" : "NOT as tapped: " + journaled.size() + " entries");
        }
    }

    private static List<String> cards(Path journal) {
        try (JournalReader reader = JournalReader.open(journal)) {
            return reader.after(0, 100_000).stream().map(Stored::text).filter(t -> t.contains("\"type\":\"entry\""))
                    .map(CARD::matcher).filter(Matcher::find).map(m -> m.group(1)).toList();
        }
    }

    /// In steps that share no factor with the number of people: no card comes again within the gate's repeat gap.
    private static int card(int tap, int people) {
        return (int) (tap * 7_919L % people);
    }

    /// Taps at fixed times, on one lane after the other, whether or not the gate keeps up; the clock of each runs from the time
    /// it was due, so that a gate that falls behind is charged for the queue.
    private static Outcome paced(BenchGate gate, int people, int lanes, int taps, long periodNanos) throws InterruptedException {
        List<Double> millis = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(lanes);
        long start = System.nanoTime() + 200_000_000;
        for (int lane = 0; lane < lanes; lane++) {
            Queue<Long> due = new ConcurrentLinkedQueue<>();
            for (int i = lane; i < taps; i += lanes) {
                due.add(start + i * periodNanos);
            }
            Pty relay = gate.lane(lane).relay();
            BenchGate.drain(relay);
            long end = start + taps * periodNanos + 3_000_000_000L;
            Thread.ofPlatform().daemon().start(() -> {
                listen(relay, due, millis, end);
                done.countDown();
            });
        }
        for (int i = 0; i < taps; i++) {
            TimeUnit.NANOSECONDS.sleep(start + i * periodNanos - System.nanoTime());
            gate.lane(i % lanes).reader().write(BenchGate.frame(BenchGate.FIRST_CARD + card(i, people)));
        }
        done.await();
        return new Outcome(taps, List.copyOf(millis));
    }

    private static void listen(Pty relay, Queue<Long> due, List<Double> millis, long end) {
        StringBuilder seen = new StringBuilder();
        while (!due.isEmpty() && System.nanoTime() < end) {
            seen.append(HexFormat.of().formatHex(relay.read(Duration.ofMillis(100))));
            long now = System.nanoTime();
            for (int at = seen.indexOf(BenchGate.ON); at >= 0; at = seen.indexOf(BenchGate.ON)) {
                Long first = due.poll();
                if (first != null) {
                    millis.add((now - first) / 1e6);
                }
                seen.delete(0, at + BenchGate.ON.length());
            }
        }
    }

    private void drain() throws Exception {
        int events = 50_000;
        Path journal = Files.createDirectories(folder.resolve("backlog")).resolve("gate.db");
        List<String> texts = backlog(journal, events);
        try (Mosquitto broker = Mosquitto.plain(folder.resolve("broker")).with("max_queued_messages 0").with("max_inflight_messages 0").start()) {
            double[] bare = new double[3];
            double[] gate = new double[3];
            for (int i = 0; i < bare.length; i++) {
                bare[i] = received(broker, events, () -> sendBare(broker.url(), texts));
                gate[i] = drained(broker, events, journal, folder.resolve("drain-" + i));
                System.out.printf(Locale.ROOT, "backlog of %,d events: bare client %,.0f/s, gate %,.0f/s, ratio %.2f (budget 0.60)%n", events, bare[i], gate[i], gate[i] / bare[i]);
            }
        }
    }

    private static List<String> backlog(Path file, int events) {
        try (Journal journal = Journal.open(file, "east", Drafts.ZONE)) {
            Instant at = Drafts.MORNING;
            while (journal.lastSeq() < events) {
                List<Draft> batch = new ArrayList<>();
                for (int i = 0; i < 500; i++) {
                    batch.add(Drafts.entryOf((int) journal.lastSeq() + i, at.plusSeconds(i)));
                }
                journal.append(batch);
                at = at.plusSeconds(500);
            }
        }
        try (JournalReader reader = JournalReader.open(file)) {
            return reader.after(0, events).stream().map(Stored::text).toList();
        }
    }

    private double drained(Mosquitto broker, int events, Path journal, Path site) throws Exception {
        Files.createDirectories(site);
        Files.copy(journal, site.resolve("gate.db"));
        List<BenchGate> started = new ArrayList<>();
        try {
            return received(broker, events, () -> started.add(BenchGate.start(site, new BenchGate.Plan(10, 1, mqtt(broker), Map.of()))));
        } finally {
            started.forEach(BenchGate::close);
        }
    }

    private static String mqtt(Mosquitto broker) {
        return """
                [mqtt]
                url = "%s"
                console = false
                """.formatted(broker.url());
    }

    private interface Sending {
        void run() throws Exception;
    }

    /// Messages a second that a subscriber sees, from the first to the last.
    private static double received(Mosquitto broker, int events, Sending sending) throws Exception {
        AtomicLong first = new AtomicLong();
        CountDownLatch left = new CountDownLatch(events);
        MqttAsyncClient subscriber = client(broker.url());
        subscriber.subscribe("campus/bench/gate/east/event/#", 0, (_, _) -> {
            first.compareAndSet(0, System.nanoTime());
            left.countDown();
        }).waitForCompletion();
        sending.run();
        if (!left.await(120, TimeUnit.SECONDS)) {
            System.out.printf("%,d of %,d did not arrive%n", left.getCount(), events);
        }
        double rate = events / ((System.nanoTime() - first.get()) / 1e9);
        subscriber.disconnect().waitForCompletion();
        subscriber.close();
        return rate;
    }

    private static MqttAsyncClient client(String url) throws MqttException {
        MqttAsyncClient client = new MqttAsyncClient(url.replace("mqtt:", "tcp:"), "bench-" + System.nanoTime(), new MemoryPersistence());
        MqttConnectOptions options = new MqttConnectOptions();
        options.setMaxInflight(1000);
        client.connect(options).waitForCompletion();
        return client;
    }

    private static void sendBare(String url, List<String> texts) throws MqttException, InterruptedException {
        Semaphore window = new Semaphore(500);
        MqttAsyncClient client = client(url);
        IMqttActionListener acknowledged = new IMqttActionListener() {
            @Override public void onSuccess(IMqttToken token) {
                window.release();
            }

            @Override public void onFailure(IMqttToken token, Throwable why) {
                throw new IllegalStateException("the broker did not take a message", why);
            }
        };
        for (String text : texts) {
            window.acquire();
            client.publish("campus/bench/gate/east/event/entry", new MqttMessage(text.getBytes(StandardCharsets.UTF_8)), null, acknowledged);
        }
        window.acquire(500);
        client.disconnect().waitForCompletion();
        client.close();
    }

    /// Six mornings of 5,000 taps, each followed by what a gate waits for before it tidies up.
    private void days() throws Exception {
        int people = 100_000;
        try (BenchGate gate = BenchGate.start(folder.resolve("days"), new BenchGate.Plan(people, 8, "", Map.of()))) {
            for (int day = 1; day <= 6; day++) {
                paced(gate, people, 8, 5000, 5_000_000);
                long after = BenchGate.residentMegabytes(gate.process());
                Thread.sleep(Duration.ofSeconds(75));
                System.out.printf(Locale.ROOT, "morning %d: %d MB resident after the rush, %d MB when all was quiet (budget 110)%n", day, after,
                        BenchGate.residentMegabytes(gate.process()));
            }
        }
    }

    private void idle() throws Exception {
        try (Mosquitto broker = Mosquitto.plain(folder.resolve("night")).start();
             BenchGate gate = BenchGate.start(folder.resolve("idle"), new BenchGate.Plan(100_000, 2, mqtt(broker), Map.of()))) {
            paced(gate, 100_000, 2, 2000, 25_000_000);
            Thread.sleep(30_000);   // what follows a rush is done
            double before = BenchGate.processorMillis(gate.process());
            long start = System.nanoTime();
            Thread.sleep(60_000);
            double share = (BenchGate.processorMillis(gate.process()) - before) / ((System.nanoTime() - start) / 1e6);
            System.out.printf(Locale.ROOT, "idle for a minute, two lanes, broker connected: %.2f %% of a core (budget 0.3); %d MB resident%n", 100 * share,
                    BenchGate.residentMegabytes(gate.process()));
        }
    }
}
