package io.campusgate.cli;

import io.campusgate.config.GateConfig;
import io.campusgate.daemon.WhitelistImport;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `whitelist check SRC`: finds everything that an import would find, and changes nothing.
@Command(name = "check", description = "Report everything that is wrong with a whitelist source; changes nothing.")
final class WhitelistCheck extends GateCommand {
    @Parameters(paramLabel = "SRC", description = "Folder of CSV files; people.csv is required.")
    private Path source = Path.of("");
    @Option(names = "--json", description = "One JSON object a problem: {\"file\",\"row\",\"column\",\"value\",\"expected\"}.")
    private boolean json;

    @Override public Integer call() throws Exception {
        GateConfig config = config();
        WhitelistImport.Findings findings;
        try (TaskProgress progress = new TaskProgress(isTerminal())) {
            findings = new WhitelistImport(WhitelistImport.csv(source, config), progress::ofImport).check();
        }
        WhitelistReport.problems(findings, out(), json);
        if (!json) {
            findings.notes().forEach((file, note) -> out().println(file + ": " + note));
            out().println(findings.isSound() ? source + ": OK, " + findings.records().getOrDefault("person", 0L) + " people"
                    : findings.total() + " problem(s); nothing would be applied");
        }
        return findings.isSound() ? ExitCode.DONE : ExitCode.FAULT;
    }
}
