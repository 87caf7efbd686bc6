package io.campusgate.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/// How long a whitelist source takes to check and to import, and how much memory, as the command a gate runs: a process of
/// its own with `-Xmx96m`. `mvn -Pbench -Dbench=whitelist -Dbench.args="CSV_PEOPLE XLSX_PEOPLE"` (default 1000000 100000).
final class WhitelistBench {
    private static final String[] HEADER = {"person_id", "name", "kind", "group", "levels", "cards", "phone", "status"};
    private static final String LEVELS = "level,modes,gates,direction,days,from,until\n日常,normal,*,both,1-5,06:30,22:00\n";

    private final Path folder;
    private final Path config;

    private WhitelistBench(Path folder) throws IOException {
        this.folder = folder;
        this.config = Files.writeString(folder.resolve("gate.toml"), """
                [site]
                id = "no1"
                gate = "east"
                [store]
                path = "gate.db"
                [[lane]]
                id = "in-1"
                direction = "in"
                reader = { driver = "sim" }
                relay = { driver = "sim" }
                """);
    }

    static void run(List<String> args) throws IOException, InterruptedException {
        int csv = args.isEmpty() ? 1_000_000 : Integer.parseInt(args.getFirst());
        int xlsx = args.size() < 2 ? 100_000 : Integer.parseInt(args.get(1));
        WhitelistBench bench = new WhitelistBench(Files.createTempDirectory("whitelist-bench"));
        bench.measure("CSV", csv, bench.csv(csv));
        bench.measure("XLSX", xlsx, bench.xlsx(xlsx));
    }

    private static String[] person(int i) {
        return new String[] {String.format(Locale.ROOT, "S%07d", i), "学生" + i, "student", "高一" + i % 20 + "班", "日常", String.format(Locale.ROOT, "%08X", i + 1),
            String.format(Locale.ROOT, "1%010d", i), "active"};
    }

    private Path csv(int people) throws IOException {
        Path school = Files.createDirectory(folder.resolve("school"));
        Files.writeString(school.resolve("levels.csv"), LEVELS);
        try (BufferedWriter out = Files.newBufferedWriter(school.resolve("people.csv"))) {
            out.write(String.join(",", HEADER) + "\n");
            for (int i = 0; i < people; i++) {
                out.write(String.join(",", person(i)) + "\n");
            }
        }
        System.out.printf(Locale.ROOT, "CSV: %,d people, %,d bytes%n", people, Files.size(school.resolve("people.csv")));
        return school;
    }

    private Path xlsx(int people) throws IOException {
        Path file = folder.resolve("school.xlsx");
        try (OutputStream out = Files.newOutputStream(file); Workbook workbook = new Workbook(out, "bench", "1.0")) {
            Worksheet sheet = workbook.newWorksheet("people");
            row(sheet, 0, HEADER);
            for (int i = 0; i < people; i++) {
                row(sheet, i + 1, person(i));
            }
            Worksheet levels = workbook.newWorksheet("levels");
            List<String> lines = LEVELS.lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                row(levels, i, lines.get(i).split(","));
            }
        }
        System.out.printf(Locale.ROOT, "XLSX: %,d people, %,d bytes%n", people, Files.size(file));
        return file;
    }

    private static void row(Worksheet sheet, int row, String... values) {
        for (int column = 0; column < values.length; column++) {
            sheet.value(row, column, values[column]);
        }
    }

    private void measure(String kind, int people, Path source) throws IOException, InterruptedException {
        command(kind, people, "check", source.toString(), "--yes");
        command(kind, people, "import", source.toString(), "--yes");
        command(kind, people, "diff", source.toString(), "--yes");
    }

    private void command(String kind, int people, String... words) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx96m", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), "io.campusgate.Main", "whitelist"));
        line.addAll(Arrays.asList(words));
        line.addAll(List.of("-c", config.toString()));
        long start = System.nanoTime();
        Process process = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(folder.resolve("out.txt").toFile()).start();
        long peak = 0;
        Duration cpu = Duration.ZERO;
        while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, residentKb(process.pid()));
            cpu = process.info().totalCpuDuration().orElse(cpu);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (process.exitValue() != 0) {
            throw new IOException(String.join(" ", words) + " failed:\n" + Files.readString(folder.resolve("out.txt")));
        }
        System.out.printf(Locale.ROOT, "%-4s %-6s %,9d people: %6.1f s, %6.1f s of CPU, %,9.0f people/s, peak resident %d MB%n", kind, words[0], people, seconds, cpu.toMillis() / 1e3, people / seconds, peak / 1024);
    }

    /// The kernel's own high-water mark.
    static long residentKb(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream().filter(l -> l.startsWith("VmHWM:"))
                    .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", ""))).findFirst().orElse(0);
        } catch (IOException e) {
            return 0;   // it has ended
        }
    }
}
