package io.campusgate.bench;

import io.campusgate.report.EventExport;
import io.campusgate.store.Drafts;
import io.campusgate.store.EventFilter;
import io.campusgate.store.EventFilter.Field;
import io.campusgate.store.EventIndex;
import io.campusgate.store.EventSearch;
import io.campusgate.store.Journal;
import io.campusgate.store.JournalReader;
import io.campusgate.store.Stored;
import io.campusgate.store.Verification;
import io.campusgate.domain.Draft;
import io.campusgate.domain.Health;
import io.campusgate.domain.Temperature;
import io.campusgate.domain.Verdict;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/// The store alone: what a tap costs (time, bytes, syncs), and how fast a long journal is verified, indexed, searched and
/// purged. `mvn -Pbench -Dbench=store -Dbench.args="EVENTS PERSONS [FOLDER [PART…]]"`; with a folder the journal in it is kept
/// and used again; the parts are taps, verify, index, search and export, all of them if none is named. Budgets: design.md section 12.
public final class StoreBench {
    private static final int TAPS = 2_000;
    private static final int LOOKED_AT = 1_500;   // as the log page does
    private static final int EXPORTED = 1_000_000;

    private final Path file;
    private final int events;
    private final int persons;
    private final List<String> parts;
    private final Random random = new Random(42);

    private StoreBench(Path folder, int events, int persons, List<String> parts) {
        this.file = folder.resolve("gate.db");
        this.events = events;
        this.persons = persons;
        this.parts = parts;
    }

    static void run(List<String> args) throws IOException {
        int events = !args.isEmpty() ? Integer.parseInt(args.get(0)) : 2_000_000;
        int persons = args.size() > 1 ? Integer.parseInt(args.get(1)) : 100_000;
        Path folder = args.size() > 2 ? Files.createDirectories(Path.of(args.get(2))) : Files.createTempDirectory("store-bench");
        new StoreBench(folder, events, persons, args.subList(Math.min(3, args.size()), args.size())).run();
    }

    private void run() throws IOException {
        fill();
        part("taps", this::taps);
        part("verify", this::verify);
        part("index", this::index);
        part("search", this::search);
        part("export", this::export);
    }

    private interface Part {
        void run() throws IOException;
    }

    private void part(String name, Part part) throws IOException {
        if (parts.isEmpty() || parts.contains(name)) {
            part.run();
        }
    }

    private void fill() {
        long start = System.nanoTime();
        int made = 0;
        try (Journal journal = Journal.open(file, "east", Drafts.ZONE)) {
            Instant at = Drafts.MORNING.plus(Duration.ofSeconds(journal.lastSeq()));
            while (journal.lastSeq() < events) {
                List<Draft> batch = new ArrayList<>();
                for (int i = 0; i < 500; i++) {
                    Draft entry = entry(at.plusSeconds(2L * i));
                    batch.add(entry);
                    batch.add(Drafts.passage(entry, entry.outcome().equals("granted") ? "passed" : "not_opened"));
                }
                made += journal.append(batch).size();
                at = at.plusSeconds(1000);
            }
        }
        if (made > 0) {
            System.out.printf(Locale.ROOT, "fill: %,d events in commits of 1000, %,.0f events/s, %,d bytes an event%n", made, made / seconds(start), size(file) / events);
        }
    }

    /// A school's mix: temperatures around 36.5 °C, two in a thousand feverish, one in a hundred refused for the hour.
    private Draft entry(Instant at) {
        Draft usual = Drafts.entryOf(random.nextInt(persons), at);
        int centi = random.nextInt(500) == 0 ? 3730 + random.nextInt(150) : Math.min(3729, (int) (3650 + 25 * random.nextGaussian()));
        boolean fever = centi >= 3730;
        boolean early = random.nextInt(100) == 0;
        Health health = new Health(fever ? Verdict.FEVER : Verdict.NORMAL, Optional.of(new Temperature(centi)), Optional.of(new Temperature(centi - 240)),
                Optional.of(new Temperature(2230)), 1, Health.Method.SENSOR);
        return new Draft(usual.id(), usual.about(), at, usual.clock(), usual.uptimeMs(), usual.type(), Optional.of("in-" + (1 + random.nextInt(3))),
                usual.direction(), fever || early ? "denied" : "granted", Optional.of(fever ? "fever" : early ? "outside_hours" : "ok"), usual.mode(),
                usual.whitelist(), false, usual.details(), usual.who(), Optional.of(health));
    }

    /// One commit for the entry, one for what follows it: the order a gate keeps.
    private void taps() throws IOException {
        try (Journal journal = Journal.open(file, "east", Drafts.ZONE)) {
            long[] micros = new long[TAPS];
            long bytes = written();
            Instant at = Drafts.MORNING.plus(Duration.ofSeconds(journal.lastSeq()));
            for (int i = 0; i < TAPS; i++) {
                Draft entry = Drafts.entryOf(random.nextInt(persons), at.plusSeconds(2L * i));
                long start = System.nanoTime();
                journal.append(List.of(entry));
                micros[i] = (System.nanoTime() - start) / 1000;
                journal.append(List.of(Drafts.passage(entry, "passed")));
            }
            bytes = written() - bytes;
            Arrays.sort(micros);
            System.out.printf(Locale.ROOT, "append of one entry: p50 %,d µs, p99 %,d µs, max %,d µs; bytes written a tap (entry, then passage): %.1f KiB (goal 12)%n",
                    micros[TAPS / 2], micros[TAPS * 99 / 100], micros[TAPS - 1], bytes / 1024.0 / TAPS);
        }
    }

    private void verify() {
        try (JournalReader reader = JournalReader.open(file)) {
            for (int round = 0; round < 2; round++) {
                long start = System.nanoTime();
                double cpu = cpuSeconds();
                Verification v = reader.verify(Verification.Progress.SILENT);
                double rate = v.events() / seconds(start);
                System.out.printf(Locale.ROOT, "verify: %,d events, sound %s, %,.0f events/s, %.2f of the budget of 300,000; %.2f µs of CPU an event%n",
                        v.events(), v.isSound(), rate, rate / 300_000, (cpuSeconds() - cpu) * 1e6 / v.events());
            }
        }
    }

    private void index() {
        long start = System.nanoTime();
        double cpu = cpuSeconds();
        int done = 0;
        try (EventIndex index = EventIndex.open(file)) {
            for (int n = index.catchUp(5_000); n > 0; n = index.catchUp(5_000)) {
                done += n;
            }
            System.out.printf(Locale.ROOT, "index: %,d events, %,.0f events/s, %.1f µs of CPU an event, %,d bytes an event%n", done, done / seconds(start),
                    (cpuSeconds() - cpu) * 1e6 / Math.max(1, done),
                    size(file.resolveSibling("gate.index.db")) / events);
        }
    }

    private void search() {
        try (EventSearch search = EventSearch.open(file)) {
            Instant middle = Drafts.MORNING.plusSeconds(events / 2);
            measure(search, "newest 50", _ -> EventFilter.newest(50));
            measure(search, "a person", n -> EventFilter.newest(50).where(Field.PERSON, String.format("P%06d", n)));
            measure(search, "a person's passages (none)", n -> EventFilter.newest(50).where(Field.PERSON, String.format("P%06d", n)).where(Field.TYPE, "passage"));
            measure(search, "a group", n -> EventFilter.newest(50).where(Field.GROUP, "高一" + n % 20 + "班"));
            measure(search, "entries granted", _ -> EventFilter.newest(50).where(Field.TYPE, "entry").where(Field.OUTCOME, "granted"));
            measure(search, "a reason that is rare", _ -> EventFilter.newest(50).where(Field.REASON, "fever"));
            measure(search, "37.3 °C or more", _ -> EventFilter.newest(50).atLeast(new BigDecimal("37.3")));
            measure(search, "38.8 °C or more, a group", n -> EventFilter.newest(50).atLeast(new BigDecimal("38.8")).where(Field.GROUP, "高一" + n % 20 + "班"));
            measure(search, "36.0 °C or more", _ -> EventFilter.newest(50).atLeast(new BigDecimal("36.0")));
            measure(search, "a reason that never was", _ -> EventFilter.newest(50).where(Field.REASON, "blocked"));
            measure(search, "a card by text", n -> EventFilter.newest(50).containing(String.format("%08X", n)));
            measure(search, "a name by text", n -> EventFilter.newest(50).containing("人" + n));
            measure(search, "two letters by text", n -> EventFilter.newest(50).containing("p0"));
            measure(search, "words of many people, never together", n -> EventFilter.newest(50).containing("p09 人1"));
            measure(search, "a name and a group by text", n -> EventFilter.newest(50).containing("人" + n + " 高一" + n % 20 + "班"));
            measure(search, "many names, a group", n -> EventFilter.newest(50).containing("人" + n % 90).where(Field.GROUP, "高一" + n % 20 + "班"));
            measure(search, "many names, refused for a fever", n -> EventFilter.newest(50).containing("人" + n % 90).where(Field.REASON, "fever"));
            measure(search, "passages of a group (none)", n -> EventFilter.newest(50).where(Field.TYPE, "passage").where(Field.GROUP, "高一" + n % 20 + "班"));
            measure(search, "granted passages (none)", _ -> EventFilter.newest(50).where(Field.TYPE, "passage").where(Field.OUTCOME, "granted"));
            measure(search, "text that nobody has", n -> EventFilter.newest(50).containing("没有人" + n));
            measure(search, "a lane, a day, refused, a group", n -> EventFilter.newest(50).where(Field.LANE, "in-2").where(Field.OUTCOME, "denied")
                    .where(Field.GROUP, "高一" + n % 20 + "班").between(Optional.of(middle), Optional.of(middle.plus(Duration.ofDays(1)))));
            measure(search, "a name by text, page after page", n -> EventFilter.newest(50).containing("人" + n).before(events / 4));
            measure(search, "half an hour, a group", n -> EventFilter.newest(50).between(Optional.of(middle.plusSeconds(n)), Optional.of(middle.plusSeconds(n + 1800)))
                    .where(Field.GROUP, "高一" + n % 20 + "班"));
            measure(search, "a page far back, a group", n -> EventFilter.newest(50).before(events / 2 + n).where(Field.GROUP, "高一" + n % 20 + "班"));
        }
    }

    private void export() throws IOException {
        EventFilter all = EventFilter.newest(EXPORTED);
        for (EventExport.Format format : EventExport.Format.values()) {
            export("the newest", format, all);
        }
        export("a group", EventExport.Format.CSV, all.where(Field.GROUP, "高一7班"));
        export("entries granted", EventExport.Format.CSV, all.where(Field.TYPE, "entry").where(Field.OUTCOME, "granted"));
    }

    private void export(String what, EventExport.Format format, EventFilter filter) throws IOException {
        long start = System.nanoTime();
        double cpu = cpuSeconds();
        long rows = EventExport.write(file, filter, format, OutputStream.nullOutputStream(), EventExport.Progress.SILENT);
        double rate = rows / seconds(start);
        System.out.printf(Locale.ROOT, "export, %s, %s: %,d rows, %,.0f rows/s, %.2f of the budget of 100,000; %.2f µs of CPU a row%n", what, format.word(), rows, rate,
                rate / 100_000, (cpuSeconds() - cpu) * 1e6 / rows);
    }

    private interface Question {
        EventFilter of(int n);
    }

    private void measure(EventSearch search, String what, Question question) {
        long[] micros = new long[40];
        int found = 0;
        for (int i = 0; i < micros.length; i++) {
            EventFilter filter = question.of(random.nextInt(persons));
            long start = System.nanoTime();
            List<Stored> rows = search.page(filter, LOOKED_AT).events();
            micros[i] = (System.nanoTime() - start) / 1000;
            found += rows.size();
        }
        Arrays.sort(micros);
        System.out.printf(Locale.ROOT, "search, %s: p50 %.1f ms, p95 %.1f ms, %.2f of the budget of 100 ms (%.1f found)%n", what, micros[20] / 1e3, micros[38] / 1e3,
                micros[38] / 1e5, found / 40.0);
    }

    /// What this process gave to the block layer, by the kernel's count.
    private static long written() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/io")).stream().filter(line -> line.startsWith("write_bytes:"))
                .mapToLong(line -> Long.parseLong(line.substring(13).strip())).findFirst().orElse(0);
    }

    /// Of all threads; tells of the work even when others use the processors too.
    private static double cpuSeconds() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static long size(Path file) {
        return file.toFile().length();
    }
}
