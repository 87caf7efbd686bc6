package io.campusgate.cli;

import io.campusgate.config.GateConfig;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `clock …`
@Command(description = "Set the clock where there is no network time.", subcommands = ClockCommand.Set.class)
final class ClockCommand extends GroupCommand {

    @Command(name = "set", description = "Tell the gate what time it is; recorded with who said so.")
    static final class Set extends GateCommand {
        @Parameters(paramLabel = "TIME", description = "Like 2026-09-01T07:30:00, in the site's time zone unless it names another.")
        private String time;
        @Mixin private Operator operator;
        @Option(names = "--json", description = "One JSON object.")
        private boolean json;

        @Override public Integer call() throws Exception {
            GateConfig config = config();
            String iso = Times.parse(this, "TIME", time, config.site().timezone());
            answer(json, daemon(config).call("clock_set", Map.of("time", iso, "by", operator.name())), "The clock was set to " + iso + ".");
            return ExitCode.DONE;
        }
    }
}
