package io.campusgate.cli;

import io.campusgate.daemon.ControlClient;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `osdp …`
@Command(description = "Set up OSDP readers.", subcommands = OsdpCommand.Enrol.class)
final class OsdpCommand extends GroupCommand {

    /// Through the daemon, which alone has the line. Waits for the end; interrupted, the daemon goes on by itself.
    @Command(name = "enrol", description = "Give a new OSDP reader the site's key. Put the reader into its install mode meanwhile; whoever listens "
            + "in on the line during this learns the key.")
    static final class Enrol extends GateCommand {
        private static final long ASK_MS = 300;

        @Parameters(paramLabel = "LANE", description = "The lane's id.")
        private String lane;
        @Option(names = "--reader", paramLabel = "N", description = "Which of its OSDP readers, from 1, where it has several.")
        private Optional<Long> reader;
        @Option(names = "--minutes", paramLabel = "M", description = "How long the reader is waited for: 1 to 10 (default: 2).")
        private Optional<Long> minutes;
        @Mixin private Operator operator;
        @Option(names = "--json", description = "One JSON object, at the end.")
        private boolean json;

        @Override public Integer call() throws Exception {
            ControlClient daemon = daemon(config());
            Map<String, Object> which = new LinkedHashMap<>();
            which.put("lane", lane);
            reader.ifPresent(n -> which.put("reader", n));
            Map<String, Object> order = new LinkedHashMap<>(which);
            minutes.ifPresent(m -> order.put("minutes", m));
            order.put("by", operator.name());
            Map<String, Object> state = daemon.call("osdp_enrol", order);
            if (!json) {
                out().println("The reader of lane " + lane + " can be enrolled until " + state.get("until") + "; put it into its install mode.");
                out().flush();
            }
            while ("enrolling".equals(state.get("state"))) {
                TimeUnit.MILLISECONDS.sleep(ASK_MS);
                state = daemon.call("osdp_enrolment", which);
            }
            boolean enrolled = "enrolled".equals(state.get("state"));
            answer(json, state, enrolled ? "The reader of lane " + lane + " has taken the key."
                    : "The reader of lane " + lane + " was not enrolled: " + state.getOrDefault("reason", "its time is over") + ".");
            return enrolled ? ExitCode.DONE : ExitCode.FAULT;
        }
    }
}
