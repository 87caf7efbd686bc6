package io.campusgate.cli;

import io.campusgate.config.GateConfig;
import io.campusgate.report.EventExport;
import io.campusgate.report.EventExport.Format;
import io.campusgate.store.EventFilter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `log export`: all that matches, oldest first, however much it is.
@Command(name = "export", description = "Write events to a file, oldest first.")
final class LogExport extends GateCommand {
    @Mixin private EventOptions events;
    @Option(names = "--format", paramLabel = "FORMAT", required = true, description = "csv, xlsx or json (one event a line).",
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
            write(config.store().path(), filter, binaryOut());
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
            try (OutputStream to = Files.newOutputStream(aside)) {
                rows = write(store, filter, to);
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
    private long write(Path store, EventFilter filter, OutputStream to) throws IOException {
        try (TaskProgress progress = new TaskProgress(isTerminal())) {
            return EventExport.write(store, filter, format, to, (rows, seq, newest) -> progress.at(rows + " events", seq, newest));
        }
    }
}
