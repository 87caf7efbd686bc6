package io.campusgate.cli;

import io.campusgate.config.GateConfig;
import io.campusgate.store.EventFilter;
import io.campusgate.store.EventSearch;
import io.campusgate.store.JournalReader;
import io.campusgate.store.Stored;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `log follow`: until it is interrupted.
@Command(name = "follow", description = "Show the newest events and then each new one, until Ctrl-C.")
final class LogFollow extends GateCommand {
    private static final int POLL_MS = 250;
    private static final int AT_ONCE = 500;

    @Mixin private EventOptions events;
    @Option(names = "--limit", paramLabel = "N", defaultValue = "10", converter = Converters.OfLimit.class,
            description = "Begin with the newest N that match (default: ${DEFAULT-VALUE}).")
    private int limit;
    @Option(names = "--json", description = "The journal's own text, one event a line.")
    private boolean json;

    @Override public Integer call() throws Exception {
        GateConfig config = config();
        EventFilter filter = events.filter(this, config.site().timezone(), limit);
        try (JournalReader journal = JournalReader.open(config.store().path())) {
            long seq = journal.lastSeq();
            try (EventSearch search = EventSearch.open(config.store().path())) {
                search.newest(filter.before(seq + 1)).reversed().forEach(this::show);
            }
            while (!out().checkError()) {
                List<Stored> next = journal.after(seq, AT_ONCE);
                next.stream().filter(filter::matches).forEach(this::show);
                seq = next.isEmpty() ? seq : next.getLast().seq();
                if (next.size() < AT_ONCE) {
                    Thread.sleep(POLL_MS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ExitCode.DONE;
    }

    private void show(Stored event) {
        out().println(json ? event.text() : new EventLine(isTerminal()).of(event));
    }
}
