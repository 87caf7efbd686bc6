package io.campusgate.whitelist;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.domain.Bilingual;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// The first row of a table: which column stands where.
final class Header {
    private final RawTable raw;
    private final List<String> spellings;
    private final IdentityHashMap<Column, Integer> places = new IdentityHashMap<>();

    private Header(RawTable raw, List<String> spellings) {
        this.raw = raw;
        this.spellings = spellings;
    }

    /// Reads the header; empty together with problems.
    static Optional<Header> read(RawTable raw, RawTable.Row row, List<Column> columns, Consumer<Problem> problems) {
        Header header = new Header(raw, row.values());
        List<Problem> found = new ArrayList<>();
        for (int i = 0; i < header.spellings.size(); i++) {
            header.place(i, row.number(), columns, found);
        }
        columns.stream().filter(c -> c.required() && !header.places.containsKey(c))
                .forEach(c -> found.add(new Problem(raw.file(), row.number(), c.name(), "", say("a column " + c.told(), "有一列“" + c.told() + "”"),
                        raw.cell(row.number(), -1))));
        found.forEach(problems);
        return found.isEmpty() ? Optional.of(header) : Optional.empty();
    }

    /// Whether the row names any of the columns.
    static boolean isHeader(RawTable.Row row, List<Column> columns) {
        return row.values().stream().anyMatch(field -> columns.stream().anyMatch(c -> c.isNamed(field)));
    }

    private void place(int index, long row, List<Column> columns, List<Problem> found) {
        String spelling = spellings.get(index);
        Optional<Column> column = columns.stream().filter(c -> c.isNamed(spelling)).findFirst();
        if (column.isEmpty()) {
            if (!spelling.isEmpty()) {
                found.add(problem(row, index, spelling, spelling, say("one of the columns " + Column.told(columns), "下列各列之一：" + Column.told(columns))));
            }
        } else if (places.putIfAbsent(column.get(), index) != null) {
            found.add(problem(row, index, spelling, spelling, say("each column once; " + column.get().told() + " is there already",
                    "每列只出现一次；“" + column.get().told() + "”已经有了")));
        }
    }

    Problem problem(long row, int index, String column, String value, Bilingual expected) {
        return new Problem(raw.file(), row, column, value, expected, raw.cell(row, index));
    }

    void notice(RawTable.Oddity oddity, long row, Column column) {
        raw.notice(oddity, row, indexOf(column));
    }

    String file() {
        return raw.file();
    }

    /// -1: the table has no such column.
    int indexOf(Column column) {
        return places.getOrDefault(column, -1);
    }

    /// As the file spells it.
    String spelling(Column column) {
        int index = indexOf(column);
        return index < 0 ? column.name() : spellings.get(index);
    }

    /// As the file spells it; empty if the place has no heading.
    String spelling(int index) {
        return index < 0 || index >= spellings.size() ? "" : spellings.get(index);
    }

    /// What each place of a row is, from the left; empty: no column of these.
    List<Optional<Column>> columns(List<Column> columns) {
        return IntStream.range(0, width()).mapToObj(i -> columns.stream().filter(c -> indexOf(c) == i).findFirst()).toList();
    }

    int width() {
        return spellings.size();
    }
}
