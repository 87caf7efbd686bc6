package io.campusgate.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.campusgate.Pty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// From the start of the packaged program to the relay's byte for the first tap, with and without the AOT cache, and the memory it
/// then has, beside a bare JVM with the same settings that prints one line: `mvn -Pbench -Dbench=start`, after `mvn package`.
/// A reader sends its card every 10 ms from the start on, so the first that is heard is the first tap.
/// Arguments: a folder, then AOT caches made otherwise (by `systemd/make-cache`) to compare with the one trained here.
final class StartBench {
    private static final int RUNS = 10;
    private static final byte[] CARD = "\u00020100129348C8\u0003".getBytes(US_ASCII);
    private static final byte RELAY_ON = (byte) 0xA2;   // its last byte
    private static final long LONGEST = Duration.ofSeconds(60).toNanos();
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private final Path folder;
    private final Path config;
    private final Path jar = Path.of(System.getProperty("program.jar", "target/campus-gate.jar")).toAbsolutePath();
    private final Path cache;

    /// @param millis   from the start of the process
    /// @param resident KiB
    private record Start(double millis, long resident) {}

    /// The JVM that is only a JVM: says a line, then waits to be looked at.
    static final class Bare {
        private Bare() {}

        public static void main(String[] args) throws IOException {
            System.out.println("hello");
            int end = System.in.read();
            assert end < 0;
        }
    }

    private StartBench(Path folder) throws IOException {
        this.folder = folder;
        this.cache = folder.resolve("campus-gate.aot");
        this.config = Files.writeString(folder.resolve("gate.toml"), """
                [site]
                id = "no1"
                gate = "east"
                [store]
                path = "gate.db"
                [clock]
                source = "assume"
                [web]
                listen = "127.0.0.1:0"
                [[lane]]
                id = "in-1"
                direction = "in"
                reader = { driver = "rdm6300", port = "reader" }
                relay = { driver = "lcus", port = "relay", pulse-ms = 100 }
                """);
    }

    static void run(List<String> args) throws Exception {
        StartBench bench = new StartBench(args.isEmpty() ? Files.createTempDirectory("start-bench") : Files.createDirectories(Path.of(args.getFirst())));
        if (!Files.exists(bench.jar)) {
            throw new IllegalStateException(bench.jar + " is not there; mvn package makes it");
        }
        bench.importPeople();
        bench.train();
        Start[] bare = new Start[RUNS];
        Start[] without = new Start[RUNS];
        Start[] with = new Start[RUNS];
        List<String> others = args.subList(Math.min(1, args.size()), args.size());
        List<Start[]> withOthers = others.stream().map(_ -> new Start[RUNS]).toList();
        for (int i = 0; i < RUNS; i++) {   // in turn, so that a busy moment meets all
            bare[i] = bench.bare();
            without[i] = bench.tapped(List.of());
            with[i] = bench.tapped(List.of("-XX:AOTCache=" + bench.cache));
            for (int j = 0; j < others.size(); j++) {
                withOthers.get(j)[i] = bench.tapped(List.of("-XX:AOTMode=on", "-XX:AOTCache=" + others.get(j)));
            }
        }
        tell("bare JVM, to its first line", bare, bare);
        tell("gate, to the first tap answered", without, bare);
        tell("the same with the AOT cache", with, bare);
        for (int j = 0; j < others.size(); j++) {
            tell("the same with " + others.get(j), withOthers.get(j), bare);
        }
        System.out.printf(Locale.ROOT, "with the cache: %.2f of the time without; budget 500 ms: %.2f%n", median(with).millis() / median(without).millis(), median(with).millis() / 500);
    }

    private static void tell(String what, Start[] starts, Start[] bare) {
        double[] times = Arrays.stream(starts).mapToDouble(Start::millis).sorted().toArray();
        System.out.printf(Locale.ROOT, "%-32s median %,.0f ms (%,.0f to %,.0f), %.1f of a bare JVM; resident %.1f MB, %.1f of a bare JVM%n", what, median(starts).millis(),
                times[0], times[times.length - 1], median(starts).millis() / median(bare).millis(), median(starts).resident() / 1024.0,
                (double) median(starts).resident() / median(bare).resident());
    }

    private static Start median(Start[] starts) {
        double[] times = Arrays.stream(starts).mapToDouble(Start::millis).sorted().toArray();
        long[] memory = Arrays.stream(starts).mapToLong(Start::resident).sorted().toArray();
        return new Start(times[RUNS / 2], memory[RUNS / 2]);
    }

    private static List<String> java(List<String> more) {
        List<String> line = BenchGate.java("run");
        line.addAll(more);
        return line;
    }

    private List<String> gate(List<String> options, String... command) {
        List<String> line = java(options);
        line.addAll(List.of("-jar", jar.toString()));
        line.addAll(List.of(command));
        line.addAll(List.of("-c", config.toString()));
        return line;
    }

    private Process start(List<String> line) throws IOException {
        return new ProcessBuilder(line).redirectError(folder.resolve("log").toFile()).start();
    }

    private void importPeople() throws Exception {
        Path people = Files.createDirectories(folder.resolve("people"));
        Files.writeString(people.resolve("people.csv"), "person_id,name,kind,levels,cards\nT1,Wang,staff,all,00129348\n");
        Files.writeString(people.resolve("levels.csv"), "level,modes,gates,direction,days,from,until,holidays,needs_pass\nall,normal,*,both,*,00:00,24:00,yes,no\n");
        Process p = start(gate(List.of(), "whitelist", "import", people.toString(), "--yes"));
        if (p.waitFor() != 0) {
            throw new IllegalStateException("the import failed: " + Files.readString(folder.resolve("log")));
        }
    }

    private void train() throws Exception {
        tapped(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTRecordTraining", "-XX:AOTCacheOutput=" + cache, "-Xlog:aot=error"));   // as systemd/make-cache
        if (!Files.exists(cache)) {
            throw new IllegalStateException("no cache was made: " + Files.readString(folder.resolve("log")));
        }
        System.out.printf(Locale.ROOT, "AOT cache: %.1f MB%n", Files.size(cache) / 1e6);
    }

    private Start tapped(List<String> options) throws Exception {
        try (Pty reader = Pty.open(folder.resolve("reader")); Pty relay = Pty.open(folder.resolve("relay"))) {
            long begun = System.nanoTime();
            Process gate = start(gate(options, "run"));
            while (!isOn(relay.read(Duration.ofMillis(10)))) {
                reader.write(CARD);
                if (!gate.isAlive() || System.nanoTime() - begun > LONGEST) {
                    throw new IllegalStateException("no tap was answered: " + Files.readString(folder.resolve("log")));
                }
            }
            double millis = (System.nanoTime() - begun) / 1e6;
            long resident = resident(gate);
            gate.destroy();
            gate.waitFor(2, TimeUnit.MINUTES);   // a training run writes its cache at the end
            return new Start(millis, resident);
        }
    }

    private static boolean isOn(byte[] told) {
        for (byte b : told) {
            if (b == RELAY_ON) {
                return true;
            }
        }
        return false;
    }

    private Start bare() throws Exception {
        long begun = System.nanoTime();
        Process bare = start(java(List.of("-cp", System.getProperty("java.class.path"), Bare.class.getName())));
        int first = bare.getInputStream().read();
        double millis = (System.nanoTime() - begun) / 1e6;
        long resident = resident(bare);
        bare.getOutputStream().close();
        if (first != 'h' || bare.waitFor() != 0) {
            throw new IllegalStateException("the bare JVM said nothing: " + Files.readString(folder.resolve("log")));
        }
        return new Start(millis, resident);
    }

    private static long resident(Process process) throws IOException {
        Matcher m = RESIDENT.matcher(Files.readString(Path.of("/proc/" + process.pid() + "/status")));
        if (!m.find()) {
            throw new IllegalStateException("process " + process.pid() + " is gone");
        }
        return Long.parseLong(m.group(1));
    }
}
