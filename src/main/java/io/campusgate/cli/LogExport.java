package io.campusgate.cli;

import io.campusgate.config.GateConfig;
import io.campusgate.domain.Word;
import io.campusgate.store.EventFilter;
import io.campusgate.store.EventSearch;
import io.campusgate.store.JournalReader;
import io.campusgate.store.Stored;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `log export`: all that matches, oldest first, however much it is.
@Command(name = "export", description = "Write events to a file, oldest first.")
final class LogExport extends GateCommand {
    private static final int AT_ONCE = 2_000;

    /// `CSV` for spreadsheets; `JSON` is the journal's own text, one event a line.
    enum Format implements Word { CSV, JSON }

    @Mixin private EventOptions events;
    @Option(names = "--format", paramLabel = "FORMAT", required = true, description = "csv or json (one event a line).",
            converter = Converters.OfFormat.class)
    private Format format;
    @Option(names = "--out", paramLabel = "FILE", description = "Where to; without it: to standard output.")
    private Optional<Path> file = Optional.empty();
    @Option(names = "--limit", paramLabel = "N", converter = Converters.OfLimit.class,
            description = "The newest N that match; without it: all.")
    private Optional<Integer> limit = Optional.empty();

    @Override public Integer call() throws Exception {
        GateConfig config = config();
        EventFilter filter = events.filter(this, config.site().timezone(), limit.orElse(Integer.MAX_VALUE));
        if (file.isEmpty()) {
            write(config.store().path(), filter, out());
        } else {
            writeFile(config.store().path(), filter, file.get());
        }
        return ExitCode.DONE;
    }

    /// Whole or not at all: a file cut short by a full disk could be taken for the truth.
    private void writeFile(Path store, EventFilter filter, Path target) {
        Path aside = target.resolveSibling(target.getFileName() + ".part");
        try {
            long rows;
            try (PrintWriter to = new PrintWriter(Files.newBufferedWriter(aside, StandardCharsets.UTF_8))) {
                rows = write(store, filter, to);
                if (to.checkError()) {
                    throw new IOException("the disk may be full");
                }
            }
            Files.move(aside, target, StandardCopyOption.REPLACE_EXISTING);
            err().println("Wrote " + rows + " events to " + target + ".");
        } catch (IOException e) {
            throw new Fault("Cannot write " + target + ": " + Reasons.of(e) + ".");
        } finally {
            deleteIfThere(aside);
        }
    }

    private static void deleteIfThere(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new Fault("Cannot delete " + file + ": " + Reasons.of(e) + ".");
        }
    }

    /// @return how many
    private long write(Path store, EventFilter filter, PrintWriter to) {
        if (format == Format.CSV) {
            to.print(EventTable.header());
        }
        try (JournalReader journal = JournalReader.open(store)) {
            return filter.isEverything() && limit.isEmpty() ? writeAll(journal, to) : writeFound(store, journal, filter, to);
        }
    }

    private long writeAll(JournalReader journal, PrintWriter to) {
        long rows = 0;
        List<Stored> page = journal.after(0, AT_ONCE);
        while (!page.isEmpty() && !to.checkError()) {
            page.forEach(event -> write(event, to));
            rows += page.size();
            page = journal.after(page.getLast().seq(), AT_ONCE);
        }
        return rows;
    }

    /// The search goes from the newest to the oldest, so the numbers of the found come first, then the events.
    private long writeFound(Path store, JournalReader journal, EventFilter filter, PrintWriter to) {
        LongStream.Builder found = LongStream.builder();
        long[] count = {0};
        try (EventSearch search = EventSearch.open(store)) {
            search.eachNewestFirst(filter, event -> {
                found.add(event.seq());
                return ++count[0] < filter.limit();
            });
        }
        long[] seqs = found.build().toArray();
        for (int i = seqs.length - 1; i >= 0; i--) {
            journal.find(seqs[i]).ifPresent(event -> write(event, to));
        }
        return seqs.length;
    }

    private void write(Stored event, PrintWriter to) {
        to.print(format == Format.CSV ? EventTable.row(event) : event.text() + "\n");
    }
}
