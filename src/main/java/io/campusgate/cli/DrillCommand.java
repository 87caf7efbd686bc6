package io.campusgate.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `drill on`, `drill off`.
@Command(description = "Mark all that happens as a drill, until it is switched off.")
final class DrillCommand extends GateCommand {
    @Parameters(paramLabel = "on|off", converter = Converters.OnOff.class, description = "Begin or end the drill.")
    private String state;
    @Mixin private Operator operator;
    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Override public Integer call() throws Exception {
        boolean on = state.equals("on");
        Map<String, Object> reply = daemon(config()).call("drill", Map.of("on", on, "by", operator.name()));
        answer(json, reply, on ? "Drill: events are marked and kept out of reports." : "The drill is over.");
        return ExitCode.DONE;
    }
}
