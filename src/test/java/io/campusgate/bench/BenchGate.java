package io.campusgate.bench;

import io.campusgate.Pty;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The daemon with the settings of its package, on pseudo-terminals: lanes inwards with a reader `rdm6300` and a relay
/// `lcus`, and a whitelist of people who may always enter.
final class BenchGate implements AutoCloseable {
    static final long FIRST_CARD = 0x0100_0000L;
    /// What an `lcus` relay is sent to close its contact.
    static final String ON = "a00101a2";

    /// The two cables of a lane.
    record LanePorts(Pty reader, Pty relay) {}

    private final Process process;
    private final Path config;
    private final List<LanePorts> lanes;

    private BenchGate(Process process, Path config, List<LanePorts> lanes) {
        this.process = process;
        this.config = config;
        this.lanes = lanes;
    }

    /// What a gate is made of.
    ///
    /// @param people      on its whitelist, with the cards [#FIRST_CARD] and following
    /// @param lanes       1 to 8
    /// @param toml        further tables of its configuration
    /// @param environment further variables of its process
    record Plan(int people, int lanes, String toml, Map<String, String> environment) {
        static Plan of(int people) {
            return new Plan(people, 1, "", Map.of());
        }
    }

    /// Makes the whitelist, imports it, and starts the daemon; returns when it is READY.
    static BenchGate start(Path site, Plan plan) throws IOException, InterruptedException {
        Files.createDirectories(site);
        List<LanePorts> lanes = new ArrayList<>();
        StringBuilder tables = new StringBuilder(plan.toml());
        for (int i = 1; i <= plan.lanes(); i++) {
            LanePorts ports = new LanePorts(Pty.open(), Pty.open());
            lanes.add(ports);
            tables.append("""
                    [[lane]]
                    id = "in-%d"
                    direction = "in"
                    reader = { driver = "rdm6300", port = "%s" }
                    relay = { driver = "lcus", port = "%s", pulse-ms = 10 }
                    """.formatted(i, ports.reader().path(), ports.relay().path()));
        }
        Path config = Files.writeString(site.resolve("gate.toml"), """
                [site]
                id = "bench"
                gate = "east"
                [store]
                path = "gate.db"
                [clock]
                source = "assume"
                [web]
                listen = "127.0.0.1:0"
                %s""".formatted(tables));
        Process importing = command(List.of("whitelist", "import", people(site, plan.people()).toString(), "-c", config.toString()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(site.resolve("import.log").toFile()).start();
        if (importing.waitFor() != 0) {
            throw new IOException("the whitelist could not be imported: " + Files.readString(site.resolve("import.log")));
        }
        return new BenchGate(run(config, plan.environment()), config, lanes);
    }

    private static Path people(Path site, int people) throws IOException {
        Path source = Files.createDirectories(site.resolve("people"));
        try (BufferedWriter csv = Files.newBufferedWriter(source.resolve("people.csv"))) {
            csv.write("person_id,name,kind,group,levels,cards,status\n");
            for (int i = 0; i < people; i++) {
                csv.write(String.format(Locale.ROOT, "S%07d,学生%d,student,初一%d班,all,%08X,active%n", i, i, i % 40, FIRST_CARD + i));
            }
        }
        Files.writeString(source.resolve("levels.csv"), "level,modes,gates,direction,days,from,until,holidays,needs_pass\nall,normal,*,both,*,00:00,24:00,yes,no\n");
        return source;
    }

    private static Process run(Path config, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = command(List.of("run", "-c", config.toString()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        awaitReady(process, new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8)), "READY");
        return process;
    }

    /// The JVM with the settings that the package has for this command of the program.
    static List<String> java(String command) {
        List<String> java = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-Xmx96m", "-Xms16m", "-XX:TrimNativeHeapInterval=10000", "--enable-native-access=ALL-UNNAMED"));
        if (command.equals("run")) {
            java.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmn8m", "-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=20", "-XX:-ShrinkHeapInSteps"));
        }
        return java;
    }

    /// A command of the program with the settings of its package.
    static ProcessBuilder command(List<String> args) {
        List<String> command = java(args.getFirst());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.campusgate.Main"));
        command.addAll(args);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        return builder;
    }

    /// Waits for a line with `sign` and goes on reading what the process says, so that it never waits for us.
    static void awaitReady(Process process, BufferedReader lines, String sign) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.contains(sign)) {
                Thread.ofVirtual().start(() -> tellWarnings(lines));
                return;
            }
            tellWarning(line);
        }
        throw new IOException("it ended before it was ready: " + process);
    }

    private static void tellWarnings(BufferedReader lines) {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                tellWarning(line);
            }
        } catch (IOException e) {
            // it was ended
        }
    }

    private static void tellWarning(String line) {
        if ((line.startsWith("ERROR") || line.startsWith("WARN")) && !line.contains("nobody can sign in yet")) {
            System.out.println(line);
        }
    }

    Process process() {
        return process;
    }

    Path config() {
        return config;
    }

    LanePorts lane(int index) {
        return lanes.get(index);
    }

    /// Sends the frame of a card and waits for the relay.
    ///
    /// @return milliseconds from the frame's last byte, `NaN` if the relay did not move within `patience`
    static double tap(LanePorts lane, long number, Duration patience) {
        lane.reader().write(frame(number));
        return awaitOn(lane.relay(), System.nanoTime(), patience);
    }

    /// The bytes of a late "off" may stand before those of the "on".
    private static double awaitOn(Pty relay, long start, Duration patience) {
        StringBuilder seen = new StringBuilder();
        while (System.nanoTime() - start < patience.toNanos()) {
            seen.append(HexFormat.of().formatHex(relay.read(patience)));
            if (seen.indexOf(ON) >= 0) {
                return (System.nanoTime() - start) / 1e6;
            }
        }
        return Double.NaN;
    }

    /// Throws away what the relay was sent for what was before.
    static void drain(Pty relay) {
        while (relay.read(Duration.ZERO).length > 0) {
            // throw away
        }
    }

    /// What an `rdm6300` says of a card.
    static byte[] frame(long number) {
        byte[] data = HexFormat.of().parseHex(String.format(Locale.ROOT, "01%08X", number));
        int check = 0;
        for (byte b : data) {
            check ^= b;
        }
        return ("\u0002" + HexFormat.of().withUpperCase().formatHex(data) + String.format(Locale.ROOT, "%02X", check & 0xFF) + "\u0003")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /// Processor time that a process has used.
    static double processorMillis(Process process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis();
    }

    static long residentMegabytes(Process process) throws IOException {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(l -> l.startsWith("VmRSS:")).mapToLong(l -> Long.parseLong(l.replaceAll("\\D", ""))).sum() / 1024;
        }
    }

    /// The value below which `percent` of all lie, `NaN` of none.
    static double at(List<Double> values, int percent) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    @Override public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lanes.forEach(ports -> {
            ports.reader().close();
            ports.relay().close();
        });
    }
}
