package io.campusgate.cli;

import static io.campusgate.domain.Bilingual.same;
import static io.campusgate.domain.Bilingual.say;

import io.campusgate.daemon.WhitelistImport;
import io.campusgate.domain.Bilingual;
import io.campusgate.domain.WhitelistRecord;
import io.campusgate.store.WhitelistRecords;
import io.campusgate.trust.SigningKey;
import io.campusgate.whitelist.Changes;
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
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
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
    @Option(names = "--yes", description = "Build it even if more than a fifth of the people of --previous would go.")
    private boolean yes;
    @Option(names = "--json", description = "One JSON object; problems one a line.")
    private boolean json;

    @Override public Integer call() throws Exception {
        SigningKey signer = key.read(locale());
        Optional<BundleFolder> before = before();
        BundleBuilder.Request request = new BundleBuilder.Request(site, number(before), time(), before);
        WhitelistImport.Used<Manifest> built;
        try (TaskProgress progress = new TaskProgress(isTerminal())) {
            built = new WhitelistImport(WhitelistImport.source(source, zone(), idKey), progress::ofImport)
                    .sorted(records -> build(records, request, signer));
        } catch (BadBundle e) {
            throw unusable(e);
        }
        WhitelistReport report = new WhitelistReport(locale());
        if (built.result().isEmpty()) {
            if (json) {
                WhitelistReport.json(built.findings(), out());
            } else {
                err().println(report.problems(source, built.findings()));
                report.findings(built.findings(), err(), err());
            }
            return ExitCode.FAULT;
        }
        if (!json) {
            report.findings(built.findings(), err(), err());
        }
        print(this, json, built.result().get(), out);
        return ExitCode.DONE;
    }

    private Manifest build(Supplier<WhitelistRecords> records, BundleBuilder.Request request, SigningKey signer) throws IOException {
        if (request.since().isPresent()) {
            try (WhitelistRecords now = records.get()) {
                confirm(this, request.since().get(), now, yes, json);
            }
        }
        try (WhitelistRecords now = records.get()) {
            return BundleBuilder.build(now, request, signer, out);
        }
    }

    /// Says what differs from an earlier bundle; stops the command if so many people would go that somebody has to say so.
    static void confirm(GateCommand command, BundleFolder since, Iterator<WhitelistRecord> now, boolean yes, boolean json) {
        Changes changes = Changes.between(since.records(), now, (_, _) -> { });
        WhitelistReport report = new WhitelistReport(command.locale());
        if (changes.isAlarming() && !yes) {
            throw new Fault(report.alarm(changes));
        }
        if (!json) {
            long version = since.manifest().version();
            command.err().println(changes.isNone() ? say("Nothing has changed since version " + version + ".", "与版本 " + version + " 相比没有改动。").in(command.locale())
                    : say("Since version " + version + ": ", "与版本 " + version + " 相比：").in(command.locale()) + report.changes(changes));
        }
    }

    private Fault unusable(BadBundle e) {
        return new Fault(say("The bundle " + previous.map(Path::toString).orElse("") + " cannot be used: ", "下发包 " + previous.map(Path::toString).orElse("") + " 不能使用：")
                .in(locale()) + e.getMessage() + ".");
    }

    static void print(GateCommand command, boolean json, Manifest m, Path folder) {
        Map<String, Object> reply = new LinkedHashMap<>();
        reply.put("version", m.version());
        reply.put("content", m.content());
        reply.put("issued", m.issued().toString());
        reply.put("records", m.full().records());
        m.delta().ifPresent(d -> reply.put("changes", d.records()));
        Bilingual since = m.delta().map(d -> say(" of version " + d.from() + ", and " + d.records() + " change(s) since", "，属于版本 " + d.from() + "；另有此后的 " + d.records() + " 处改动"))
                .orElse(same(""));
        command.answer(json, reply, say("Whitelist " + m.version() + " is in " + folder + ": " + m.full().records() + " records in " + m.full().chunks().size() + " chunk(s)",
                "白名单 " + m.version() + " 已写入 " + folder + "：" + m.full().records() + " 条记录，" + m.full().chunks().size() + " 个分块")
                .then(since).then(say(".", "。")).in(command.locale()));
    }

    private Optional<BundleFolder> before() throws IOException {
        if (previous.isEmpty()) {
            return Optional.empty();
        }
        try {
            BundleFolder before = BundleFolder.read(previous.get());
            if (!before.manifest().site().equals(site)) {
                throw new Fault(say(previous.get() + " is a bundle of the site " + before.manifest().site() + ".", previous.get() + " 是校区 " + before.manifest().site() + " 的下发包。")
                        .in(locale()));
            }
            return Optional.of(before);
        } catch (BadBundle e) {
            throw unusable(e);
        }
    }

    private long number(Optional<BundleFolder> before) {
        long least = before.map(b -> b.manifest().version() + 1).orElse(1L);
        long number = version.orElse(least);
        if (number < least) {
            throw wrongUsage(say("--version-number " + number + " is not after " + (least - 1) + "; signed versions only grow",
                    "--version-number " + number + " 不大于 " + (least - 1) + "；签名版本号只能增大").in(locale()));
        }
        if (number > Manifest.MAX_VERSION) {
            throw wrongUsage(say("--version-number " + number + " is more than " + Manifest.MAX_VERSION + ", which no gate takes",
                    "--version-number " + number + " 超过 " + Manifest.MAX_VERSION + "，门禁不会接受").in(locale()));
        }
        return number;
    }

    private ZoneId zone() {
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw wrongUsage(say("'" + zone + "' is no time zone; expected one like Asia/Shanghai", "“" + zone + "”不是时区；应如 Asia/Shanghai").in(locale()));
        }
    }

    private Instant time() {
        try {
            return issued.map(Instant::parse).orElseGet(() -> Instant.now().truncatedTo(ChronoUnit.HOURS));
        } catch (DateTimeException e) {
            throw wrongUsage(say("'" + issued.orElse("") + "' is no time; expected one like 2026-09-01T07:00:00Z",
                    "“" + issued.orElse("") + "”不是时间；应如 2026-09-01T07:00:00Z").in(locale()));
        }
    }
}
