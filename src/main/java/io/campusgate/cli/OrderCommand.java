package io.campusgate.cli;

import static io.campusgate.domain.Bilingual.same;
import static io.campusgate.domain.Bilingual.say;

import io.campusgate.domain.Bilingual;
import io.campusgate.domain.Mode;
import io.campusgate.link.BrokerClient;
import io.campusgate.link.Topics;
import io.campusgate.order.Order;
import io.campusgate.order.OrderRules;
import io.campusgate.order.SignedOrder;
import io.campusgate.trust.SigningKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `order …`: signs an order, sends it, waits for the answers.
@Command(description = "Order a gate to do something, from an administrator's machine.", subcommands = {OrderCommand.Open.class, OrderCommand.SetMode.class,
    OrderCommand.Drill.class, OrderCommand.Replay.class, OrderCommand.Refresh.class, OrderCommand.Restart.class})
final class OrderCommand extends GroupCommand {

    /// What all orders have.
    abstract static class Sending extends GateCommand {
        private static final long SETTLE_MS = 1_500;
        @Option(names = "--site", paramLabel = "S", required = true, description = "The gates' [site] id.")
        private String site = "";
        @Option(names = "--gate", paramLabel = "G", required = true, description = "The gate's name, or * for all.")
        private String gate = "";
        @Mixin private SigningKeyOption key;
        @Mixin private BrokerOptions broker;
        @Mixin private Operator operator;
        @Option(names = "--wait", paramLabel = "SECONDS", defaultValue = "15", description = "How long to wait for the answer (default: ${DEFAULT-VALUE}).")
        private long waitSeconds;
        @Option(names = "--json", description = "One JSON object a gate.")
        private boolean json;

        abstract Order order();

        @Override public Integer call() throws Exception {
            SigningKey signer = key.read(locale());
            String id = UUID.randomUUID().toString();
            Roll roll = new Roll(site, id);
            try (BrokerClient client = broker.connect((topic, payload, _) -> roll.take(topic, payload))) {
                roll.topics().forEach(client::listen);
                long settled = System.nanoTime() + Duration.ofMillis(SETTLE_MS).toNanos();
                while (System.nanoTime() < settled && (gate.equals("*") || roll.status(gate).isEmpty())) {
                    roll.await(100);
                }
                Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
                SignedOrder signed = new SignedOrder(site, gate, id, now, now.plus(OrderRules.LIFE), operator.name(), nonce(roll), order());
                Topics topics = new Topics(site, gate.equals("*") ? "all" : gate);
                client.publish(gate.equals("*") ? topics.orderToAll() : topics.order(), signer.sign(signed.json()).getBytes(StandardCharsets.US_ASCII), false,
                        Duration.ofSeconds(waitSeconds));
                return await(roll);
            }
        }

        /// For a gate that does not know the time.
        private Optional<String> nonce(Roll roll) {
            return roll.status(gate).filter(s -> "unsynced".equals(s.get("clock"))).map(s -> s.get("nonce")).map(Object::toString);
        }

        private int await(Roll roll) throws InterruptedException {
            long end = System.nanoTime() + Duration.ofSeconds(waitSeconds).toNanos();
            while (System.nanoTime() < end && !targets(roll).stream().allMatch(g -> roll.answer(g).isPresent())) {
                roll.await(200);
            }
            boolean all = !targets(roll).isEmpty();
            for (String one : targets(roll)) {
                all &= print(one, roll.answer(one));
            }
            return all ? ExitCode.DONE : ExitCode.FAULT;
        }

        private List<String> targets(Roll roll) {
            return gate.equals("*") ? roll.gates().stream().filter(g -> roll.status(g).filter(s -> Boolean.TRUE.equals(s.get("online"))).isPresent()).toList()
                    : List.of(gate);
        }

        private boolean print(String one, Optional<Map<String, Object>> answer) {
            boolean ok = answer.filter(a -> Boolean.TRUE.equals(a.get("ok"))).isPresent();
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("gate", one);
            row.put("ok", ok);
            answer.ifPresent(a -> a.forEach(row::putIfAbsent));
            answer(json, row, one + say(": ", "：").then(outcome(answer, ok)).in(locale()));
            return ok;
        }

        private Bilingual outcome(Optional<Map<String, Object>> answer, boolean ok) {
            return answer.isEmpty() ? say("no answer within " + waitSeconds + " s", waitSeconds + " 秒内没有答复") : ok ? say("done", "已执行")
                    : say("refused: ", "拒绝：").then(same(answer.get().get("error") + " (" + answer.get().getOrDefault("detail", "") + ")"));
        }
    }

    @Command(name = "open", description = "Open a lane once.")
    static final class Open extends Sending {
        @Parameters(paramLabel = "LANE", description = "The lane's id.")
        private String lane = "";
        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why, for the journal.", converter = Converters.OfText.class)
        private String reason = "";

        @Override Order order() {
            return new Order.Open(lane, reason);
        }
    }

    @Command(name = "set_mode", aliases = "mode", description = "Set the campus mode.")
    static final class SetMode extends Sending {
        @Parameters(paramLabel = "MODE", description = "normal, staggered, closed, lockdown or evacuation.", converter = Converters.OfMode.class)
        private Mode mode = Mode.NORMAL;
        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why, for the journal.", converter = Converters.OfText.class)
        private String reason = "";
        @Option(names = "--until", paramLabel = "T", description = "When it ends by itself, like 2026-09-01T18:00 in this machine's zone.")
        private Optional<String> until = Optional.empty();

        @Override Order order() {
            return new Order.SetMode(mode, reason, until.map(t -> Times.from(this, "--until", t, ZoneId.systemDefault())));
        }
    }

    @Command(name = "drill", description = "Begin or end a drill.")
    static final class Drill extends Sending {
        @Parameters(paramLabel = "on|off", description = "on or off.", converter = Converters.OnOff.class)
        private String on = "";

        @Override Order order() {
            return new Order.Drill(on.equals("on"));
        }
    }

    @Command(name = "replay", description = "Have events of the journal sent once more.")
    static final class Replay extends Sending {
        @Parameters(index = "0", paramLabel = "FROM", description = "The first seq.")
        private long from;
        @Parameters(index = "1", paramLabel = "TO", description = "The last seq.")
        private long to;

        @Override Order order() {
            return new Order.Replay(from, to);
        }
    }

    @Command(name = "refresh", description = "Have the whitelist looked for again and the status told.")
    static final class Refresh extends Sending {
        @Override Order order() {
            return new Order.Refresh();
        }
    }

    @Command(name = "restart", description = "Have the program end and be started again.")
    static final class Restart extends Sending {
        @Override Order order() {
            return new Order.Restart();
        }
    }
}
