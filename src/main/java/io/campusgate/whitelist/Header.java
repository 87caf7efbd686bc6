package io.campusgate.whitelist;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The first row of a table: which column stands where.
final class Header {
    private final String file;
    private final List<String> spellings;
    private final IdentityHashMap<Column, Integer> places = new IdentityHashMap<>();

    private Header(String file, List<String> spellings) {
        this.file = file;
        this.spellings = spellings;
    }

    /// Reads the header; empty together with problems.
    ///
    /// @param row    where it stands
    /// @param fields stripped
    static Optional<Header> read(String file, long row, List<String> fields, List<Column> columns, Consumer<Problem> problems) {
        Header header = new Header(file, fields);
        List<Problem> found = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            header.place(i, row, columns, found);
        }
        String names = columns.stream().map(Column::told).collect(Collectors.joining(", "));
        if (header.places.isEmpty()) {
            problems.accept(new Problem(file, row, "", String.join(",", fields), "a header row with the names of the columns: " + names));
            return Optional.empty();
        }
        columns.stream().filter(c -> c.required() && !header.places.containsKey(c))
                .forEach(c -> found.add(new Problem(file, row, c.name(), "", "a column " + c.told())));
        found.forEach(problems);
        return found.isEmpty() ? Optional.of(header) : Optional.empty();
    }

    private void place(int index, long row, List<Column> columns, List<Problem> found) {
        String spelling = spellings.get(index);
        Optional<Column> column = columns.stream().filter(c -> c.isNamed(spelling)).findFirst();
        if (column.isEmpty()) {
            if (!spelling.isEmpty()) {
                found.add(new Problem(file, row, spelling, spelling, "one of the columns "
                        + columns.stream().map(Column::told).collect(Collectors.joining(", "))));
            }
        } else if (places.putIfAbsent(column.get(), index) != null) {
            found.add(new Problem(file, row, spelling, spelling, "each column once; " + column.get().told() + " is there already"));
        }
    }

    String file() {
        return file;
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

    /// The first cell that stands under no heading.
    Optional<String> stray(List<String> fields) {
        for (int i = 0; i < fields.size(); i++) {
            if (!fields.get(i).isEmpty() && (i >= spellings.size() || spellings.get(i).isEmpty())) {
                return Optional.of(fields.get(i));
            }
        }
        return Optional.empty();
    }

    int width() {
        return spellings.size();
    }
}
