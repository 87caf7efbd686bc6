package io.campusgate.cli;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.link.BrokerClient;
import io.campusgate.link.Topics;
import io.campusgate.whitelist.bundle.BadBundle;
import io.campusgate.whitelist.bundle.BundleFolder;
import io.campusgate.whitelist.bundle.Manifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `whitelist push DIR`: chunks first, the manifest last; then waits for the gates' answers and clears what no gate needs
/// any more.
@Command(name = "push", description = "Publish a bundle and wait until every known gate has answered; exits 1 if one refuses or does not answer.")
final class WhitelistPush extends GateCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long SETTLE_MS = 1_000;
    /// Beside the manifest: topics that an earlier push could not clear yet.
    private static final String UNCLEARED = "uncleared.txt";

    @Parameters(paramLabel = "DIR", description = "The bundle's folder (whitelist build).")
    private Path folder = Path.of("");
    @Mixin private BrokerOptions broker;
    @Option(names = "--wait", paramLabel = "SECONDS", defaultValue = "60", description = "How long to wait for the gates (default: ${DEFAULT-VALUE}).")
    private long waitSeconds;
    @Option(names = "--clear-old", description = "Clear the chunks of older versions even if a gate has not answered.")
    private boolean clearOld;
    @Option(names = "--yes", description = "Publish it although the broker has a later version, after trust reset-floor at the gates.")
    private boolean yes;
    @Option(names = "--json", description = "One JSON object a gate.")
    private boolean json;

    private volatile String retainedManifest = "";

    @Override public Integer call() throws Exception {
        try {
            BundleFolder bundle = BundleFolder.read(folder);
            Manifest m = bundle.manifest();
            Roll roll = new Roll(m.site(), "whitelist-" + m.version());
            Topics topics = new Topics(m.site(), "admin");
            try (BrokerClient client = broker.connect((topic, payload, _) -> {
                if (topic.equals(topics.manifest())) {
                    retainedManifest = new String(payload, StandardCharsets.UTF_8);
                } else {
                    roll.take(topic, payload);
                }
            })) {
                roll.topics().forEach(client::listen);
                client.listen(topics.manifest());
                settle(roll);
                Set<String> old = oldTopics(topics, m);
                publish(client, topics, bundle);
                boolean all = await(client, roll, new PushTable(out(), locale(), isTerminal(), roll, m.version()));
                boolean done = all && roll.gates().stream().allMatch(gate -> isDone(roll, gate));
                clear(client, old, done || clearOld);
                return done ? ExitCode.DONE : ExitCode.FAULT;
            }
        } catch (BadBundle e) {
            throw new Fault(say("The bundle cannot be used: ", "下发包不能使用：").in(locale()) + e.getMessage() + ".");
        }
    }

    /// Waits for what the broker keeps: the gates' statuses and the manifest before, in whatever order they come.
    private static void settle(Roll roll) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMillis(SETTLE_MS).toNanos();
        for (long left = SETTLE_MS; left > 0; left = Duration.ofNanos(end - System.nanoTime()).toMillis()) {
            roll.await(left);
        }
    }

    private static List<Manifest.Part> parts(Manifest m) {
        return Stream.concat(Stream.<Manifest.Part>of(m.full()), m.delta().stream()).toList();
    }

    private static List<String> chunkTopics(Topics topics, Manifest m) {
        List<String> all = new ArrayList<>();
        for (Manifest.Part part : parts(m)) {
            for (int i = 0; i < part.chunks().size(); i++) {
                all.add(topic(topics, part, i));
            }
        }
        return all;
    }

    private static String topic(Topics topics, Manifest.Part part, int index) {
        return switch (part) {
            case Manifest.Full full -> topics.fullChunk(full.version(), index);
            case Manifest.Delta delta -> topics.deltaChunk(delta.from(), delta.to(), index);
        };
    }

    /// The chunks of the manifest that is published now, and of earlier ones, that this one does not need.
    private Set<String> oldTopics(Topics topics, Manifest next) throws IOException {
        Set<String> old = new LinkedHashSet<>();
        Path uncleared = folder.resolve(UNCLEARED);
        if (Files.exists(uncleared)) {
            old.addAll(Files.readAllLines(uncleared).stream().filter(t -> t.startsWith("campus/" + next.site() + "/whitelist/")).toList());
        }
        if (!retainedManifest.isEmpty()) {
            try {
                Manifest before = BundleFolder.manifestOf(retainedManifest);
                if (before.version() > next.version() && !yes) {
                    throw new Fault(say("The broker has version " + before.version() + " already, and gates take only later ones: build the next one with --previous, or "
                            + "--version-number. If the gates were told to forget it (trust reset-floor), say --yes.",
                            "消息服务器上已有版本 " + before.version() + "，门禁只接受更新的版本：请用 --previous 或 --version-number 生成下一版本。"
                            + "如果已让门禁忘记该版本（trust reset-floor），请加 --yes。").in(locale()));
                }
                old.addAll(chunkTopics(topics, before));
            } catch (BadBundle e) {
                err().println(say("What the broker keeps as manifest is none: ", "消息服务器上保留的清单无效：").in(locale()) + e.getMessage());
            }
        }
        chunkTopics(topics, next).forEach(old::remove);
        return old;
    }

    private void publish(BrokerClient client, Topics topics, BundleFolder bundle) throws IOException, InterruptedException {
        List<Manifest.Part> parts = parts(bundle.manifest());
        int total = parts.stream().mapToInt(p -> p.chunks().size()).sum();
        int done = 0;
        try (TaskProgress progress = new TaskProgress(isTerminal())) {
            for (Manifest.Part part : parts) {
                for (int i = 0; i < part.chunks().size(); i++) {
                    client.publish(topic(topics, part, i), bundle.chunk(part, i), true, PATIENCE);
                    progress.at("publish", ++done, total);
                }
            }
        }
        client.flush(PATIENCE);
        client.publish(topics.manifest(), bundle.signed().getBytes(StandardCharsets.US_ASCII), true, PATIENCE);
        client.flush(PATIENCE);
        if (!json) {
            out().println(say("Whitelist " + bundle.manifest().version() + " is published: " + total + " chunk(s).",
                    "白名单 " + bundle.manifest().version() + " 已发布：" + total + " 个分块。").in(locale()));
            out().flush();
        }
    }

    /// @return whether every known gate has answered
    private boolean await(BrokerClient client, Roll roll, PushTable table) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(waitSeconds).toNanos();
        boolean all = false;
        while (!all && System.nanoTime() < end && client.lost().isEmpty()) {
            roll.await(200);
            all = roll.gates().stream().allMatch(gate -> roll.answer(gate).isPresent());
            if (!json) {
                table.show();
            }
        }
        client.lost().ifPresent(reason -> err().println(say("The connection to the broker is lost: ", "与消息服务器的连接中断：").in(locale()) + reason));
        if (json) {
            roll.gates().forEach(gate -> out().println(Json.text(table.row(gate))));
        } else {
            table.conclude(waitSeconds);
        }
        if (roll.gates().isEmpty()) {
            err().println(say("No gate is known to this broker yet; whoever comes will fetch it.", "消息服务器上还没有门禁；以后上线的门禁会自行获取。").in(locale()));
        }
        return all;
    }

    private static boolean isDone(Roll roll, String gate) {
        return roll.answer(gate).filter(a -> Boolean.TRUE.equals(a.get("ok"))).isPresent();
    }

    private void clear(BrokerClient client, Set<String> old, boolean now) throws IOException, InterruptedException {
        Path uncleared = folder.resolve(UNCLEARED);
        if (!now && !old.isEmpty()) {
            Files.write(uncleared, old);
            err().println(say(old.size() + " chunk(s) of older versions stay at the broker until every gate has answered; push again, or with --clear-old.",
                    "旧版本的 " + old.size() + " 个分块留在消息服务器上，直到所有门禁答复；可再次下发，或加 --clear-old。").in(locale()));
            return;
        }
        for (String topic : old) {
            client.publish(topic, new byte[0], true, PATIENCE);
        }
        client.flush(PATIENCE);
        Files.deleteIfExists(uncleared);
    }
}
