package io.campusgate.report;

import io.campusgate.store.EventFields;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Events as rows of a table whose English column names never change. Belongs to one thread.
final class EventTable {
    /// Name of the column, and the member it shows.
    private record Column(String name, String path) {}

    private static final List<Column> MEMBERS = List.of(
            column("seq"), column("time"), column("type"), column("outcome"), column("lane"), column("direction"), column("reason"),
            new Column("person_id", "who.person.id"), new Column("name", "who.person.name"), new Column("kind", "who.person.kind"),
            new Column("group", "who.person.group"), new Column("credential_kind", "who.credential.kind"),
            new Column("credential", "who.credential.number"), new Column("verdict", "health.verdict"),
            new Column("celsius", "health.celsius"), new Column("surface", "health.surface"), new Column("ambient", "health.ambient"),
            new Column("attempts", "health.attempts"), new Column("method", "health.method"), column("entry"), column("mode"),
            column("whitelist"), column("drill"), column("clock"), column("boot"), column("uptime_ms"), column("gate"),
            column("journal"), column("hash"));
    private static final Map<String, Integer> PLACES = places();

    /// The last one is `details`: whatever else an event says, as `name=value; …`.
    static final List<String> COLUMNS = Stream.concat(MEMBERS.stream().map(Column::name), Stream.of("details")).toList();

    private final String[] row = new String[COLUMNS.size()];
    private final boolean[] numbers = new boolean[row.length];

    private static Column column(String member) {
        return new Column(member, member);
    }

    private static Map<String, Integer> places() {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < MEMBERS.size(); i++) {
            places.put(MEMBERS.get(i).path, i);
        }
        return places;
    }

    /// One text a column, empty for what the event lacks.
    ///
    /// @return the same array each time
    String[] of(EventFields event) {
        Arrays.fill(row, "");
        StringBuilder details = new StringBuilder();
        event.each((path, value, isString) -> {
            Integer place = PLACES.get(path);
            if (place != null && row[place].isEmpty()) {
                row[place] = value;
                numbers[place] = !isString && isNumber(value);
            } else if (!EventFields.isFixed(path)) {
                details.append(details.isEmpty() ? "" : "; ").append(path).append('=').append(value);
            }
        });
        row[row.length - 1] = details.toString();
        return row;
    }

    /// Whether that text of the event asked for last is a JSON number.
    boolean isNumber(int column) {
        return numbers[column];
    }

    private static boolean isNumber(String value) {
        char first = value.charAt(0);
        return first == '-' || first >= '0' && first <= '9';
    }
}
