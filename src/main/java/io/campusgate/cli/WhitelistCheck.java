package io.campusgate.cli;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.config.GateConfig;
import io.campusgate.daemon.WhitelistImport;
import io.campusgate.domain.WhitelistVersion;
import io.campusgate.store.StoreException;
import io.campusgate.store.WhitelistFolder;
import io.campusgate.whitelist.Changes;
import io.campusgate.whitelist.DifferenceWords;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `whitelist check SRC`: finds everything that an import would find, says what it would change, and changes nothing.
@Command(name = "check", description = "Report everything that is wrong with a whitelist source, and what it would change; changes nothing.")
final class WhitelistCheck extends GateCommand {
    /// Differences shown; `diff` shows all.
    private static final int SHOWN = 20;

    @Parameters(paramLabel = "SRC", description = "Folder of CSV files (people.csv is required), or a workbook (.xlsx).")
    private Path source = Path.of("");
    @Option(names = "--yes", description = "It is right that more than a fifth of the people would go.")
    private boolean yes;
    @Option(names = "--json", description = "One JSON object a problem: {\"file\",\"row\",\"column\",\"value\",\"expected\"}.")
    private boolean json;

    @Override public Integer call() throws Exception {
        GateConfig config = config();
        WhitelistReport report = new WhitelistReport(locale());
        DifferenceWords words = new DifferenceWords(config.site().timezone(), true);
        List<String> differences = new ArrayList<>();
        WhitelistImport.Comparison found = compare(config, (before, after) -> {
            if (differences.size() < SHOWN) {
                differences.add(words.line(before, after).in(locale()));
            }
        });
        if (json) {
            WhitelistReport.json(found.findings(), out());
        } else {
            report.findings(found.findings(), out(), out());
        }
        if (!found.findings().isSound()) {
            if (!json) {
                out().println(report.problems(source, found.findings()));
            }
            return ExitCode.FAULT;
        }
        return tell(report, found, differences);
    }

    private int tell(WhitelistReport report, WhitelistImport.Comparison found, List<String> differences) {
        Optional<Changes> changes = found.changes();
        if (!json) {
            long people = found.findings().records().getOrDefault("person", 0L);
            out().println(say(source + ": OK, " + people + " people", source + "：没有错误，" + people + " 人").in(locale()));
            changes.ifPresent(c -> {
                differences.forEach(out()::println);
                if (c.count() > differences.size()) {
                    out().println(say("… and " + (c.count() - differences.size()) + " more; whitelist diff shows all", "……还有 " + (c.count() - differences.size())
                            + " 处；用 whitelist diff 查看全部").in(locale()));
                }
                out().println(report.changes(c));
            });
        }
        if (changes.filter(Changes::isAlarming).isPresent() && !yes) {
            err().println(report.alarm(changes.get()));
            return ExitCode.FAULT;
        }
        return ExitCode.DONE;
    }

    /// Where there is no version in force, or none this user may read, the source is only checked.
    private WhitelistImport.Comparison compare(GateConfig config, WhitelistImport.Differences each) throws IOException {
        try (TaskProgress progress = new TaskProgress(isTerminal())) {
            WhitelistImport reading = new WhitelistImport(WhitelistImport.source(source, config), progress::ofImport);
            try (WhitelistFolder folder = WhitelistFolder.view(config.store().path(), WhitelistImport.reading(config))) {
                return folder.version().equals(WhitelistVersion.NONE) ? reading.check() : reading.compare(folder, each);
            } catch (StoreException e) {
                err().println(say("It is not compared with the version in force: ", "没有与现行版本比较：").in(locale()) + e.getMessage());
                return reading.check();
            }
        }
    }
}
