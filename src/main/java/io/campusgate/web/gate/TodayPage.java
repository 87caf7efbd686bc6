package io.campusgate.web.gate;

import io.campusgate.daemon.ControlClient;
import io.campusgate.daemon.Controls;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.Word;
import io.campusgate.report.DailyReport;
import io.campusgate.report.Occupancy.Inside;
import io.campusgate.report.Occupancy;
import io.campusgate.report.ReportFile;
import io.campusgate.report.ReportJson;
import io.campusgate.report.ReportTables;
import io.campusgate.report.Words;
import io.campusgate.web.Access;
import io.campusgate.web.Call;
import io.campusgate.web.Part;
import io.campusgate.web.Problem;
import io.campusgate.web.Route;
import io.campusgate.web.template.JtereportGenerated;
import io.campusgate.web.template.JterollGenerated;
import io.campusgate.web.template.JtetodayGenerated;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// `/today`, `/report` and what they are made of: the day in charts and numbers, the daily report, who is inside.
final class TodayPage implements Part {
    private final Controls gate;

    TodayPage(Controls gate) {
        this.gate = gate;
    }

    @Override public List<Route> routes() {
        return List.of(
                Route.get("/today", Access.SIGNED_IN, call -> call.html((out, in) -> JtetodayGenerated.render(out, in, call.page("today")))),
                Route.get("/report", Access.REVIEWER, this::page),
                Route.get("/api/report/daily", Access.SIGNED_IN, this::report),
                Route.post("/api/report/daily", Access.REVIEWER, this::issue),
                Route.get("/roll", Access.SIGNED_IN, this::roll),
                Route.get("/api/occupancy", Access.SIGNED_IN, this::occupancy));
    }

    @Override public List<Link> links() {
        return List.of(new Link("today", "/today", Access.SIGNED_IN), new Link("report", "/report", Access.REVIEWER));
    }

    private ZoneId zone() {
        return gate.config().site().timezone();
    }

    private LocalDate dateUntilToday(Call call) {
        LocalDate today = LocalDate.ofInstant(gate.now(), zone());
        LocalDate date = date(call).orElse(today);
        if (date.isAfter(today)) {
            throw Problem.bad(date + " > " + today);
        }
        return date;
    }

    /// As it would be issued now, with its number.
    private DailyReport exact(Call call) {
        Instant now = gate.now();
        return gate.views().reports().daily(dateUntilToday(call), now, now);
    }

    /// The day so far comes from what is counted already; another day is read anew.
    private Map<String, Object> json(Call call) {
        Instant now = gate.now();
        LocalDate date = dateUntilToday(call);
        return date.equals(LocalDate.ofInstant(now, zone())) ? gate.views().today().report(now, ReportJson::of)
                : ReportJson.of(gate.views().reports().daily(date, now, now));
    }

    private static Optional<LocalDate> date(Call call) {
        try {
            return call.query("date").map(LocalDate::parse);
        } catch (DateTimeException e) {
            throw Problem.bad("'" + call.query("date").orElse("") + "': 2026-09-01");
        }
    }

    private static Words words(Call call) {
        return new Words(Locale.forLanguageTag(call.words().language()));
    }

    /// Numbers for everybody; names, and files to take away, for those who review.
    private void report(Call call) throws IOException, ControlClient.Refused {
        boolean names = call.may(Access.REVIEWER);
        Optional<String> format = call.query("format");
        if (format.isPresent()) {
            ReportFile form = Word.of(ReportFile.class, format.get()).orElseThrow(() -> Problem.bad("'" + format.get() + "': " + Word.list(ReportFile.class)));
            if (!names) {
                throw new Problem(403, "role");
            }
            noted(call, "exported", form.word());
            DailyReport report = exact(call);
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            form.write(report, words(call), file);
            call.answerHeader("Content-Disposition", "attachment; filename=\"" + form.nameOf(report) + "\"").answer(form.mediaType(), file.toByteArray());
            return;
        }
        Map<String, Object> json = json(call);
        if (!names) {
            for (String list : List.of("fevers", "unmeasured", "visitors", "missing")) {
                json.put(list, List.of());
            }
        }
        call.json(json);
    }

    private void noted(Call call, String outcome, String format) throws ControlClient.Refused {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("what", "report");
        details.put("format", format);
        details.put("by", call.by());
        gate.operatorFirst(outcome, Optional.empty(), details);
    }

    private void page(Call call) throws ControlClient.Refused {
        noted(call, "looked_up", "page");
        LocalDate date = dateUntilToday(call);
        ReportView shown = ReportView.of(new ReportTables(exact(call), words(call)));
        int issued = gate.views().reports().issues(date).size();
        call.html((out, in) -> JtereportGenerated.render(out, in, call.page("report"), shown, date.toString(), issued,
                gate.config().report().folder().isPresent()));
    }

    private void issue(Call call) throws IOException {
        Map<String, Object> arguments = new LinkedHashMap<>();
        call.maybeText("date").ifPresent(date -> arguments.put("date", date));
        arguments.put("by", call.by());
        call.json(GateSite.order(gate, "report_issue", arguments));
    }

    /// Who is inside, by kind and group, to be called and ticked on paper. Whoever it is uncertain about stays on it, marked.
    private void roll(Call call) throws ControlClient.Refused {
        gate.operatorFirst("looked_up", Optional.empty(), Map.of("what", "roll_call", "by", call.by()));
        Map<String, List<Inside>> groups = new LinkedHashMap<>();
        List<Inside> inside = gate.views().today().inside(gate.now());
        for (Inside i : inside) {
            String kind = call.words().word("frame.kind", i.person().kind().word());
            groups.computeIfAbsent(i.person().group().isEmpty() ? kind : kind + " · " + i.person().group(), _ -> new ArrayList<>()).add(i);
        }
        String at = ReportJson.time(gate.now(), zone()).substring(0, 16).replace('T', ' ');
        call.html((out, in) -> JterollGenerated.render(out, in, call.page("roll"), at, inside.size(), groups, zone()));
    }

    private void occupancy(Call call) {
        List<Inside> inside = gate.views().today().inside(gate.now());
        Map<String, Object> kinds = new LinkedHashMap<>();
        for (PersonKind kind : PersonKind.values()) {
            kinds.put(kind.word(), inside.stream().filter(i -> i.person().kind() == kind).count());
        }
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("time", ReportJson.time(gate.now(), zone()));
        m.put("inside", inside.size());
        m.put("uncertain", inside.stream().filter(i -> i.certainty() == Occupancy.Certainty.UNCERTAIN).count());
        m.put("kinds", kinds);
        m.put("people", ReportJson.of(inside, zone()));
        gate.operator("looked_up", Optional.empty(), Map.of("what", "occupancy", "by", call.by()));
        call.json(m);
    }
}
