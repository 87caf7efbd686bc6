package io.campusgate.whitelist;

import io.campusgate.domain.Bilingual;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// A column of a source's table.
///
/// @param name     in English
/// @param required a table without this column is refused; whether a row may leave it empty is the table's to say
/// @param chinese  its Chinese names, the first of which people are told
/// @param holds    what goes into it, for those who fill in a template
/// @param words    the words it takes, if it takes no others
record Column(String name, boolean required, List<String> chinese, Bilingual holds, Optional<Spellings<?>> words) {

    static Column required(String name, String... chinese) {
        return new Column(name, true, List.of(chinese), Bilingual.same(""), Optional.empty());
    }

    static Column optional(String name, String... chinese) {
        return new Column(name, false, List.of(chinese), Bilingual.same(""), Optional.empty());
    }

    Column holding(String english, String inChinese) {
        return new Column(name, required, chinese, Bilingual.say(english, inChinese), words);
    }

    /// One of these words, or several where the column is a list.
    Column of(Spellings<?> taken) {
        return new Column(name, required, chinese, holds, Optional.of(taken));
    }

    /// Whether a header's cell means this column: case, and `_`, `-` or a blank between words do not matter.
    boolean isNamed(String header) {
        String plain = header.toLowerCase(Locale.ROOT).replaceAll("[\\s_-]+", "_");
        return plain.equals(name) || chinese.contains(header);
    }

    String told() {
        return name + " (" + chinese.getFirst() + ")";
    }

    static String told(List<Column> columns) {
        return columns.stream().map(Column::told).collect(Collectors.joining(", "));
    }
}
