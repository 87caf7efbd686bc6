package io.campusgate.cli;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.config.GateConfig;
import io.campusgate.daemon.ControlClient;
import io.campusgate.daemon.Retention;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `log purge`: what the gate does by itself every day while it runs, for one that is stopped for weeks.
@Command(name = "purge", description = "Cut names and temperatures that were kept long enough (keep-days, keep-temperature-days) out of the journal now, "
        + "through the gate if it runs. A running gate does it daily by itself.")
final class LogPurge extends GateCommand {
    @Option(names = "--json", description = "One JSON object: who, health, id_numbers, visitors.")
    private boolean json;

    @Override public Integer call() throws Exception {
        Map<String, Object> counts = purge(config());
        boolean nothing = counts.values().stream().allMatch(count -> count.equals(0L));
        answer(json, counts, (nothing ? say("Nothing has been kept too long.", "没有超过保存期限的内容。")
                : say("Purged: " + counts.get("who") + " names, " + counts.get("health") + " temperatures, " + counts.get("id_numbers") + " identity numbers, "
                        + counts.get("visitors") + " visitors.", "已清除：姓名 " + counts.get("who") + "，体温 " + counts.get("health") + "，身份证号码 "
                        + counts.get("id_numbers") + "，访客 " + counts.get("visitors") + "。")).in(locale()));
        return ExitCode.DONE;
    }

    private Map<String, Object> purge(GateConfig config) throws ControlClient.Refused {
        Optional<ControlClient> daemon = running(config);
        return daemon.isPresent() ? daemon.get().call("log_purge", Map.of()) : Retention.purgeStoppedGate(config);
    }
}
