package io.campusgate.cli;

import io.campusgate.trust.SigningKey;
import io.campusgate.whitelist.bundle.BadBundle;
import io.campusgate.whitelist.bundle.BundleBuilder;
import io.campusgate.whitelist.bundle.BundleFolder;
import io.campusgate.whitelist.bundle.Manifest;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `whitelist rollback N`: an old content under a new version, from bundles that were kept.
@Command(name = "rollback", description = "Make a bundle with the content of an earlier version, under a new number; push or carry it then.")
final class WhitelistRollback extends GateCommand {
    @Parameters(paramLabel = "N", description = "The version to go back to.")
    private long number;
    @Option(names = "--in", paramLabel = "DIR", required = true, description = "The folder with the bundles that were kept, each in a folder of its own.")
    private Path kept = Path.of("");
    @Mixin private SigningKeyOption key;
    @Option(names = "--out", paramLabel = "DIR", required = true, description = "A new folder for the bundle.")
    private Path out = Path.of("");
    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Override public Integer call() throws Exception {
        SigningKey signer = key.read();
        try {
            List<BundleFolder> bundles = bundles();
            BundleFolder old = bundles.stream().filter(b -> b.manifest().version() == number).findFirst().orElseThrow(() -> new Fault(
                    "There is no bundle of version " + number + " in " + kept + "; there are " + String.join(", ", bundles.stream().map(b ->
                    Long.toString(b.manifest().version())).toList()) + "."));
            BundleFolder newest = bundles.getLast();
            BundleBuilder.Request request = new BundleBuilder.Request(newest.manifest().site(), newest.manifest().version() + 1,
                    Instant.now().truncatedTo(ChronoUnit.HOURS), Optional.of(newest));
            Manifest made = BundleBuilder.build(old.records(), request, signer, out);
            if (!made.content().equals(old.manifest().content())) {
                throw new Fault("The bundle of version " + number + " does not hold what its manifest says.");
            }
            WhitelistBuild.print(out(), this, json, made, out);
            return ExitCode.DONE;
        } catch (BadBundle e) {
            throw new Fault("A bundle cannot be used: " + e.getMessage() + ".");
        }
    }

    /// Ascending by version.
    private List<BundleFolder> bundles() throws IOException {
        List<BundleFolder> found = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(kept, Files::isDirectory)) {
            for (Path folder : folders) {
                if (Files.exists(folder.resolve("manifest.jws"))) {
                    found.add(BundleFolder.read(folder));
                }
            }
        }
        if (found.isEmpty()) {
            throw new Fault("There is no bundle in " + kept + ".");
        }
        found.sort(Comparator.comparingLong(b -> b.manifest().version()));
        return found;
    }
}
