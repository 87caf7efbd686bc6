package io.campusgate.report;

import io.campusgate.domain.Direction;
import io.campusgate.domain.Who;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A daily report as one long table for machines: a section, an item, and who, when or how many.
final class ReportCsv {
    private ReportCsv() {}

    static void write(DailyReport r, OutputStream out) throws IOException {
        try (Csv csv = new Csv(out)) {
            csv.row("section", "item", "kind", "group", "person_id", "name", "time", "lane", "count", "celsius", "detail");
            DayCounts counts = r.counts();
            head(csv, "site", r.site().site());
            head(csv, "gate", r.site().gate());
            head(csv, "date", r.date().toString());
            head(csv, "until", time(r.counts().until(), r));
            head(csv, "number", Integer.toString(r.number()));
            head(csv, "whitelist", r.whitelist());
            head(csv, "zero_report", Boolean.toString(r.isZero()));
            count(csv, "passages", Direction.IN.word(), counts.entries());
            count(csv, "passages", Direction.OUT.word(), counts.exits());
            count(csv, "passages", "operator", counts.openings().size());
            count(csv, "passages", "late", counts.late());
            count(csv, "passages", "drill", counts.drills());
            groups(csv, "kind", r.kinds());
            groups(csv, "group", r.groups());
            counts(csv, "refusals", counts.refusals());
            counts(csv, "incidents", counts.incidents());
            notes(csv, "fever", counts.fevers(), r);
            notes(csv, "unmeasured", counts.unmeasured(), r);
            for (DayCounts.Visit v : counts.visits()) {
                person(csv, "visitor", "came", v.person(), time(v.came(), r), "", "", v.pass().orElse(""));
                if (v.left().isPresent()) {
                    person(csv, "visitor", "left", v.person(), time(v.left().get(), r), "", "", v.pass().orElse(""));
                }
            }
            for (DayCounts.Opening o : counts.openings()) {
                csv.row("opening", o.direction(), "", "", "", o.by(), time(o.at(), r), o.lane(), "", "", o.text());
            }
            for (Who.Person p : r.notSeen()) {
                person(csv, "not_seen", "", p, "", "", "", "");
            }
        }
    }

    private static void head(Csv csv, String item, String value) throws IOException {
        csv.row("report", item, "", "", "", "", "", "", "", "", value);
    }

    private static void count(Csv csv, String section, String item, long count) throws IOException {
        csv.row(section, item, "", "", "", "", "", "", Long.toString(count), "", "");
    }

    private static void counts(Csv csv, String section, Map<String, Long> counts) throws IOException {
        for (var e : counts.entrySet()) {
            count(csv, section, e.getKey(), e.getValue());
        }
    }

    private static void groups(Csv csv, String section, List<DailyReport.GroupRow> rows) throws IOException {
        for (DailyReport.GroupRow g : rows) {
            Map<String, Long> numbers = new LinkedHashMap<>();
            numbers.put("expected", g.expected());
            numbers.put("came", g.came());
            numbers.put("inside", g.inside());
            numbers.put("not_seen", g.notSeen());
            numbers.put("fevers", g.fevers());
            numbers.put("refused", g.refused());
            numbers.put("unmeasured", g.unmeasured());
            for (var n : numbers.entrySet()) {
                csv.row(section, n.getKey(), g.kind().word(), g.name(), "", "", "", "", Long.toString(n.getValue()), "", "");
            }
        }
    }

    private static void notes(Csv csv, String section, List<DayCounts.Note> notes, DailyReport r) throws IOException {
        for (DayCounts.Note n : notes) {
            person(csv, section, n.outcome(), n.person(), time(n.at(), r), n.lane(),
                    n.celsius().map(Object::toString).orElse(""), n.reason());
        }
    }

    private static void person(Csv csv, String section, String item, Who.Person p, String time, String lane, String celsius, String detail) throws IOException {
        csv.row(section, item, p.kind().word(), p.group(), p.id(), p.name(), time, lane, "", celsius, detail);
    }

    private static String time(Instant at, DailyReport r) {
        return ReportJson.time(at, r.site().zone());
    }
}
