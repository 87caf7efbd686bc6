package io.campusgate.cli;

import io.campusgate.config.BadConfig;
import io.campusgate.config.ConsoleConfig;
import io.campusgate.config.GateConfig;
import io.campusgate.config.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `config …`
@Command(description = "Check the configuration.", subcommands = {ConfigCommand.Check.class, ConfigCommand.Relays.class})
final class ConfigCommand extends GroupCommand {

    /// Prints what brings the relays to rest without this program.
    @Command(name = "relays", description = "Print a line a relay, for systemd/relay-rest.")
    static final class Relays extends GateCommand {
        @Override public Integer call() throws BadConfig {
            config().relaysAtRest().forEach(out()::println);
            return ExitCode.DONE;
        }
    }

    /// Prints what was understood, or everything that is wrong.
    @Command(name = "check", description = "Read the configuration and report everything that is wrong with it.")
    static final class Check extends GateCommand {
        @Option(names = "--json", description = "One JSON object: {\"ok\", \"problems\"}.")
        private boolean json;
        @Option(names = "--console", description = "The console's configuration.")
        private boolean console;

        @Override public Integer call() throws BadConfig {
            if (!json) {
                if (console) {
                    summarise(ConsoleConfig.read(consoleFile()));
                } else {
                    summarise(config());
                }
                return ExitCode.DONE;
            }
            try {
                if (console) {
                    ConsoleConfig.read(consoleFile());
                } else {
                    config();
                }
                out().println(Json.text(result(List.of())));
                return ExitCode.DONE;
            } catch (BadConfig e) {
                out().println(Json.text(result(e.problems())));
                return ExitCode.CONFIG;
            }
        }

        private void summarise(ConsoleConfig config) {
            out().println(config.file() + ": OK");
            out().println("  site " + config.site().id() + ", store " + switch (config.store()) {
                case ConsoleConfig.Store.File(var path) -> path.toString();
                case ConsoleConfig.Store.Server s -> "postgresql://" + s.host() + ":" + s.port() + "/" + s.database();
            });
            out().println("  keeps names for " + config.keep().days() + " days, temperatures for " + config.keep().temperatureDays());
            out().println("  broker " + config.mqtt().url() + ", " + (config.orderKey().isPresent() ? "asks for what is missing" : "only reports what is missing: no [orders] key-file"));
        }

        private void summarise(GateConfig config) {
            out().println(config.file() + ": OK");
            out().println("  site " + config.site().id() + ", gate " + config.site().gate() + ", store " + config.store().path());
            config.lanes().forEach(lane -> out().println("  lane " + lane.id() + " (" + lane.direction().word() + "): "
                    + String.join(", ", lane.readers().stream().map(r -> r.driver()).toList())
                    + lane.thermometer().map(t -> ", thermometer " + t.driver()).orElse("") + ", relay " + lane.relay().driver()));
            out().println("  " + config.mqtt().map(m -> "broker " + m.url()).orElse("no broker: the gate works alone"));
        }

        private static Map<String, Object> result(List<Problem> problems) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("ok", problems.isEmpty());
            result.put("problems", problems.stream().map(Check::problem).toList());
            return result;
        }

        private static Map<String, Object> problem(Problem p) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("file", p.file());
            map.put("line", p.line());
            map.put("column", p.column());
            map.put("key", p.key());
            map.put("found", p.found());
            map.put("expected", p.expected());
            map.put("near", p.near());
            return map;
        }
    }
}
