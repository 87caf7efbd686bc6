package io.campusgate.cli;

import static io.campusgate.domain.Bilingual.say;

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
    @Option(names = "--yes", description = "Make it even if more than a fifth of the people of the newest bundle would go.")
    private boolean yes;
    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Override public Integer call() throws Exception {
        SigningKey signer = key.read(locale());
        try {
            List<BundleFolder> bundles = bundles();
            BundleFolder old = bundles.stream().filter(b -> b.manifest().version() == number).findFirst().orElseThrow(() -> notKept(bundles));
            BundleFolder newest = bundles.getLast();
            BundleBuilder.Request request = new BundleBuilder.Request(newest.manifest().site(), newest.manifest().version() + 1,
                    Instant.now().truncatedTo(ChronoUnit.HOURS), Optional.of(newest));
            WhitelistBuild.confirm(this, newest, old.records(), yes, json);
            Manifest made = BundleBuilder.build(old.records(), request, signer, out);
            if (!made.content().equals(old.manifest().content())) {
                throw new Fault(say("The bundle of version " + number + " does not hold what its manifest says.", "版本 " + number + " 的下发包与其清单不符。").in(locale()));
            }
            WhitelistBuild.print(this, json, made, out);
            return ExitCode.DONE;
        } catch (BadBundle e) {
            throw new Fault(say("A bundle cannot be used: ", "有一个下发包不能使用：").in(locale()) + e.getMessage() + ".");
        }
    }

    private Fault notKept(List<BundleFolder> bundles) {
        String there = String.join(", ", bundles.stream().map(b -> Long.toString(b.manifest().version())).toList());
        return new Fault(say("There is no bundle of version " + number + " in " + kept + "; there are " + there + ".",
                kept + " 中没有版本 " + number + " 的下发包；现有：" + there + "。").in(locale()));
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
            throw new Fault(say("There is no bundle in " + kept + ".", kept + " 中没有下发包。").in(locale()));
        }
        found.sort(Comparator.comparingLong(b -> b.manifest().version()));
        return found;
    }
}
