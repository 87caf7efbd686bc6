package io.campusgate.cli;

import io.campusgate.daemon.WhitelistImport;
import io.campusgate.trust.SigningKey;
import io.campusgate.whitelist.bundle.BadBundle;
import io.campusgate.whitelist.bundle.BundleBuilder;
import io.campusgate.whitelist.bundle.BundleFolder;
import io.campusgate.whitelist.bundle.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `whitelist build SRC`: makes a signed bundle on the administrator's machine; needs no gate's configuration.
@Command(name = "build", description = "Make a signed bundle of a whitelist source, to push or to carry to the gates.")
final class WhitelistBuild extends GateCommand {
    @Parameters(paramLabel = "SRC", description = "Folder of CSV files, or a workbook; people are required.")
    private Path source = Path.of("");
    @Mixin private SigningKeyOption key;
    @Option(names = "--site", paramLabel = "S", required = true, description = "The gates' [site] id.")
    private String site = "";
    @Option(names = "--previous", paramLabel = "BUNDLE", description = "The bundle before: the new one is its next version and holds, if little has changed, only that.")
    private Optional<Path> previous = Optional.empty();
    @Option(names = "--version-number", paramLabel = "N", description = "The version's number (default: the next after --previous, else 1).")
    private Optional<Long> version = Optional.empty();
    @Option(names = "--id-key", paramLabel = "FILE", description = "The site's key for identity numbers (keygen --id-key); they never travel.")
    private Optional<Path> idKey = Optional.empty();
    @Option(names = "--timezone", paramLabel = "ZONE", defaultValue = "Asia/Shanghai", description = "In which dates and times are meant (default: ${DEFAULT-VALUE}).")
    private String zone = "";
    @Option(names = "--issued", paramLabel = "TIME", description = "When it counts as made, like 2026-09-01T07:00:00Z (default: the present hour, so that a second build gives the same bytes).")
    private Optional<String> issued = Optional.empty();
    @Option(names = "--out", paramLabel = "DIR", required = true, description = "A new folder for the bundle.")
    private Path out = Path.of("");
    @Option(names = "--json", description = "One JSON object; problems one a line.")
    private boolean json;

    @Override public Integer call() throws Exception {
        SigningKey signer = key.read();
        Optional<BundleFolder> before = before();
        BundleBuilder.Request request = new BundleBuilder.Request(site, number(before), time(), before);
        WhitelistImport.Used<Manifest> built;
        try (TaskProgress progress = new TaskProgress(isTerminal())) {
            built = new WhitelistImport(WhitelistImport.source(source, zone(), idKey), progress::ofImport)
                    .sorted(records -> BundleBuilder.build(records, request, signer, out));
        } catch (BadBundle e) {
            throw new Fault("The bundle " + previous.map(Path::toString).orElse("") + " cannot be used: " + e.getMessage() + ".");
        }
        if (built.result().isEmpty()) {
            if (json) {
                WhitelistReport.json(built.findings(), out());
            } else {
                WhitelistReport report = new WhitelistReport(locale());
                err().println(report.problems(source, built.findings()));
                report.findings(built.findings(), err(), err());
            }
            return ExitCode.FAULT;
        }
        print(out(), this, json, built.result().get(), out);
        return ExitCode.DONE;
    }

    static void print(java.io.PrintWriter to, GateCommand command, boolean json, Manifest m, Path folder) {
        Map<String, Object> reply = new LinkedHashMap<>();
        reply.put("version", m.version());
        reply.put("content", m.content());
        reply.put("issued", m.issued().toString());
        reply.put("records", m.full().records());
        m.delta().ifPresent(d -> reply.put("changes", d.records()));
        command.answer(json, reply, "Whitelist " + m.version() + " is in " + folder + ": " + m.full().records() + " records in " + m.full().chunks().size() + " chunk(s)"
                + m.delta().map(d -> " of version " + d.from() + ", and " + d.records() + " change(s) since").orElse("") + ".");
        to.flush();
    }

    private Optional<BundleFolder> before() throws IOException {
        if (previous.isEmpty()) {
            return Optional.empty();
        }
        try {
            BundleFolder before = BundleFolder.read(previous.get());
            if (!before.manifest().site().equals(site)) {
                throw new Fault(previous.get() + " is a bundle of the site " + before.manifest().site() + ".");
            }
            return Optional.of(before);
        } catch (BadBundle e) {
            throw new Fault("The bundle " + previous.get() + " cannot be used: " + e.getMessage() + ".");
        }
    }

    private long number(Optional<BundleFolder> before) {
        long least = before.map(b -> b.manifest().version() + 1).orElse(1L);
        long number = version.orElse(least);
        if (number < least) {
            throw wrongUsage("--version-number " + number + " is not after " + (least - 1) + "; signed versions only grow");
        }
        return number;
    }

    private ZoneId zone() {
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw wrongUsage("'" + zone + "' is no time zone; expected one like Asia/Shanghai");
        }
    }

    private Instant time() {
        try {
            return issued.map(Instant::parse).orElseGet(() -> Instant.now().truncatedTo(ChronoUnit.HOURS));
        } catch (DateTimeException e) {
            throw wrongUsage("'" + issued.orElse("") + "' is no time; expected one like 2026-09-01T07:00:00Z");
        }
    }
}
