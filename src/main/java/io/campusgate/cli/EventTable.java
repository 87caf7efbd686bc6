package io.campusgate.cli;

import io.campusgate.store.EventFields;
import io.campusgate.store.Stored;
import java.util.List;
import java.util.StringJoiner;

/// Events as rows of a CSV file that opens well in a spreadsheet: a byte order mark, CRLF, English column names that
/// never change, and no cell that a spreadsheet takes for a formula.
final class EventTable {
    /// Name of the column, and the member it shows.
    private record Column(String name, String path) {}

    private static final List<Column> COLUMNS = List.of(
            column("seq"), column("time"), column("type"), column("outcome"), column("lane"), column("direction"), column("reason"),
            new Column("person_id", "who.person.id"), new Column("name", "who.person.name"), new Column("kind", "who.person.kind"),
            new Column("group", "who.person.group"), new Column("credential_kind", "who.credential.kind"),
            new Column("credential", "who.credential.number"), new Column("verdict", "health.verdict"),
            new Column("celsius", "health.celsius"), new Column("surface", "health.surface"), new Column("ambient", "health.ambient"),
            new Column("attempts", "health.attempts"), new Column("method", "health.method"), column("entry"), column("mode"),
            column("whitelist"), column("drill"), column("clock"), column("boot"), column("uptime_ms"), column("gate"),
            column("journal"), column("hash"));
    private static final String FORMULA = "=+-@\t\r＝＋－＠";

    private EventTable() {}

    private static Column column(String member) {
        return new Column(member, member);
    }

    /// With the byte order mark.
    static String header() {
        return "\uFEFF" + String.join(",", COLUMNS.stream().map(Column::name).toList()) + ",details\r\n";
    }

    static String row(Stored event) {
        EventFields fields = EventFields.of(event);
        StringBuilder row = new StringBuilder(400);
        for (Column column : COLUMNS) {
            cell(row, fields.text(column.path).orElse("")).append(',');
        }
        StringJoiner details = new StringJoiner("; ");
        fields.details().forEach((name, value) -> details.add(name + "=" + value));
        return cell(row, details.toString()).append("\r\n").toString();
    }

    private static StringBuilder cell(StringBuilder row, String text) {
        boolean risky = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 && !isNumber(text);
        String safe = risky ? "'" + text : text;
        boolean quoted = safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quoted ? row.append('"').append(safe.replace("\"", "\"\"")).append('"') : row.append(safe);
    }

    /// `-3.20` is a temperature and stays one.
    private static boolean isNumber(String text) {
        return text.length() < 20 && text.matches("-\\d+(\\.\\d+)?");
    }
}
