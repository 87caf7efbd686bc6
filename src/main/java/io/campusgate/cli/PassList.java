package io.campusgate.cli;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.config.GateConfig;
import io.campusgate.daemon.WhitelistImport;
import io.campusgate.domain.Bilingual;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Pass;
import io.campusgate.domain.WhitelistRecord;
import io.campusgate.domain.WhitelistRecord.Visit;
import io.campusgate.whitelist.Problem;
import io.campusgate.whitelist.Refused;
import io.campusgate.whitelist.WhitelistSource;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `pass list SRC`: the passes of a source.
@Command(name = "list", description = "List the passes of a whitelist source, and whether each would count now.")
final class PassList extends GateCommand {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    @Parameters(paramLabel = "SRC", description = "Folder of CSV files, or a workbook (.xlsx).")
    private Path source = Path.of("");
    @Option(names = "--json", description = "One JSON object a pass.")
    private boolean json;

    /// Takes the passes only.
    private static final class Passes implements WhitelistSource.Sink {
        private final List<Visit> found = new ArrayList<>();
        private long problems;

        @Override public void record(String file, long row, WhitelistRecord record) {
            if (record instanceof Visit visit) {
                found.add(visit);
            }
        }

        @Override public void claim(long row, Optional<String> personId, List<CardNumber> cards) {}

        @Override public void problem(Problem problem) {
            problems++;
        }

        @Override public void note(String file, Bilingual text) {}

        @Override public void progress(long done, long total) {}
    }

    private enum State { WAITING, VALID, EXPIRED, NOT_APPROVED }

    @Override public Integer call() throws Exception {
        GateConfig config = config();
        Passes passes = new Passes();
        WhitelistImport.source(source, config).read(Refused.none(), passes);
        Instant now = Instant.now();
        passes.found.forEach(visit -> print(visit, now, config.site().timezone()));
        if (passes.problems > 0) {
            err().println(say("The source has " + passes.problems + " problem(s), so there may be passes more; whitelist check names them.",
                    "名单有 " + passes.problems + " 处错误，可能还有其他通行证；whitelist check 会逐一指出。").in(locale()));
            return ExitCode.FAULT;
        }
        return ExitCode.DONE;
    }

    private void print(Visit visit, Instant now, ZoneId zone) {
        Pass pass = visit.pass();
        State state = state(pass, now);
        String from = pass.validity().from().map(t -> MINUTE.format(t.atZone(zone))).orElse("…");
        String until = pass.validity().until().map(t -> MINUTE.format(t.atZone(zone))).orElse("…");
        if (json) {
            Map<String, Object> m = new LinkedHashMap<>();
            m.put("pass_id", pass.id());
            pass.personId().ifPresent(id -> m.put("person_id", id));
            m.put("name", pass.name());
            visit.idMasked().ifPresent(id -> m.put("id_number", id));
            m.put("host", pass.host());
            m.put("reason", pass.reason());
            m.put("approved_by", pass.approvedBy());
            pass.validity().from().ifPresent(t -> m.put("valid_from", t.atZone(zone).toOffsetDateTime().toString()));
            pass.validity().until().ifPresent(t -> m.put("valid_until", t.atZone(zone).toOffsetDateTime().toString()));
            m.put("gates", pass.gates().stream().sorted().toList());
            pass.entries().ifPresent(n -> m.put("entries", n));
            m.put("has_code", pass.codeSha256().isPresent());
            m.put("state", state.name().toLowerCase(Locale.ROOT));
            out().println(Json.text(m));
            return;
        }
        out().println(String.join("  ", pass.id(), pass.personId().orElse(pass.name()), from + " – " + until, pass.gates().isEmpty() ? "*" : String.join(";", pass.gates()),
                pass.entries().map(n -> n + "×").orElse("∞"), pass.host(), told(state).in(locale())));
    }

    private static State state(Pass pass, Instant now) {
        return pass.validity().hasEndedAt(now) ? State.EXPIRED : !pass.isApproved() ? State.NOT_APPROVED : pass.validity().hasBegunAt(now) ? State.VALID : State.WAITING;
    }

    private static Bilingual told(State state) {
        return switch (state) {
            case WAITING -> say("not yet", "未到时间");
            case VALID -> say("valid now", "有效");
            case EXPIRED -> say("expired", "已过期");
            case NOT_APPROVED -> say("not approved", "未批准");
        };
    }
}
