package io.campusgate.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `open LANE`: by a person, recorded with name and reason.
@Command(description = "Open a lane once, recorded with who and why.")
final class OpenCommand extends GateCommand {
    @Parameters(paramLabel = "LANE", description = "The lane's id.")
    private String lane;
    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why, for the journal.",
            converter = Converters.OfText.class)
    private String reason;
    @Mixin private Operator operator;
    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Override public Integer call() throws Exception {
        Map<String, Object> reply = daemon(config()).call("open", Map.of("lane", lane, "reason", reason, "by", operator.name()));
        answer(json, reply, "Lane " + lane + " was opened.");
        return ExitCode.DONE;
    }
}
