package io.campusgate.cli;

import io.campusgate.store.JournalReader;
import io.campusgate.store.Verification;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `log verify`
@Command(name = "verify", description = "Check the whole hash chain: exit code 1 if anything is missing or was changed.")
final class LogVerify extends GateCommand {
    @Option(names = "--json", description = "One JSON object: events, first, last, gaps, breaks, purged.")
    private boolean json;

    @Override public Integer call() throws Exception {
        Verification found = verify(config().store().path());
        out().println(json ? Json.text(counts(found)) : sentence(found));
        if (!json) {
            found.findings().forEach(finding -> err().println("  " + finding));
        }
        return found.isSound() ? ExitCode.DONE : ExitCode.FAULT;
    }

    private Verification verify(Path store) {
        try (JournalReader journal = JournalReader.open(store); TaskProgress progress = new TaskProgress(isTerminal())) {
            return journal.verify((done, total) -> progress.at("verify", done, total));
        }
    }

    private static Map<String, Object> counts(Verification v) {
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("events", v.events());
        counts.put("first", v.first());
        counts.put("last", v.last());
        counts.put("gaps", v.gaps());
        counts.put("breaks", v.breaks());
        counts.put("purged", v.purged());
        return counts;
    }

    private static String sentence(Verification v) {
        String purged = v.purged() == 0 ? "" : ", " + v.purged() + " with parts purged";
        return v.events() == 0 && v.isSound() ? "The journal is empty."
                : "The journal is " + (v.isSound() ? "sound" : "NOT sound") + ": " + v.events() + " events, seq " + v.first() + " to " + v.last()
                        + ", " + v.gaps() + " gaps, " + v.breaks() + " breaks" + purged + ".";
    }
}
