package io.campusgate.report;

import io.campusgate.report.ReportTables.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// A daily report as one page that prints well and needs no other file.
final class ReportHtml {
    private static final String STYLE = """
            body{font:14px/1.5 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#1b2421;max-width:60rem;margin:2rem auto;padding:0 1rem}
            h1{font-size:1.6rem;margin:0}h1 small{font-weight:400;color:#5a6a64;font-size:1rem}h2{font-size:1.1rem;margin:1.6rem 0 .4rem}
            dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:1rem 0}dt{color:#5a6a64}dd{margin:0}
            .first{font-weight:600;margin:.2rem 0}table{border-collapse:collapse;width:100%}
            th,td{text-align:left;padding:.25rem .6rem;border-bottom:1px solid #d8dfdc;vertical-align:top;overflow-wrap:anywhere}
            th{font-weight:600;background:#eef2f0}td.n{text-align:right;font-variant-numeric:tabular-nums}thead{display:table-header-group}tr{break-inside:avoid}
            @media print{body{margin:0;max-width:none;font-size:11px}@page{size:A4;margin:14mm}th{background:none;border-bottom:2px solid #1b2421}}
            """;

    private ReportHtml() {}

    static void write(ReportTables tables, Locale language, OutputStream out) throws IOException {
        StringBuilder h = new StringBuilder(1 << 16);
        h.append("<!DOCTYPE html>\n<html lang=\"").append(language.toLanguageTag()).append("\"><head><meta charset=\"utf-8\">\n<title>")
                .append(escaped(tables.title())).append("</title>\n<style>").append(STYLE).append("</style></head><body>\n<h1>")
                .append(escaped(tables.title())).append(" <small>").append(isolated(tables.place())).append("</small></h1>\n<dl>");
        tables.head().forEach(line -> h.append("<dt>").append(escaped(line.getKey())).append("</dt><dd>").append(escaped(line.getValue())).append("</dd>"));
        h.append("</dl>\n");
        tables.sentences().forEach(sentence -> h.append("<p class=\"first\">").append(escaped(sentence)).append("</p>\n"));
        tables.all().forEach(table -> table(h, table));
        out.write(h.append("</body></html>\n").toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void table(StringBuilder h, Table table) {
        h.append("<h2>").append(escaped(table.title())).append("</h2>\n");
        if (table.rows().isEmpty()) {
            h.append("<p>0</p>\n");
            return;
        }
        h.append("<table><thead><tr>");
        table.columns().forEach(c -> h.append("<th>").append(escaped(c)).append("</th>"));
        h.append("</tr></thead><tbody>\n");
        for (List<Object> row : table.rows()) {
            h.append("<tr>");
            row.forEach(cell -> h.append(cell instanceof Number ? "<td class=\"n\">" + cell + "</td>" : "<td>" + isolated(cell.toString()) + "</td>"));
            h.append("</tr>\n");
        }
        h.append("</tbody></table>\n");
        table.note().ifPresent(note -> h.append("<p>").append(escaped(note)).append("</p>\n"));
    }

    /// A name of another writing direction leaves its neighbours alone.
    private static String isolated(String text) {
        return "<bdi>" + escaped(text) + "</bdi>";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
