package io.campusgate.cli;

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
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private static final int BAR = 20;
    /// Beside the manifest: topics that an earlier push could not clear yet.
    private static final String UNCLEARED = "uncleared.txt";

    @Parameters(paramLabel = "DIR", description = "The bundle's folder (whitelist build).")
    private Path folder = Path.of("");
    @Mixin private BrokerOptions broker;
    @Option(names = "--wait", paramLabel = "SECONDS", defaultValue = "60", description = "How long to wait for the gates (default: ${DEFAULT-VALUE}).")
    private long waitSeconds;
    @Option(names = "--clear-old", description = "Clear the chunks of older versions even if a gate has not answered.")
    private boolean clearOld;
    @Option(names = "--json", description = "One JSON object a gate.")
    private boolean json;

    private final Map<String, String> shown = new HashMap<>();
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
                roll.await(SETTLE_MS);
                Set<String> old = oldTopics(topics, m);
                long start = System.nanoTime();
                publish(client, topics, bundle);
                boolean all = await(client, roll, m, start);
                boolean done = all && roll.gates().stream().allMatch(gate -> isDone(roll, gate));
                clear(client, old, done || clearOld);
                return done ? ExitCode.DONE : ExitCode.FAULT;
            }
        } catch (BadBundle e) {
            throw new Fault("The bundle cannot be used: " + e.getMessage() + ".");
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
                if (before.version() > next.version()) {
                    throw new Fault("The broker has version " + before.version() + " already; gates take only later ones. Build the next one with --previous, or --version-number.");
                }
                old.addAll(chunkTopics(topics, before));
            } catch (BadBundle e) {
                err().println("What the broker keeps as manifest is none: " + e.getMessage());
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
            out().println("Whitelist " + bundle.manifest().version() + " is published: " + total + " chunk(s).");
            out().flush();
        }
    }

    /// @return whether every known gate has answered
    private boolean await(BrokerClient client, Roll roll, Manifest m, long start) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(waitSeconds).toNanos();
        boolean all = false;
        while (!all && System.nanoTime() < end && client.lost().isEmpty()) {
            roll.await(200);
            roll.gates().forEach(gate -> show(roll, gate, m, start));
            all = roll.gates().stream().allMatch(gate -> roll.answer(gate).isPresent());
        }
        client.lost().ifPresent(reason -> err().println("The connection to the broker is lost: " + reason));
        for (String gate : roll.gates()) {
            if (json) {
                out().println(Json.text(row(roll, gate)));
            } else if (roll.answer(gate).isEmpty()) {
                out().println(gate + "  no answer within " + waitSeconds + " s");
            }
        }
        if (roll.gates().isEmpty()) {
            err().println("No gate is known to this broker yet; whoever comes will fetch it.");
        }
        return all;
    }

    private static boolean isDone(Roll roll, String gate) {
        return roll.answer(gate).filter(a -> Boolean.TRUE.equals(a.get("ok"))).isPresent();
    }

    /// One line a gate, again whenever it changes.
    private void show(Roll roll, String gate, Manifest m, long start) {
        if (json) {
            return;
        }
        Map<String, Object> row = row(roll, gate);
        String bar = bar(roll.status(gate), row, m);
        String line = String.format(java.util.Locale.ROOT, "%s  %s  %s  %s", Columns.fit(gate, 12), Columns.fit(String.valueOf(row.get("version")), 8), bar,
                row.get("result"));
        if (!line.equals(shown.put(gate, line))) {
            out().printf(java.util.Locale.ROOT, "%s  %.1f s%n", line, (System.nanoTime() - start) / 1e9);
            out().flush();
        }
    }

    private static String bar(Optional<Map<String, Object>> status, Map<String, Object> row, Manifest m) {
        int filled = Long.toString(m.version()).equals(row.get("version")) ? BAR : status.map(s -> s.get("whitelist")).map(w -> ((Map<?, ?>) w).get("incoming"))
                .map(i -> (Map<?, ?>) i).map(i -> (int) (BAR * (number(i, "chunks") - number(i, "missing")) / Math.max(1, number(i, "chunks")))).orElse(0);
        return "[" + "#".repeat(filled) + "-".repeat(BAR - filled) + "]";
    }

    private static long number(Map<?, ?> map, String name) {
        return map.get(name) instanceof Long n ? n : 0;
    }

    private static Map<String, Object> row(Roll roll, String gate) {
        Map<String, Object> row = new java.util.LinkedHashMap<>();
        row.put("gate", gate);
        Optional<Map<String, Object>> answer = roll.answer(gate);
        Object inForce = answer.map(a -> a.get("version")).or(() -> roll.status(gate).map(s -> s.get("whitelist")).map(w -> ((Map<?, ?>) w).get("version"))).orElse("?");
        row.put("version", String.valueOf(inForce));
        row.put("result", answer.map(a -> Boolean.TRUE.equals(a.get("ok")) ? "done" : "refused: " + a.get("error") + " " + a.getOrDefault("detail", ""))
                .orElse(roll.status(gate).filter(s -> Boolean.TRUE.equals(s.get("online"))).isPresent() ? "waiting" : "off line"));
        return row;
    }

    private void clear(BrokerClient client, Set<String> old, boolean now) throws IOException, InterruptedException {
        Path uncleared = folder.resolve(UNCLEARED);
        if (!now && !old.isEmpty()) {
            Files.write(uncleared, old);
            err().println(old.size() + " chunk(s) of older versions stay at the broker until every gate has answered; push again, or with --clear-old.");
            return;
        }
        for (String topic : old) {
            client.publish(topic, new byte[0], true, PATIENCE);
        }
        client.flush(PATIENCE);
        Files.deleteIfExists(uncleared);
    }
}
