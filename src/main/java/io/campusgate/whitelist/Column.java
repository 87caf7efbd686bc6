package io.campusgate.whitelist;

import java.util.List;
import java.util.Locale;

/// A column of a source's table.
///
/// @param required a table without this column is refused; whether a row may leave it empty is the table's to say
/// @param name     in English
/// @param chinese  its Chinese names, the first of which people are told
record Column(String name, boolean required, List<String> chinese) {

    static Column required(String name, String... chinese) {
        return new Column(name, true, List.of(chinese));
    }

    static Column optional(String name, String... chinese) {
        return new Column(name, false, List.of(chinese));
    }

    /// Whether a header's cell means this column: case, and `_`, `-` or a blank between words do not matter.
    boolean isNamed(String header) {
        String plain = header.toLowerCase(Locale.ROOT).replaceAll("[\\s_-]+", "_");
        return plain.equals(name) || chinese.contains(header);
    }

    String told() {
        return name + " (" + chinese.getFirst() + ")";
    }
}
