package io.campusgate.bench;

import io.campusgate.Pty;
import java.io.IOException;
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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/// Last byte of a card's frame on one pty → first byte of "relay on" on another, with a durable record in between: the
/// packaged settings of the daemon beside a C program that does the least of the same (floor.c) and beside gates in Python
/// (gate.py) and Node-RED (flows.json), in alternating rounds of one run. Then the daemon again with a tenth and ten times as
/// many people.
///
///     mvn -Pbench -Dbench=tap [-Dbench.args="--people 100000 --taps 200 --rounds 5 --warm-up 5000 --node-red FOLDER"]
///
/// Python's gate takes part where python3 is installed, Node-RED's with the FOLDER in which
/// `npm install node-red@4 node-red-node-serialport node-red-node-sqlite` was run.
final class TapBench {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Path PEERS = Path.of("src/test/java/io/campusgate/bench/peers");

    private final Path folder;
    private final Optional<Path> nodeRed;
    private final int taps;
    private final int rounds;
    private final int warmUp;
    private final Random random = new Random(1);
    private int card;

    private TapBench(Path folder, Optional<Path> nodeRed, int taps, int rounds, int warmUp) {
        this.folder = folder;
        this.nodeRed = nodeRed;
        this.taps = taps;
        this.rounds = rounds;
        this.warmUp = warmUp;
    }

    static void run(List<String> args) throws Exception {
        int people = option(args, "--people", 100_000);
        TapBench bench = new TapBench(Files.createTempDirectory(Files.createDirectories(Path.of("target", "bench")), "tap"),
                value(args, "--node-red").map(Path::of), option(args, "--taps", 200), option(args, "--rounds", 5), option(args, "--warm-up", 5000));
        bench.besideTheFloor(people);
        bench.bySize(List.of(people / 10, people, people * 10));
    }

    private static int option(List<String> args, String name, int otherwise) {
        return value(args, name).map(Integer::valueOf).orElse(otherwise);
    }

    private static Optional<String> value(List<String> args, String name) {
        int at = args.indexOf(name);
        return at < 0 ? Optional.empty() : Optional.of(args.get(at + 1));
    }

    /// One of those compared: a process that reads one pty and writes another.
    private record Contender(String name, Process process, BenchGate.LanePorts lane, List<Double> millis, Runnable end) implements AutoCloseable {
        @Override public void close() {
            end.run();
        }
    }

    private void besideTheFloor(int people) throws Exception {
        List<Contender> all = new ArrayList<>();
        try {
            Contender floor = started(all, floor(people));
            Contender gate = started(all, gate(people));
            if (isInstalled("python3")) {
                started(all, peer("python", people, List.of("python3", PEERS.resolve("gate.py").toString())));
            } else {
                System.out.println("python3 is not installed: its gate takes no part");
            }
            if (nodeRed.isPresent()) {
                started(all, nodeRed(people, nodeRed.get()));
            }
            for (Contender c : all) {
                round(c, people, taps / 4);
            }
            warmUp(gate, people);
            all.forEach(c -> c.millis().clear());
            double spent = 0;
            for (int i = 0; i < rounds; i++) {
                for (Contender c : all) {
                    double before = BenchGate.processorMillis(gate.process());
                    round(c, people, taps);
                    spent += c.name().equals(gate.name()) ? BenchGate.processorMillis(gate.process()) - before : 0;
                }
            }
            System.out.printf(Locale.ROOT, "%n%d people, %d rounds of %d taps each, in turns; milliseconds from the frame's last byte to the relay%n",
                    people, rounds, taps);
            all.forEach(TapBench::print);
            System.out.printf(Locale.ROOT, "gate: %.2f ms of processor time a tap, %d MB resident%n", spent / (rounds * taps), BenchGate.residentMegabytes(gate.process()));
            System.out.printf(Locale.ROOT, "ratio gate / floor:   p50 %.2f (budget 1.3)   p99 %.2f (budget 2)%n",
                    at(gate, 50) / at(floor, 50), at(gate, 99) / at(floor, 99));
            for (Contender peer : all.subList(2, all.size())) {
                System.out.printf(Locale.ROOT, "ratio gate / %s:   p50 %.2f   p90 %.2f   p99 %.2f   max %.2f (budget 1)%n", peer.name(), at(gate, 50) / at(peer, 50),
                        at(gate, 90) / at(peer, 90), at(gate, 99) / at(peer, 99), at(gate, 100) / at(peer, 100));
            }
        } finally {
            all.forEach(Contender::close);
        }
    }

    private static Contender started(List<Contender> all, Contender contender) {
        all.add(contender);
        return contender;
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
        System.out.printf(Locale.ROOT, "%-8s p50 %.3f   p90 %.3f   p99 %.3f   max %.3f   (%d taps)%n", c.name(), at(c, 50), at(c, 90), at(c, 99),
                at(c, 100), c.millis().size());
    }

    private static double at(Contender c, int percent) {
        return BenchGate.at(c.millis(), percent);
    }

    /// A gate that has seen a day of a school: until then its code is not what it will be for the months to come.
    private void warmUp(Contender gate, int people) {
        round(gate, people, warmUp, 1);
    }

    private void round(Contender c, int people, int count) {
        round(c, people, count, 12);   // the relay goes to rest meanwhile
    }

    private void round(Contender c, int people, int count, int pauseMillis) {
        for (int i = 0; i < count; i++) {
            long number = BenchGate.FIRST_CARD + nextCard(people);
            c.lane().relay().read(Duration.ofMillis(pauseMillis + random.nextInt(pauseMillis)));
            BenchGate.drain(c.lane().relay());
            double millis = BenchGate.tap(c.lane(), number, PATIENCE);
            if (Double.isNaN(millis)) {
                System.out.println(c.name() + ": a tap was not answered");
            } else {
                c.millis().add(millis);
            }
        }
    }

    /// In steps that share no factor with the number of people: no card comes again within the gate's repeat gap.
    private int nextCard(int people) {
        card = (card + 7_919) % people;
        return card;
    }

    private Contender floor(int people) throws IOException, InterruptedException, SQLException {
        Path program = folder.resolve("floor");
        Process cc = new ProcessBuilder("gcc", "-O2", "-o", program.toString(), PEERS.resolve("floor.c").toString(), "-lsqlite3").inheritIO().start();
        if (cc.waitFor() != 0) {
            throw new IOException("floor.c could not be compiled: are gcc and libsqlite3-dev installed?");
        }
        return peer("floor", people, List.of(program.toString()));
    }

    private static boolean isInstalled(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "--version").redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /// A program that is given the reader's tty, the relay's and a database, and says READY.
    private Contender peer(String name, int people, List<String> command) throws IOException, SQLException {
        BenchGate.LanePorts lane = new BenchGate.LanePorts(Pty.open(), Pty.open());
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of(lane.reader().path().toString(), lane.relay().path().toString(), database(name, people).toString()));
        Process process = new ProcessBuilder(whole).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BenchGate.awaitReady(process, process.inputReader(StandardCharsets.UTF_8), "READY");
        return contender(name, process, lane);
    }

    private Contender nodeRed(int people, Path installed) throws IOException, SQLException {
        BenchGate.LanePorts lane = new BenchGate.LanePorts(Pty.open(), Pty.open());
        Path user = Files.createDirectories(folder.resolve("node-red"));
        Files.writeString(user.resolve("flows.json"), Files.readString(PEERS.resolve("flows.json")).replace("READER-TTY", lane.reader().path().toString())
                .replace("RELAY-TTY", lane.relay().path().toString()).replace("DATABASE", database("node-red", people).toAbsolutePath().toString()));
        Files.copy(PEERS.resolve("settings.js"), user.resolve("settings.js"));
        Files.copy(installed.resolve("package.json"), user.resolve("package.json"));
        Files.createSymbolicLink(user.resolve("node_modules"), installed.resolve("node_modules").toAbsolutePath());
        Process process = new ProcessBuilder("node", installed.resolve("node_modules/node-red/red.js").toString(), "-u", user.toString(),
                "-s", user.resolve("settings.js").toString(), "flows.json").redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BenchGate.awaitReady(process, process.inputReader(StandardCharsets.UTF_8), "Started flows");
        return contender("node-red", process, lane);
    }

    private static Contender contender(String name, Process process, BenchGate.LanePorts lane) {
        return new Contender(name, process, lane, new ArrayList<>(), () -> {
            process.destroy();
            lane.reader().close();
            lane.relay().close();
        });
    }

    private Path database(String name, int people) throws SQLException {
        Path database = folder.resolve(name + ".db");
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + database); Statement s = db.createStatement()) {
            s.execute("CREATE TABLE whitelist(card INTEGER PRIMARY KEY, name TEXT NOT NULL)");
            s.execute("CREATE TABLE log(seq INTEGER PRIMARY KEY, at REAL, card INTEGER, name TEXT)");
            db.setAutoCommit(false);
            try (PreparedStatement put = db.prepareStatement("INSERT INTO whitelist VALUES (?, ?)")) {
                for (int i = 0; i < people; i++) {
                    put.setLong(1, BenchGate.FIRST_CARD + i);
                    put.setString(2, "学生" + i);
                    put.execute();
                }
            }
            db.commit();
        }
        return database;
    }

    private Contender gate(int people) throws IOException, InterruptedException {
        BenchGate gate = BenchGate.start(folder.resolve("gate-" + people), BenchGate.Plan.of(people));
        return new Contender("gate", gate.process(), gate.lane(0), new ArrayList<>(), gate::close);
    }
}
