package io.campusgate.cli;

import io.campusgate.config.GateConfig;
import io.campusgate.daemon.WhitelistImport;
import io.campusgate.domain.WhitelistRecord;
import io.campusgate.store.WhitelistFolder;
import io.campusgate.whitelist.Changes;
import io.campusgate.whitelist.DifferenceWords;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `whitelist diff SRC`: what an import would change.
@Command(name = "diff", description = "Show everything that an import would change; changes nothing.")
final class WhitelistDiff extends GateCommand {
    @Parameters(paramLabel = "SRC", description = "Folder of CSV files (people.csv is required), or a workbook (.xlsx).")
    private Path source = Path.of("");
    @Option(names = "--yes", description = "It is right that more than a fifth of the people would go.")
    private boolean yes;
    @Option(names = "--json", description = "One JSON object a difference: {\"change\",\"table\",\"key\",\"fields\":[{\"field\",\"old\",\"new\"}]}.")
    private boolean json;

    @Override public Integer call() throws Exception {
        GateConfig config = config();
        WhitelistReport report = new WhitelistReport(locale());
        DifferenceWords words = new DifferenceWords(config.site().timezone(), true);
        try (WhitelistFolder folder = WhitelistFolder.view(config.store().path(), WhitelistImport.reading(config));
             TaskProgress progress = new TaskProgress(isTerminal())) {
            WhitelistImport.Comparison found = new WhitelistImport(WhitelistImport.source(source, config), progress::ofImport)
                    .compare(folder, (before, after) -> out().println(json ? object(words, before, after) : words.line(before, after).in(locale())));
            if (found.changes().isEmpty()) {
                err().println(report.problems(source, found.findings()));
                report.findings(found.findings(), err(), err());
                return ExitCode.FAULT;
            }
            Changes changes = found.changes().get();
            if (!json) {
                out().println(report.changes(changes));
            }
            if (changes.isAlarming() && !yes) {
                err().println(report.alarm(changes));
                return ExitCode.FAULT;
            }
            return ExitCode.DONE;
        }
    }

    private static String object(DifferenceWords words, Optional<WhitelistRecord> before, Optional<WhitelistRecord> after) {
        WhitelistRecord record = after.or(() -> before).orElseThrow();
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("change", before.isEmpty() ? "added" : after.isEmpty() ? "removed" : "changed");
        m.put("table", record.table());
        m.put("key", record.key());
        if (before.isPresent() && after.isPresent()) {
            m.put("fields", words.fields(before.get(), after.get()).stream().map(WhitelistDiff::field).toList());
        }
        return Json.text(m);
    }

    private static Map<String, Object> field(DifferenceWords.Field field) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("field", field.name().english());
        m.put("old", field.before().english());
        m.put("new", field.after().english());
        return m;
    }
}
