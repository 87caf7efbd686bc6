package io.campusgate.cli;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.daemon.WhitelistImport;
import io.campusgate.whitelist.Changes;
import io.campusgate.whitelist.DifferenceWords;
import io.campusgate.whitelist.Problem;
import io.campusgate.whitelist.WhitelistSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What was found in a whitelist source, in words or as one JSON object a line.
final class WhitelistReport {
    private final Locale locale;

    WhitelistReport(Locale locale) {
        this.locale = locale;
    }

    /// In words, with what else there is to know about the source.
    void findings(WhitelistImport.Findings findings, PrintWriter problems, PrintWriter notes) {
        findings.problems().forEach(p -> problems.println(p.in(locale)));
        long more = findings.total() - findings.problems().size();
        if (more > 0) {
            problems.println(say("… and " + more + " more", "……还有 " + more + " 处").in(locale));
        }
        findings.notes().forEach((file, note) -> notes.println(file + say(": ", "：").then(note).in(locale)));
    }

    /// For machines.
    static void json(WhitelistImport.Findings findings, PrintWriter to) {
        findings.problems().forEach(p -> to.println(Json.text(json(p))));
    }

    private static Map<String, Object> json(Problem p) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("file", p.file());
        m.put("row", p.row());
        m.put("column", p.column());
        m.put("value", p.value());
        m.put("expected", p.expected());
        if (!p.cell().isEmpty()) {
            m.put("cell", p.cell());
        }
        return m;
    }

    /// `people: 3 added, 1 removed, 0 changed; cards: 4 added …`.
    String changes(Changes c) {
        return DifferenceWords.summary(c).in(locale);
    }

    static Map<String, Object> json(Changes c) {
        Map<String, Object> m = new LinkedHashMap<>();
        c.tables().forEach((table, n) -> m.put(table, json(n)));
        m.put("card", json(c.cards()));
        return m;
    }

    private static Map<String, Object> json(Changes.Numbers n) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("added", n.added());
        m.put("removed", n.removed());
        m.put("changed", n.changed());
        return m;
    }

    /// That somebody has to confirm it.
    String alarm(Changes c) {
        return say(c.people().removed() + " of " + c.peopleOld() + " people would go, more than a fifth; if that is right, say --yes. Nothing was applied.",
                c.peopleOld() + " 人中将删除 " + c.people().removed() + " 人，超过五分之一；如果确认无误，请加 --yes。没有应用任何改动。").in(locale);
    }

    String problems(Path source, WhitelistImport.Findings findings) {
        return say(source + " has " + findings.total() + " problem(s); nothing was applied.", source + " 有 " + findings.total() + " 处错误；没有应用任何改动。").in(locale);
    }

    /// Writes the rows that were left out to a file of their own, and says so.
    void refusedRows(WhitelistSource source, WhitelistImport.Prepared prepared, Path file, PrintWriter err) throws IOException {
        RefusedRows.write(source, prepared.refused(), file);
        err.println(say(prepared.refused().count() + " row(s) were left out; they are in " + file.toAbsolutePath() + ":",
                "有 " + prepared.refused().count() + " 行没有导入，已写入 " + file.toAbsolutePath() + "：").in(locale));
    }
}
