package io.campusgate.cli;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.config.GateConfig;
import io.campusgate.daemon.ControlClient;
import io.campusgate.daemon.WhitelistChange;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `trust …`
@Command(description = "What this gate believes.", subcommands = TrustCommand.ResetFloor.class)
final class TrustCommand extends GroupCommand {

    @Command(name = "reset-floor", description = "Let any signed whitelist follow the one in force: after a stolen key has published a huge version. "
            + "Take that key out of [trust] first.")
    static final class ResetFloor extends GateCommand {
        @Mixin private Operator operator;
        @Option(names = "--json", description = "One JSON object.")
        private boolean json;

        @Override public Integer call() throws Exception {
            GateConfig config = config();
            Map<String, Object> reply = reset(config);
            answer(json, reply, say("Any signed whitelist may now follow " + reply.get("version") + ".", "现在可以接受任何版本号的签名白名单来接替 " + reply.get("version") + "。").in(locale()));
            return ExitCode.DONE;
        }

        private Map<String, Object> reset(GateConfig config) throws ControlClient.Refused {
            Optional<ControlClient> daemon = running(config);
            return daemon.isPresent() ? daemon.get().call("trust_reset_floor", Map.of("by", operator.name()))
                    : WhitelistChange.resetFloorInStoppedGate(config, operator.name());
        }
    }
}
