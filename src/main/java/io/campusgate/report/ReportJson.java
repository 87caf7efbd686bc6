package io.campusgate.report;

import io.campusgate.domain.Direction;
import io.campusgate.domain.Who;
import io.campusgate.report.DailyReport.GroupRow;
import io.campusgate.report.DayCounts.Note;
import io.campusgate.report.Occupancy.Inside;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A daily report as JSON values (maps, lists, texts, numbers), with the words of the journal and times with an offset.
public final class ReportJson {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx", Locale.ROOT);
    private final ZoneId zone;

    private ReportJson(ZoneId zone) {
        this.zone = zone;
    }

    public static Map<String, Object> of(DailyReport r) {
        return new ReportJson(r.site().zone()).report(r);
    }

    /// Who is inside.
    public static List<Map<String, Object>> of(List<Inside> inside, ZoneId zone) {
        return inside.stream().map(new ReportJson(zone)::inside).toList();
    }

    private Map<String, Object> report(DailyReport r) {
        DayCounts counts = r.counts();
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("site", r.site().site());
        m.put("gate", r.site().gate());
        m.put("date", r.date().toString());
        m.put("until", time(counts.until()));
        m.put("made", time(r.made()));
        m.put("number", r.number());
        m.put("whitelist", r.whitelist());
        m.put("zero", r.isZero());
        m.put("entries", counts.entries());
        m.put("exits", counts.exits());
        m.put("operator_openings", counts.openings().size());
        m.put("late", counts.late());
        m.put("drill", counts.drills());
        m.put("purged", counts.purged());
        m.put("inside", r.inside().size());
        m.put("inside_uncertain", r.inside().stream().filter(i -> i.certainty() == Occupancy.Certainty.UNCERTAIN).count());
        m.put("not_seen", r.notSeenCount());
        m.put("kinds", r.kinds().stream().map(ReportJson::row).toList());
        m.put("groups", r.groups().stream().map(ReportJson::row).toList());
        m.put("refusals", counts.refusals());
        m.put("incidents", counts.incidents());
        m.put("fevers", counts.fevers().stream().map(this::note).toList());
        m.put("unmeasured", counts.unmeasured().stream().map(this::note).toList());
        m.put("visitors", counts.visits().stream().map(this::visit).toList());
        m.put("openings", counts.openings().stream().map(this::opening).toList());
        m.put("missing", r.notSeen().stream().map(ReportJson::person).toList());
        m.put("per_10_minutes", Map.of("in", numbers(counts.per10Minutes(Direction.IN)), "out", numbers(counts.per10Minutes(Direction.OUT))));
        m.put("temperatures", temperatures(r));
        return m;
    }

    private static Map<String, Object> temperatures(DailyReport r) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("from", DayCounts.SPREAD_FROM);
        m.put("step", 0.1);
        m.put("counts", numbers(r.counts().spread()));
        m.put("verdicts", r.counts().verdicts());
        m.put("threshold", r.screening().threshold().celsius());
        m.put("guard_band", r.screening().guardBandCenti() / 100.0);
        return m;
    }

    private static List<Long> numbers(long[] counts) {
        return Arrays.stream(counts).boxed().toList();
    }

    private static Map<String, Object> row(GroupRow g) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("kind", g.kind().word());
        m.put("group", g.name());
        m.put("expected", g.expected());
        m.put("came", g.came());
        m.put("inside", g.inside());
        m.put("not_seen", g.notSeen());
        m.put("fevers", g.fevers());
        m.put("refused", g.refused());
        m.put("unmeasured", g.unmeasured());
        return m;
    }

    private static Map<String, Object> person(Who.Person p) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("person_id", p.id());
        m.put("name", p.name());
        m.put("kind", p.kind().word());
        m.put("group", p.group());
        return m;
    }

    private Map<String, Object> note(Note n) {
        Map<String, Object> m = person(n.person());
        m.put("time", time(n.at()));
        m.put("lane", n.lane());
        m.put("seq", n.seq());
        n.celsius().ifPresent(c -> m.put("celsius", c));
        m.put("outcome", n.outcome());
        m.put("reason", n.reason());
        return m;
    }

    private Map<String, Object> visit(DayCounts.Visit v) {
        Map<String, Object> m = person(v.person());
        v.pass().ifPresent(pass -> m.put("pass", pass));
        m.put("came", time(v.came()));
        v.left().ifPresent(left -> m.put("left", time(left)));
        return m;
    }

    private Map<String, Object> opening(DayCounts.Opening o) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("time", time(o.at()));
        m.put("lane", o.lane());
        m.put("direction", o.direction());
        m.put("seq", o.seq());
        m.put("by", o.by());
        m.put("text", o.text());
        return m;
    }

    private Map<String, Object> inside(Inside i) {
        Map<String, Object> m = person(i.person());
        m.put("since", time(i.since()));
        m.put("lane", i.lane());
        m.put("certainty", i.certainty().word());
        Optional<String> pass = i.pass();
        pass.ifPresent(p -> m.put("pass", p));
        return m;
    }

    private String time(Instant at) {
        return time(at, zone);
    }

    /// To the second, with an offset: `2026-09-01T07:31:05+08:00`.
    public static String time(Instant at, ZoneId zone) {
        return TIME.format(at.atZone(zone));
    }
}
