package io.campusgate.cli;

import io.campusgate.config.GateConfig;
import io.campusgate.domain.Mode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `mode …`
@Command(description = "Show or set the campus mode.", subcommands = {ModeCommand.Show.class, ModeCommand.Set.class})
final class ModeCommand extends GroupCommand {

    @Command(name = "show", description = "Show the mode in force.")
    static final class Show extends GateCommand {
        @Option(names = "--json", description = "One JSON object.")
        private boolean json;

        @Override public Integer call() throws Exception {
            Map<String, Object> mode = daemon(config()).call("mode_show", Map.of());
            StringBuilder sentence = new StringBuilder(String.valueOf(mode.get("mode")));
            mode.forEach((key, value) -> sentence.append(key.equals("mode") ? "" : "\n  " + key + ": " + value));
            answer(json, mode, sentence.toString());
            return ExitCode.DONE;
        }
    }

    @Command(name = "set", description = "Set the mode, through the running daemon.")
    static final class Set extends GateCommand {
        @Parameters(paramLabel = "MODE", description = "normal, staggered, closed, lockdown or evacuation.",
                converter = Converters.OfMode.class)
        private Mode mode;
        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why, for the journal.",
                converter = Converters.OfText.class)
        private String reason;
        @Option(names = "--until", paramLabel = "T", description = "When it ends by itself, like 2026-09-01T18:00.")
        private Optional<String> until;
        @Mixin private Operator operator;
        @Option(names = "--json", description = "One JSON object.")
        private boolean json;

        @Override public Integer call() throws Exception {
            GateConfig config = config();
            Map<String, Object> arguments = new LinkedHashMap<>();
            arguments.put("mode", mode.word());
            arguments.put("reason", reason);
            until.ifPresent(t -> arguments.put("until", Times.parse(this, "--until", t, config.site().timezone())));
            arguments.put("by", operator.name());
            answer(json, daemon(config).call("mode_set", arguments), "The mode is now " + mode.word() + ".");
            return ExitCode.DONE;
        }
    }
}
