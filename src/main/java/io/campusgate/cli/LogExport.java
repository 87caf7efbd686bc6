package io.campusgate.cli;

import io.campusgate.config.GateConfig;
import io.campusgate.report.EventExport;
import io.campusgate.report.EventExport.Format;
import io.campusgate.store.EventFilter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
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

    private void writeFile(Path store, EventFilter filter, Path target) {
        long[] rows = {0};
        WholeFile.write(target, to -> rows[0] = write(store, filter, to));
        err().println("Wrote " + rows[0] + " events to " + target + ".");
    }

    /// @return how many
    private long write(Path store, EventFilter filter, OutputStream to) throws IOException {
        try (TaskProgress progress = new TaskProgress(isTerminal())) {
            return EventExport.write(store, filter, format, to, (rows, seq, newest) -> progress.at(rows + " events", seq, newest));
        }
    }
}
