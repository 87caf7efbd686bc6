package io.campusgate.cli;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.config.GateConfig;
import io.campusgate.daemon.ChunkStore;
import io.campusgate.daemon.ControlClient;
import io.campusgate.daemon.StoppedUpdate;
import io.campusgate.store.WhitelistFolder;
import io.campusgate.whitelist.bundle.BadBundle;
import io.campusgate.whitelist.bundle.BundleFolder;
import io.campusgate.whitelist.bundle.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `whitelist apply DIR`: does with a USB stick what MQTT does.
@Command(name = "apply", description = "Apply a signed bundle that was carried here; taps go on meanwhile.")
final class WhitelistCarry extends GateCommand {
    @Parameters(paramLabel = "DIR", description = "The bundle's folder, with its manifest.jws.")
    private Path folder = Path.of("");
    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Override public Integer call() throws Exception {
        GateConfig config = config();
        Map<String, Object> reply;
        try {
            BundleFolder bundle = BundleFolder.read(folder);
            Optional<ControlClient> daemon = running(config);
            copyChunks(config, bundle);
            reply = daemon.isPresent() ? daemon.get().call("whitelist_offer", Map.of("manifest", bundle.signed()))
                    : StoppedUpdate.apply(config, bundle.signed());
        } catch (BadBundle e) {
            throw new Fault(say("The bundle cannot be used: ", "下发包不能使用：").in(locale()) + e.getMessage() + ".");
        }
        if (reply.get("refused_by") instanceof String error) {
            answer(json, reply, say("Refused (" + error + "): ", "拒绝（" + error + "）：").in(locale()) + reply.get("detail") + ".");
            return ExitCode.FAULT;
        }
        String version = "" + reply.get("version");
        answer(json, reply, (reply.containsKey("current") ? say("Whitelist " + version + " is in force already.", "白名单 " + version + " 早已生效。")
                : say("Whitelist " + version + " is in force.", "白名单 " + version + " 已生效。")).in(locale()));
        return ExitCode.DONE;
    }

    /// The gate takes them from its own folder: it may have no way to the stick.
    private static void copyChunks(GateConfig config, BundleFolder bundle) throws IOException {
        Files.createDirectories(WhitelistFolder.beside(config.store().path()));
        ChunkStore store = new ChunkStore(config.store().path());
        List<Manifest.Part> parts = Stream.concat(Stream.<Manifest.Part>of(bundle.manifest().full()), bundle.manifest().delta().stream()).toList();
        for (Manifest.Part part : parts) {
            for (int i = 0; i < part.chunks().size(); i++) {
                store.put(part.chunks().get(i), bundle.chunk(part, i));
            }
        }
    }
}
