package io.campusgate.daemon;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.config.BadConfig;
import io.campusgate.config.GateConfig;
import io.campusgate.config.PolicyFile;
import io.campusgate.domain.Bilingual;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.IdNumber;
import io.campusgate.domain.WhitelistRecord;
import io.campusgate.domain.WhitelistVersion;
import io.campusgate.store.IdVault;
import io.campusgate.store.WhitelistFile;
import io.campusgate.store.WhitelistFileBuilder;
import io.campusgate.store.WhitelistFileBuilder.Conflict;
import io.campusgate.store.WhitelistFolder;
import io.campusgate.store.WhitelistRecords;
import io.campusgate.whitelist.Changes;
import io.campusgate.whitelist.Clash;
import io.campusgate.whitelist.Clashes;
import io.campusgate.whitelist.ContentHash;
import io.campusgate.whitelist.IdNumbers;
import io.campusgate.whitelist.PolicyText;
import io.campusgate.whitelist.Problem;
import io.campusgate.whitelist.Refused;
import io.campusgate.whitelist.WhitelistSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/// Makes a version of the whitelist out of a source: checks all of it, builds the version aside, compares it with the
/// one in force. Changes nothing: [WhitelistFolder#adopt] puts the version in force, in the daemon if one runs. Memory
/// does not grow with the source.
public final class WhitelistImport {
    /// More problems than these are counted, not kept.
    public static final int PROBLEMS_KEPT = 1000;

    /// What the import is busy with.
    public enum Step { READ, SORT, COMPARE, STORE }

    /// Is told how far the import is, often.
    @FunctionalInterface
    public interface Progress {
        /// @param total 0 where it is not known
        void at(Step step, long done, long total);
    }

    /// What was found in a source.
    ///
    /// @param problems the first [#PROBLEMS_KEPT], by file and row
    /// @param total    how many there are
    /// @param notes    what else the operator should know, by file
    /// @param records  sound ones, by table
    public record Findings(List<Problem> problems, long total, Map<String, Bilingual> notes, Map<String, Long> records) {
        public boolean isSound() {
            return total == 0;
        }
    }

    /// Is handed every difference between two versions.
    @FunctionalInterface
    public interface Differences {
        /// @param before empty: it is new
        /// @param after  empty: it is gone
        void difference(Optional<WhitelistRecord> before, Optional<WhitelistRecord> after);
    }

    /// @param changes empty: something is wrong with the source, or there was nothing to compare it with
    public record Comparison(Findings findings, Optional<Changes> changes) {}

    /// What came of it. Close it: a version that was not adopted by then is gone.
    public sealed interface Outcome extends AutoCloseable {
        Findings findings();

        @Override default void close() {}
    }

    /// Something is wrong, so there is nothing to apply.
    public record Faulty(Findings findings) implements Outcome {}

    /// A version, whole and on disk, that waits to be adopted.
    ///
    /// @param refused the rows that were left out, of a source that was not sound
    public record Prepared(Findings findings, Refused refused, WhitelistVersion version, String content, Changes changes,
                           WhitelistFileBuilder built) implements Outcome {
        @Override public void close() {
            built.close();
        }
    }

    private final WhitelistSource source;
    private final Progress progress;

    public WhitelistImport(WhitelistSource source, Progress progress) {
        this.source = source;
        this.progress = progress;
    }

    /// A folder of CSV files or a workbook, read with the configuration's zone, key and rules.
    public static WhitelistSource source(Path place, GateConfig config) {
        return WhitelistSource.at(place, config.site().timezone(), config.store().idKeyFile().map(IdVault::open).map(WhitelistImport::numbers),
                WhitelistImport::settings);
    }

    /// How the versions of this gate are read.
    public static WhitelistFile.Reading reading(GateConfig config) {
        Optional<IdVault> vault = config.store().idKeyFile().map(IdVault::open);
        return new WhitelistFile.Reading(settings -> PolicyFile.overlay(config.policies(), settings), number -> vault.map(v -> v.hmac(number)));
    }

    private static IdNumbers numbers(IdVault vault) {
        return new IdNumbers() {
            @Override public String hmac(IdNumber number) {
                return vault.hmac(number);
            }

            @Override public byte[] seal(IdNumber number) {
                return vault.seal(number);
            }
        };
    }

    private static List<WhitelistRecord.Setting> settings(String text) throws PolicyText.BadPolicy {
        try {
            return PolicyFile.parse(Path.of("policy.toml"), text);
        } catch (BadConfig e) {
            throw new PolicyText.BadPolicy(e.problems().stream()
                    .map(p -> new Problem("policy.toml", p.line(), p.key(), p.found(), p.expected())).toList());
        }
    }

    /// Finds everything that is wrong with the source, as an import would, and leaves no trace.
    public Comparison check() throws IOException {
        return aside(_ -> Optional.empty());
    }

    /// Checks the source and, if nothing is wrong with it, compares it with the version in force; leaves no trace.
    public Comparison compare(WhitelistFolder folder, Differences each) throws IOException {
        return aside(records -> Optional.of(changes(folder, records, each)));
    }

    private Comparison aside(Function<Iterator<WhitelistRecord>, Optional<Changes>> compare) throws IOException {
        Path scratch = Files.createTempDirectory("campus-gate-check");
        try (WhitelistFileBuilder builder = WhitelistFileBuilder.begin(scratch, WhitelistVersion.NONE.nextLocal())) {
            Findings findings = new Reading(Refused.none(), builder).read().findings();
            return new Comparison(findings, findings.isSound() ? compare.apply(builder.records()) : Optional.empty());
        } finally {
            Files.deleteIfExists(scratch.resolve("building.lock"));
            Files.delete(scratch);
        }
    }

    private static Changes changes(WhitelistFolder folder, Iterator<WhitelistRecord> records, Differences each) {
        return folder.with(current -> {
            try (WhitelistRecords old = current.records()) {
                return Changes.between(old, records, each::difference);
            }
        }).orElseGet(() -> Changes.between(List.<WhitelistRecord>of().iterator(), records, each::difference));
    }

    /// Builds the next local version on top of the one in force.
    ///
    /// @param skipBad leave out rows with problems instead of giving up
    public Outcome prepare(WhitelistFolder folder, Instant now, boolean skipBad) throws IOException {
        Refused refused = Refused.none();
        List<Findings> rounds = new ArrayList<>();
        while (true) {
            WhitelistFileBuilder builder = folder.build();
            try {
                Reading reading = new Reading(refused, builder).read();
                rounds.add(reading.findings());
                if (reading.findings().isSound()) {
                    return finish(folder, builder, now, sum(rounds), refused);
                }
                if (!skipBad || !reading.foundMoreToRefuse) {
                    builder.close();
                    return new Faulty(rounds.getFirst());
                }
                builder.close();   // once more without them: what named a refused row is found now
            } catch (IOException | RuntimeException | Error e) {
                builder.close();
                throw e;
            }
        }
    }

    private static Findings sum(List<Findings> rounds) {
        List<Problem> problems = rounds.stream().flatMap(f -> f.problems().stream()).limit(PROBLEMS_KEPT).toList();
        return new Findings(problems, rounds.stream().mapToLong(Findings::total).sum(), rounds.getLast().notes(), rounds.getLast().records());
    }

    private Prepared finish(WhitelistFolder folder, WhitelistFileBuilder builder, Instant now, Findings findings, Refused refused) {
        ContentHash content = new ContentHash();
        long total = findings.records().values().stream().mapToLong(n -> n).sum();
        Iterator<WhitelistRecord> hashed = new Counting(builder.records(), content, total);
        Changes changes = changes(folder, hashed, (_, _) -> { });
        String hash = content.hex();
        progress.at(Step.STORE, 0, 0);
        Changes.Numbers people = changes.people();
        builder.finish(hash, now, new WhitelistFile.Difference(people.added(), people.removed(), people.changed()));
        return new Prepared(findings, refused, builder.version(), hash, changes, builder);
    }

    /// Hashes the records that pass by.
    private final class Counting implements Iterator<WhitelistRecord> {
        private final Iterator<WhitelistRecord> records;
        private final ContentHash content;
        private final long total;
        private long done;

        Counting(Iterator<WhitelistRecord> records, ContentHash content, long total) {
            this.records = records;
            this.content = content;
            this.total = total;
        }

        @Override public boolean hasNext() {
            return records.hasNext();
        }

        @Override public WhitelistRecord next() {
            WhitelistRecord record = records.next();
            content.add(record);
            progress.at(Step.COMPARE, ++done, total);
            return record;
        }
    }

    /// A source as an administrator's machine reads it, which has no gate's configuration.
    ///
    /// @param zone  in which its dates and times are meant
    /// @param idKey the site's key for identity numbers
    public static WhitelistSource source(Path place, ZoneId zone, Optional<Path> idKey) {
        return WhitelistSource.at(place, zone, idKey.map(IdVault::open).map(WhitelistImport::numbers), WhitelistImport::settings);
    }

    /// What is done with the records of a sound source.
    @FunctionalInterface
    public interface Use<T> {
        /// @param sorted gives all of them, from the first, each time it is asked; close what it gives
        T of(Supplier<WhitelistRecords> sorted) throws IOException;
    }

    /// What came of [#sorted].
    ///
    /// @param result empty if something is wrong with the source
    public record Used<T>(Findings findings, Optional<T> result) {}

    /// Checks the whole source and, if it is sound, hands its records over, sorted by table and key.
    public <T> Used<T> sorted(Use<T> use) throws IOException {
        Path scratch = Files.createTempDirectory("campus-gate-build");
        try (WhitelistFileBuilder builder = WhitelistFileBuilder.begin(scratch, WhitelistVersion.NONE.nextLocal())) {
            Findings findings = new Reading(Refused.none(), builder).read().findings();
            return new Used<>(findings, findings.isSound() ? Optional.of(use.of(builder::records)) : Optional.empty());
        } finally {
            Files.deleteIfExists(scratch.resolve("building.lock"));
            Files.delete(scratch);
        }
    }

    /// One reading of the source into one builder.
    private final class Reading implements WhitelistSource.Sink {
        private final Refused refused;
        private final WhitelistFileBuilder builder;
        private final List<Problem> problems = new ArrayList<>();
        private final List<Clash> clashes = new ArrayList<>();
        private final Map<String, Bilingual> notes = new TreeMap<>();
        private final Map<String, Long> records = new TreeMap<>();
        private final Refused found = Refused.none();
        private long total;
        private boolean foundMoreToRefuse;

        /// @param refused rows to pass over; those found wrong are added at the end
        Reading(Refused refused, WhitelistFileBuilder builder) {
            this.refused = refused;
            this.builder = builder;
        }

        Reading read() throws IOException {
            source.read(refused, this);
            progress.at(Step.SORT, 0, 0);
            builder.index(this::conflict);
            problems.addAll(Clashes.problems(source, clashes));
            problems.sort(Comparator.comparing(Problem::file).thenComparingLong(Problem::row));
            refused.addAll(found);
            return this;
        }

        Findings findings() {
            return new Findings(List.copyOf(problems), total, Map.copyOf(notes), Map.copyOf(records));
        }

        @Override public void record(String file, long row, WhitelistRecord record) {
            builder.add(row, record);
            records.merge(record.table(), 1L, Long::sum);
        }

        @Override public void claim(long row, Optional<String> personId, List<CardNumber> cards) {
            builder.claim(row, personId, cards);
        }

        @Override public void problem(Problem problem) {
            count(problem.file(), problem.row());
            if (problems.size() < PROBLEMS_KEPT) {
                problems.add(problem);
            }
        }

        private void conflict(Conflict conflict) {
            Clash clash = new Clash(Clash.Kind.valueOf(conflict.type().name()), conflict.value(), conflict.row(), conflict.first());
            count(source.file(clash.table()), clash.row());
            if (problems.size() + clashes.size() < PROBLEMS_KEPT) {
                clashes.add(clash);
            }
        }

        private void count(String file, long row) {
            total++;
            foundMoreToRefuse |= !refused.contains(file, row) && found.add(file, row);
        }

        @Override public void note(String file, Bilingual text) {
            notes.merge(file, text, (a, b) -> a.equals(b) ? a : a.then(say("; ", "；")).then(b));
        }

        @Override public void progress(long done, long size) {
            progress.at(Step.READ, done, size);
        }
    }
}
