package io.campusgate.cli;

import io.campusgate.config.BadConfig;
import io.campusgate.config.GateConfig;
import io.campusgate.daemon.ControlClient;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `status`: how the running gate is: lanes, devices, faults, store, whitelist, broker.
@Command(name = "status", description = "Show how the running gate is: lanes, devices, faults, store, whitelist, broker.")
final class StatusCommand extends GateCommand {
    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Override public Integer call() throws BadConfig, ControlClient.NotRunning, ControlClient.Refused {
        GateConfig config = config();
        Map<String, Object> status = daemon(config).call("status", Map.of());
        if (json) {
            out().println(Json.text(status));
        } else {
            print("", status);
        }
        return ExitCode.DONE;
    }

    /// One line a value, indented as it is nested; a list of objects one block each.
    private void print(String indent, Map<?, ?> map) {
        map.forEach((name, value) -> {
            switch (value) {
                case Map<?, ?> inner when inner.isEmpty() -> out().println(indent + name + ": none");
                case Map<?, ?> inner -> {
                    out().println(indent + name + ":");
                    print(indent + "  ", inner);
                }
                case List<?> list -> {
                    out().println(indent + name + ":");
                    list.forEach(item -> out().println(indent + "  - " + (item instanceof Map<?, ?> m ? line(m) : item)));
                }
                default -> out().println(indent + name + ": " + value);
            }
        });
    }

    private String line(Map<?, ?> map) {
        StringBuilder line = new StringBuilder();
        map.forEach((name, value) -> {
            String text = value instanceof List<?> list ? String.join("; ", list.stream().map(i -> i instanceof Map<?, ?> m ? line(m) : i.toString()).toList())
                    : value.toString();
            if (!text.isEmpty()) {
                line.append(line.isEmpty() ? "" : ", ").append(name).append(' ').append(text);
            }
        });
        return line.toString();
    }
}
