package io.campusgate.cli;

import io.campusgate.config.GateConfig;
import io.campusgate.store.EventSearch;
import io.campusgate.store.Stored;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `log list`
@Command(name = "list", description = "List events, oldest first.")
final class LogList extends GateCommand {
    @Mixin private EventOptions events;
    @Option(names = "--limit", paramLabel = "N", defaultValue = "1000", converter = Converters.OfLimit.class,
            description = "The newest N that match (default: ${DEFAULT-VALUE}).")
    private int limit;
    @Option(names = "--json", description = "The journal's own text, one event a line.")
    private boolean json;

    @Override public Integer call() throws Exception {
        GateConfig config = config();
        try (EventSearch search = EventSearch.open(config.store().path())) {
            List<Stored> found = search.newest(events.filter(this, config.site().timezone(), limit)).reversed();
            EventLine line = new EventLine(isTerminal());
            for (Stored event : found) {
                out().println(json ? event.text() : line.of(event));
                if (out().checkError()) {
                    break;   // whoever reads has gone, as in `log list | head`
                }
            }
        }
        return ExitCode.DONE;
    }
}
