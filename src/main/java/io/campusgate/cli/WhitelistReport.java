package io.campusgate.cli;

import io.campusgate.daemon.WhitelistImport;
import io.campusgate.whitelist.Changes;
import io.campusgate.whitelist.Problem;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/// What was found in a whitelist source, in words or as one JSON object a line.
final class WhitelistReport {
    private WhitelistReport() {}

    static void problems(WhitelistImport.Findings findings, PrintWriter to, boolean json) {
        for (Problem p : findings.problems()) {
            to.println(json ? Json.text(json(p)) : p);
        }
        if (!json && findings.total() > findings.problems().size()) {
            to.println("… and " + (findings.total() - findings.problems().size()) + " more");
        }
    }

    private static Map<String, Object> json(Problem p) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("file", p.file());
        m.put("row", p.row());
        m.put("column", p.column());
        m.put("value", p.value());
        m.put("expected", p.expected());
        return m;
    }

    /// `3 people, 4 cards added; 1 person removed`.
    static String changes(Changes c) {
        if (c.isNone()) {
            return "nothing differs from the version in force";
        }
        StringBuilder text = new StringBuilder();
        numbers(text, "people", c.people());
        numbers(text, "cards", c.cards());
        for (String table : new String[] {"level", "pass", "watch", "holiday", "policy"}) {
            numbers(text, switch (table) {
                case "level" -> "rows of levels";
                case "pass" -> "passes";
                case "watch" -> "watch-list entries";
                case "holiday" -> "holidays";
                default -> "policy settings";
            }, c.in(table));
        }
        return text.toString();
    }

    private static void numbers(StringBuilder text, String what, Changes.Numbers n) {
        if (n.added() + n.removed() + n.changed() > 0) {
            text.append(text.isEmpty() ? "" : "; ").append(what).append(": ").append(n.added()).append(" added, ").append(n.removed())
                    .append(" removed, ").append(n.changed()).append(" changed");
        }
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
}
