package io.campusgate.cli;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.config.GateConfig;
import io.campusgate.daemon.ControlClient;
import io.campusgate.daemon.WhitelistChange;
import io.campusgate.daemon.WhitelistImport;
import io.campusgate.store.WhitelistFolder;
import io.campusgate.whitelist.WhitelistSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `whitelist import SRC`: applies a local source at once, in the running gate or in the store of a stopped one.
@Command(name = "import", description = "Apply a whitelist source at once; taps go on meanwhile.")
final class WhitelistApply extends GateCommand {
    @Parameters(paramLabel = "SRC", description = "Folder of CSV files (people.csv is required), or a workbook (.xlsx).")
    private Path source = Path.of("");
    @Option(names = "--yes", description = "Apply it even if more than a fifth of the people would go.")
    private boolean yes;
    @Option(names = "--skip-bad", description = "Leave out rows with problems and write them to a file.")
    private boolean skipBad;
    @Option(names = "--refused", paramLabel = "FILE", description = "Where --skip-bad writes them (default: refused-rows.csv).")
    private Path refused = Path.of("refused-rows.csv");
    @Mixin private Operator operator;
    @Option(names = "--json", description = "One JSON object: {\"version\", \"changes\", …}; problems one a line.")
    private boolean json;

    @Override public Integer call() throws Exception {
        GateConfig config = config();
        Files.createDirectories(WhitelistFolder.beside(config.store().path()));
        WhitelistSource from = WhitelistImport.source(source, config);
        try (WhitelistFolder folder = WhitelistFolder.view(config.store().path(), WhitelistImport.reading(config));
             WhitelistImport.Outcome outcome = prepare(from, folder)) {
            return switch (outcome) {
                case WhitelistImport.Faulty faulty -> refuse(faulty.findings());
                case WhitelistImport.Prepared prepared when prepared.changes().isAlarming() && !yes -> {
                    err().println(report().alarm(prepared.changes()));
                    yield ExitCode.FAULT;
                }
                case WhitelistImport.Prepared prepared -> apply(config, from, folder, prepared);
            };
        }
    }

    private WhitelistImport.Outcome prepare(WhitelistSource from, WhitelistFolder folder) throws IOException {
        try (TaskProgress progress = new TaskProgress(isTerminal())) {
            return new WhitelistImport(from, progress::ofImport).prepare(folder, Instant.now(), skipBad);
        }
    }

    private int refuse(WhitelistImport.Findings findings) {
        if (json) {
            WhitelistReport.json(findings, out());
        } else {
            err().println(report().problems(source, findings));
            report().findings(findings, err(), err());
        }
        return ExitCode.FAULT;
    }

    private WhitelistReport report() {
        return new WhitelistReport(locale());
    }

    private int apply(GateConfig config, WhitelistSource from, WhitelistFolder folder, WhitelistImport.Prepared prepared) throws Exception {
        if (!prepared.findings().isSound()) {
            report().refusedRows(from, prepared, refused, err());   // first, so that nothing is lost if it cannot be written
        }
        Map<String, Object> reply = new LinkedHashMap<>(adopt(config, folder, prepared));
        reply.put("content", prepared.content());
        reply.put("changes", WhitelistReport.json(prepared.changes()));
        if (json) {
            WhitelistReport.json(prepared.findings(), err());
            out().println(Json.text(reply));
            return ExitCode.DONE;
        }
        report().findings(prepared.findings(), err(), out());
        long people = prepared.findings().records().getOrDefault("person", 0L);
        out().println(say("Whitelist " + prepared.version() + " is in force: " + people + " people. ", "白名单 " + prepared.version() + " 已生效：" + people + " 人。").in(locale())
                + report().changes(prepared.changes()));
        if (reply.get("blocks_ended") instanceof Long ended && ended > 0) {
            out().println(say(ended + " local block(s) of cards ended: from now on the whitelist decides about them.", ended + " 张卡的本门停用已结束：以后由白名单决定。").in(locale()));
        }
        return ExitCode.DONE;
    }

    private Map<String, Object> adopt(GateConfig config, WhitelistFolder folder, WhitelistImport.Prepared prepared) throws ControlClient.Refused {
        Optional<ControlClient> daemon = running(config);
        return daemon.isPresent() ? daemon.get().call("whitelist_adopt", Map.of("version", prepared.version().toString(), "by", operator.name()))
                : WhitelistChange.adoptInStoppedGate(config, folder, prepared.version(), operator.name());
    }
}
