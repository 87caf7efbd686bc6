package io.campusgate.cli;

import io.campusgate.config.GateConfig;
import io.campusgate.daemon.ControlClient;
import io.campusgate.daemon.WhitelistChange;
import io.campusgate.daemon.WhitelistImport;
import io.campusgate.store.WhitelistFolder;
import io.campusgate.whitelist.WhitelistSource;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `whitelist import SRC`: applies a local source at once, in the running gate or in the store of a stopped one.
@Command(name = "import", description = "Apply a whitelist source at once; taps go on meanwhile.")
final class WhitelistApply extends GateCommand {
    private static final Path REFUSED_ROWS = Path.of("refused-rows.csv");

    @Parameters(paramLabel = "SRC", description = "Folder of CSV files; people.csv is required.")
    private Path source = Path.of("");
    @Option(names = "--yes", description = "Apply it even if more than a fifth of the people would go.")
    private boolean yes;
    @Option(names = "--skip-bad", description = "Leave out rows with problems and write them to refused-rows.csv.")
    private boolean skipBad;
    @Mixin private Operator operator;
    @Option(names = "--json", description = "One JSON object: {\"version\", \"changes\", …}; problems one a line.")
    private boolean json;

    @Override public Integer call() throws Exception {
        GateConfig config = config();
        Files.createDirectories(WhitelistFolder.beside(config.store().path()));
        WhitelistSource csv = WhitelistImport.csv(source, config);
        try (WhitelistFolder folder = WhitelistFolder.view(config.store().path(), WhitelistImport.reading(config));
             WhitelistImport.Outcome outcome = prepare(csv, folder)) {
            return switch (outcome) {
                case WhitelistImport.Faulty faulty -> refuse(faulty.findings());
                case WhitelistImport.Prepared prepared when prepared.changes().isAlarming() && !yes -> {
                    err().println(prepared.changes().people().removed() + " of " + prepared.changes().peopleOld()
                            + " people would go, more than a fifth; if that is right, say --yes. Nothing was applied.");
                    yield ExitCode.FAULT;
                }
                case WhitelistImport.Prepared prepared -> apply(config, csv, folder, prepared);
            };
        }
    }

    private WhitelistImport.Outcome prepare(WhitelistSource csv, WhitelistFolder folder) throws IOException {
        try (TaskProgress progress = new TaskProgress(isTerminal())) {
            return new WhitelistImport(csv, progress::ofImport).prepare(folder, Instant.now(), skipBad);
        }
    }

    private int refuse(WhitelistImport.Findings findings) {
        if (!json) {
            err().println(source + " has " + findings.total() + " problem(s); nothing was applied.");
        }
        WhitelistReport.problems(findings, json ? out() : err(), json);
        return ExitCode.FAULT;
    }

    private int apply(GateConfig config, WhitelistSource csv, WhitelistFolder folder, WhitelistImport.Prepared prepared) throws Exception {
        Map<String, Object> reply = new LinkedHashMap<>(adopt(config, folder, prepared));
        if (!prepared.findings().isSound()) {
            writeRefused(csv, prepared);
        }
        reply.put("content", prepared.content());
        reply.put("changes", WhitelistReport.json(prepared.changes()));
        if (json) {
            out().println(Json.text(reply));
            return ExitCode.DONE;
        }
        prepared.findings().notes().forEach((file, note) -> out().println(file + ": " + note));
        out().println("Whitelist " + prepared.version() + " is in force: " + prepared.findings().records().getOrDefault("person", 0L) + " people. "
                + WhitelistReport.changes(prepared.changes()) + ".");
        if (reply.get("blocks_ended") instanceof Long ended && ended > 0) {
            out().println(ended + " local block(s) of cards ended: from now on the whitelist decides about them.");
        }
        return ExitCode.DONE;
    }

    private Map<String, Object> adopt(GateConfig config, WhitelistFolder folder, WhitelistImport.Prepared prepared) throws ControlClient.Refused {
        ControlClient daemon;
        try {
            daemon = daemon(config);
        } catch (ControlClient.NotRunning e) {
            return WhitelistChange.adoptInStoppedGate(config, folder, prepared.version(), operator.name());
        }
        return daemon.call("whitelist_adopt", Map.of("version", prepared.version().toString(), "by", operator.name()));
    }

    private void writeRefused(WhitelistSource csv, WhitelistImport.Prepared prepared) throws IOException {
        try (CsvWriter writer = CsvWriter.builder().build(REFUSED_ROWS)) {
            csv.rows(prepared.refused(), (file, row, fields) -> writer.writeRecord(with(file, row, fields)));
        }
        err().println(prepared.refused().count() + " row(s) were left out; they are in " + REFUSED_ROWS.toAbsolutePath() + ":");
        WhitelistReport.problems(prepared.findings(), err(), false);
    }

    private static List<String> with(String file, long row, List<String> fields) {
        List<String> all = new ArrayList<>(List.of(file, Long.toString(row)));
        all.addAll(fields);
        return all;
    }
}
