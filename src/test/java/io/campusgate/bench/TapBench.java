package io.campusgate.bench;

import io.campusgate.Pty;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Last byte of a card's frame on one pty → first byte of "relay on" on another, with a durable record in between: the
/// packaged settings of the daemon beside a C program that does the least of the same (floor.c), in alternating rounds of
/// one run. Then the daemon again with a tenth and ten times as many people.
///
///     mvn -Pbench -Dbench=tap [-Dbench.args="--people 100000 --taps 200 --rounds 5 --warm-up 5000"]
final class TapBench {
    private static final String ON = "a00101a2";
    private static final long FIRST_CARD = 0x0100_0000L;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Path folder;
    private final int taps;
    private final int rounds;
    private final int warmUp;
    private final Random random = new Random(1);
    private int card;

    private TapBench(Path folder, int taps, int rounds, int warmUp) {
        this.folder = folder;
        this.taps = taps;
        this.rounds = rounds;
        this.warmUp = warmUp;
    }

    static void run(List<String> args) throws Exception {
        int people = option(args, "--people", 100_000);
        TapBench bench = new TapBench(Files.createTempDirectory(Files.createDirectories(Path.of("target", "bench")), "tap"),
                option(args, "--taps", 200), option(args, "--rounds", 5), option(args, "--warm-up", 5000));
        bench.besideTheFloor(people);
        bench.bySize(List.of(people / 10, people, people * 10));
    }

    private static int option(List<String> args, String name, int otherwise) {
        int at = args.indexOf(name);
        return at < 0 ? otherwise : Integer.parseInt(args.get(at + 1));
    }

    /// One of the two: a process that reads one pty and writes another.
    private record Contender(String name, Process process, Pty reader, Pty relay, List<Double> millis) implements AutoCloseable {
        @Override public void close() {
            process.destroy();
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            reader.close();
            relay.close();
        }
    }

    private void besideTheFloor(int people) throws Exception {
        try (Contender floor = floor(people); Contender gate = gate(people)) {
            round(floor, people, taps / 4);
            warmUp(gate, people);
            floor.millis().clear();
            gate.millis().clear();
            double spent = 0;
            for (int i = 0; i < rounds; i++) {
                round(floor, people, taps);
                long before = processorMillis(gate.process());
                round(gate, people, taps);
                spent += processorMillis(gate.process()) - before;
            }
            double millisPerTap = spent / (rounds * taps);
            System.out.printf(Locale.ROOT, "%n%d people, %d rounds of %d taps each, in turns; milliseconds from the frame's last byte to the relay%n",
                    people, rounds, taps);
            print(floor);
            print(gate);
            System.out.printf(Locale.ROOT, "gate: %.2f ms of processor time a tap, %d MB resident%n", millisPerTap, residentMegabytes(gate.process()));
            System.out.printf(Locale.ROOT, "ratio gate / floor:   p50 %.2f (budget 1.3)   p99 %.2f (budget 2)%n",
                    at(gate, 50) / at(floor, 50), at(gate, 99) / at(floor, 99));
        }
    }

    private void bySize(List<Integer> sizes) throws Exception {
        List<Double> medians = new ArrayList<>();
        System.out.printf("%nthe gate alone, by the size of its whitelist%n");
        for (int people : sizes) {
            try (Contender gate = gate(people)) {
                warmUp(gate, people);
                gate.millis().clear();
                round(gate, people, taps * rounds);
                System.out.printf(Locale.ROOT, "%,9d people: ", people);
                print(gate);
                medians.add(at(gate, 50));
            }
        }
        System.out.printf(Locale.ROOT, "ratio largest / smallest: p50 %.2f (budget 1.1)%n", medians.getLast() / medians.getFirst());
    }

    private static void print(Contender c) {
        System.out.printf(Locale.ROOT, "%-6s p50 %.3f   p90 %.3f   p99 %.3f   max %.3f   (%d taps)%n", c.name(), at(c, 50), at(c, 90), at(c, 99),
                at(c, 100), c.millis().size());
    }

    private static long processorMillis(Process process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis();
    }

    private static long residentMegabytes(Process process) throws IOException {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(l -> l.startsWith("VmRSS:")).mapToLong(l -> Long.parseLong(l.replaceAll("\\D", ""))).sum() / 1024;
        }
    }

    private static double at(Contender c, int percent) {
        double[] sorted = c.millis().stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    /// A gate that has seen a day of a school: until then its code is not what it will be for the months to come.
    private void warmUp(Contender gate, int people) throws InterruptedException {
        round(gate, people, warmUp, 1);
    }

    private void round(Contender c, int people, int count) throws InterruptedException {
        round(c, people, count, 12);   // the relay goes to rest meanwhile
    }

    private void round(Contender c, int people, int count, int pauseMillis) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            byte[] frame = frame(FIRST_CARD + nextCard(people));
            c.relay().read(Duration.ofMillis(pauseMillis + random.nextInt(pauseMillis)));
            drain(c.relay());
            c.reader().write(frame);
            awaitOn(c, System.nanoTime());
        }
    }

    /// The bytes of a late "off" may stand before those of the "on".
    private static void awaitOn(Contender c, long start) {
        StringBuilder seen = new StringBuilder();
        while (System.nanoTime() - start < PATIENCE.toNanos()) {
            seen.append(HexFormat.of().formatHex(c.relay().read(PATIENCE)));
            if (seen.indexOf(ON) >= 0) {
                c.millis().add((System.nanoTime() - start) / 1e6);
                return;
            }
        }
        System.out.println(c.name() + ": a tap was not answered");
    }

    /// In steps that share no factor with the number of people: no card comes again within the gate's repeat gap.
    private int nextCard(int people) {
        card = (card + 7_919) % people;
        return card;
    }

    private static void drain(Pty relay) {
        while (relay.read(Duration.ZERO).length > 0) {
            // throw away
        }
    }

    static byte[] frame(long number) {
        byte[] data = HexFormat.of().parseHex(String.format(Locale.ROOT, "01%08X", number));
        int check = 0;
        for (byte b : data) {
            check ^= b;
        }
        return ("\u0002" + HexFormat.of().withUpperCase().formatHex(data) + String.format(Locale.ROOT, "%02X", check & 0xFF) + "\u0003")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private Contender floor(int people) throws IOException, InterruptedException, SQLException {
        Path program = folder.resolve("floor");
        Path source = Path.of("src/test/java/io/campusgate/bench/floor.c");
        Process cc = new ProcessBuilder("gcc", "-O2", "-o", program.toString(), source.toString(), "-lsqlite3").inheritIO().start();
        if (cc.waitFor() != 0) {
            throw new IOException("floor.c could not be compiled: are gcc and libsqlite3-dev installed?");
        }
        Path database = folder.resolve("floor.db");
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + database); Statement s = db.createStatement()) {
            s.execute("CREATE TABLE whitelist(card INTEGER PRIMARY KEY, name TEXT NOT NULL)");
            db.setAutoCommit(false);
            try (PreparedStatement put = db.prepareStatement("INSERT INTO whitelist VALUES (?, ?)")) {
                for (int i = 0; i < people; i++) {
                    put.setLong(1, FIRST_CARD + i);
                    put.setString(2, "学生" + i);
                    put.execute();
                }
            }
            db.commit();
        }
        Pty reader = Pty.open();
        Pty relay = Pty.open();
        Process process = new ProcessBuilder(program.toString(), reader.path().toString(), relay.path().toString(), database.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        awaitReady(process, process.inputReader(StandardCharsets.UTF_8));
        return new Contender("floor", process, reader, relay, new ArrayList<>());
    }

    private Contender gate(int people) throws IOException, InterruptedException {
        Path site = Files.createDirectories(folder.resolve("gate-" + people));
        Path source = Files.createDirectories(site.resolve("people"));
        try (BufferedWriter csv = Files.newBufferedWriter(source.resolve("people.csv"))) {
            csv.write("person_id,name,kind,group,levels,cards,status\n");
            for (int i = 0; i < people; i++) {
                csv.write(String.format(Locale.ROOT, "S%07d,学生%d,student,初一%d班,all,%08X,active%n", i, i, i % 40, FIRST_CARD + i));
            }
        }
        Files.writeString(source.resolve("levels.csv"), "level,modes,gates,direction,days,from,until,holidays,needs_pass\nall,normal,*,both,*,00:00,24:00,yes,no\n");
        Pty reader = Pty.open();
        Pty relay = Pty.open();
        Path config = Files.writeString(site.resolve("gate.toml"), """
                [site]
                id = "bench"
                gate = "east"
                [store]
                path = "gate.db"
                [clock]
                source = "assume"
                [[lane]]
                id = "in-1"
                direction = "in"
                reader = { driver = "rdm6300", port = "%s" }
                relay = { driver = "lcus", port = "%s", pulse-ms = 10 }
                """.formatted(reader.path(), relay.path()));
        Process importing = java(List.of("whitelist", "import", source.toString(), "-c", config.toString())).inheritIO().start();
        if (importing.waitFor() != 0) {
            throw new IOException("the whitelist could not be imported");
        }
        Process process = java(List.of("run", "-c", config.toString())).start();
        awaitReady(process, new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8)));
        return new Contender("gate", process, reader, relay, new ArrayList<>());
    }

    static ProcessBuilder java(List<String> args) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-Xmx96m", "-Xms16m", "-XX:TrimNativeHeapInterval=10000", "--enable-native-access=ALL-UNNAMED",
                "-cp", System.getProperty("java.class.path"), "io.campusgate.Main"));
        command.addAll(args);
        return new ProcessBuilder(command);
    }

    /// Waits for READY and goes on reading what the process says, so that it never waits for us.
    private static void awaitReady(Process process, BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.contains("READY")) {
                Thread.ofVirtual().start(() -> lines.lines().forEach(l -> {
                    if (l.startsWith("ERROR") || l.startsWith("WARN")) {
                        System.out.println(l);
                    }
                }));
                return;
            }
            System.out.println(line);
        }
        throw new IOException("it ended before it was ready: " + process);
    }
}
