package io.campusgate.report;

import io.campusgate.domain.Direction;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.Who;
import io.campusgate.report.DailyReport.GroupRow;
import io.campusgate.report.DayCounts.Note;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A daily report as tables in the words of the site's language: what all of its forms show, written down once.
public final class ReportTables {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    /// @param name    of the section, a word that never changes: `people`, `groups`, `fevers` …
    /// @param columns headings
    /// @param rows    as many cells a row as columns; a cell is a text or a number
    public record Table(String name, String title, List<String> columns, List<List<Object>> rows, Optional<String> note) {}

    private final DailyReport report;
    private final Words words;

    public ReportTables(DailyReport report, Words words) {
        this.report = report;
        this.words = words;
    }

    public String title() {
        return words.text("daily");
    }

    /// Which school and gate.
    public String place() {
        return words.text("daily.heading", report.site().site(), report.site().gate());
    }

    /// What stands below the title: label and value in turn.
    public List<Map.Entry<String, String>> head() {
        return List.of(Map.entry(words.text("daily.date"), report.date().toString()),
                Map.entry(words.text("daily.until"), minute(report.counts().until())),
                Map.entry(words.text("daily.number"), report.isCorrection() ? words.text("daily.correction", report.number() - 1) : words.text("daily.first")),
                Map.entry(words.text("daily.made"), minute(report.made())),
                Map.entry(words.text("daily.whitelist"), report.whitelist()));
    }

    /// The sentences that have to be read first.
    public List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        DayCounts counts = report.counts();
        if (report.isZero()) {
            sentences.add(words.text("daily.zero"));
        }
        sentences.add(counts.fevers().isEmpty() ? words.text("daily.no-fever") : words.text("daily.fevers", counts.fevers().size()));
        if (counts.late() > 0) {
            sentences.add(words.text("daily.late", counts.late()));
        }
        if (counts.drills() > 0) {
            sentences.add(words.text("daily.drills", counts.drills()));
        }
        if (counts.purged() > 0) {
            sentences.add(words.text("daily.purged", counts.purged()));
        }
        return sentences;
    }

    /// In the order of reading; a section without rows is there too, since nothing is an answer.
    public List<Table> all() {
        DayCounts counts = report.counts();
        return List.of(people(), passages(), notes("fevers", counts.fevers()), counted("refusals", "reason", "reason", counts.refusals()),
                notes("unmeasured", counts.unmeasured()), visitors(), openings(), counted("incidents", "what", "incident", counts.incidents()), groups(),
                notSeen());
    }

    private Table people() {
        List<List<Object>> rows = new ArrayList<>();
        long[] total = new long[7];
        for (GroupRow k : report.kinds()) {
            rows.add(cells(words.word("kind", k.kind().word()), numbers(k)));
            for (int i = 0; i < total.length; i++) {
                total[i] += numbers(k)[i];
            }
        }
        rows.add(cells(words.text("total"), total));
        return table("people", List.of("kind", "expected", "came", "inside", "not_seen", "fevers", "refused", "unmeasured"), rows);
    }

    private Table groups() {
        List<List<Object>> rows = new ArrayList<>();
        for (GroupRow g : report.groups()) {
            if (g.kind() != PersonKind.VISITOR) {
                List<Object> row = cells(words.word("kind", g.kind().word()), numbers(g));
                row.add(1, g.name());
                rows.add(row);
            }
        }
        return table("groups", List.of("kind", "group", "expected", "came", "inside", "not_seen", "fevers", "refused", "unmeasured"), rows);
    }

    private static long[] numbers(GroupRow g) {
        return new long[] {g.expected(), g.came(), g.inside(), g.notSeen(), g.fevers(), g.refused(), g.unmeasured()};
    }

    private static List<Object> cells(String first, long[] numbers) {
        List<Object> row = new ArrayList<>();
        row.add(first);
        for (long number : numbers) {
            row.add(number);
        }
        return row;
    }

    private Table passages() {
        long uncertain = report.inside().stream().filter(i -> i.certainty() == Occupancy.Certainty.UNCERTAIN).count();
        List<List<Object>> rows = new ArrayList<>();
        rows.add(List.of(words.text("passages.in"), report.passages(Direction.IN)));
        rows.add(List.of(words.text("passages.out"), report.passages(Direction.OUT)));
        rows.add(List.of(words.text("passages.operator"), (long) report.counts().openings().size()));
        if (uncertain > 0) {
            rows.add(List.of(words.text("passages.uncertain"), uncertain));
        }
        return table("passages", List.of("what", "count"), rows);
    }

    private Table notes(String section, List<Note> notes) {
        List<List<Object>> rows = new ArrayList<>();
        for (Note n : notes) {
            rows.add(List.of(n.person().id(), n.person().name(), words.word("kind", n.person().kind().word()), n.person().group(), clock(n.at()), n.lane(),
                    n.celsius().<Object>map(c -> c).orElse(""), words.word("outcome", n.outcome()), words.word("reason", n.reason())));
        }
        return table(section, List.of("person_id", "name", "kind", "group", "time", "lane", "celsius", "outcome", "reason"), rows);
    }

    private Table counted(String section, String column, String words, Map<String, Long> counts) {
        List<List<Object>> rows = new ArrayList<>();
        counts.entrySet().stream().sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(e -> rows.add(List.of(this.words.word(words, e.getKey()), e.getValue())));
        return table(section, List.of(column, "count"), rows);
    }

    private Table visitors() {
        List<List<Object>> rows = new ArrayList<>();
        report.counts().visits().forEach(v -> rows.add(List.of(v.person().id(), v.person().name(), v.pass().orElse(""), clock(v.came()),
                v.left().map(this::clock).orElse(""))));
        return table("visitors", List.of("person_id", "name", "pass", "time", "left"), rows);
    }

    private Table openings() {
        List<List<Object>> rows = new ArrayList<>();
        report.counts().openings().forEach(o -> rows.add(List.of(clock(o.at()), o.lane(), words.word("direction", o.direction()), o.by(), o.text())));
        return table("openings", List.of("time", "lane", "direction", "by", "text"), rows);
    }

    private Table notSeen() {
        List<List<Object>> rows = new ArrayList<>();
        for (Who.Person p : report.notSeen()) {
            rows.add(List.of(p.id(), p.name(), words.word("kind", p.kind().word()), p.group()));
        }
        Optional<String> note = report.notSeenCount() > rows.size()
                ? Optional.of(words.text("daily.listed", (long) rows.size(), report.notSeenCount())) : Optional.empty();
        Table t = table("not_seen", List.of("person_id", "name", "kind", "group"), rows);
        return new Table(t.name(), t.title(), t.columns(), t.rows(), note);
    }

    private Table table(String section, List<String> columns, List<List<Object>> rows) {
        return new Table(section, words.text("section." + section), columns.stream().map(c -> words.text("column." + c)).toList(), rows, Optional.empty());
    }

    private String minute(Instant at) {
        return MINUTE.format(at.atZone(report.site().zone()));
    }

    private String clock(Instant at) {
        return CLOCK.format(at.atZone(report.site().zone()));
    }
}
