package io.campusgate.cli;

import io.campusgate.config.GateConfig;
import io.campusgate.daemon.WhitelistImport;
import io.campusgate.domain.WhitelistRecord;
import io.campusgate.store.WhitelistFolder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `whitelist diff SRC`: what an import would change.
@Command(name = "diff", description = "Show what an import would change; changes nothing.")
final class WhitelistDiff extends GateCommand {
    @Parameters(paramLabel = "SRC", description = "Folder of CSV files; people.csv is required.")
    private Path source = Path.of("");
    @Option(names = "--json", description = "One JSON object a difference: {\"change\",\"table\",\"key\"}.")
    private boolean json;

    @Override public Integer call() throws Exception {
        GateConfig config = config();
        try (WhitelistFolder folder = WhitelistFolder.view(config.store().path(), WhitelistImport.reading(config));
             TaskProgress progress = new TaskProgress(isTerminal());
             WhitelistImport.Outcome outcome = new WhitelistImport(WhitelistImport.csv(source, config), progress::ofImport).compare(folder, Instant.now(), this::show)) {
            switch (outcome) {
                case WhitelistImport.Faulty faulty -> {
                    err().println(source + " has " + faulty.findings().total() + " problem(s).");
                    WhitelistReport.problems(faulty.findings(), err(), false);
                    return ExitCode.FAULT;
                }
                case WhitelistImport.Prepared prepared -> {
                    if (!json) {
                        out().println(WhitelistReport.changes(prepared.changes()));
                    }
                    return ExitCode.DONE;
                }
            }
        }
    }

    private void show(Optional<WhitelistRecord> before, Optional<WhitelistRecord> after) {
        WhitelistRecord record = after.or(() -> before).orElseThrow();
        String change = before.isEmpty() ? "added" : after.isEmpty() ? "removed" : "changed";
        if (json) {
            Map<String, Object> m = new LinkedHashMap<>();
            m.put("change", change);
            m.put("table", record.table());
            m.put("key", record.key());
            out().println(Json.text(m));
        } else {
            String name = record instanceof WhitelistRecord.Person p ? " " + p.holder().name() : "";
            out().println((before.isEmpty() ? "+ " : after.isEmpty() ? "- " : "~ ") + record.table() + " " + record.key() + name);
        }
    }
}
