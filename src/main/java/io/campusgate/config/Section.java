package io.campusgate.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/// One table of a file while it is read. A key that is asked for is a known key; [#end] reports all others.
///
/// A value that is wrong is reported and replaced by its fallback, so that reading goes on and finds the rest; what was
/// read is of use only if nothing was reported.
final class Section {
    private final TomlTable table;
    private final String name;
    private final TomlPosition at;
    private final Problems problems;
    private final Set<String> asked = new TreeSet<>();

    /// @param name dotted, empty for the file itself
    /// @param at   where the table begins: the place of what it lacks
    Section(TomlTable table, String name, TomlPosition at, Problems problems) {
        this.table = table;
        this.name = name;
        this.at = at;
        this.problems = problems;
    }

    boolean has(String key) {
        return value(key) != null;
    }

    private @Nullable Object value(String key) {
        asked.add(key);
        return table.get(List.of(key));
    }

    <T> Optional<T> find(String key, Form<T> form) {
        Object value = value(key);
        return value == null ? Optional.empty() : read(key, value, placeOf(key), form);
    }

    <T> T get(String key, Form<T> form, T fallback) {
        return find(key, form).orElse(fallback);
    }

    /// @param placeholder stands in for what is missing or wrong, so that reading goes on
    <T> T require(String key, Form<T> form, T placeholder) {
        if (!has(key)) {
            problem(at, key, "nothing", form.expected());
        }
        return get(key, form, placeholder);
    }

    private <T> Optional<T> read(String key, Object value, TomlPosition place, Form<T> form) {
        Optional<T> read = form.reader().apply(value);
        if (read.isEmpty()) {
            problems.add(place, path(key), describe(value), form.expected(),
                    value instanceof String text ? Spelling.nearest(text, form.words()) : Optional.empty());
        }
        return read;
    }

    /// The elements of an array, those that are wrong left out; empty if there is no such key.
    <T> Optional<List<T>> list(String key, Form<T> element) {
        Object value = value(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof TomlArray array)) {
            problem(placeOf(key), key, describe(value), "a list, each " + element.expected());
            return Optional.empty();
        }
        List<T> all = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            read(key, array.get(i), array.inputPositionOf(i), element).ifPresent(all::add);
        }
        return Optional.of(all);
    }

    Optional<Section> table(String key) {
        Object value = value(key);
        return value == null ? Optional.empty() : section(key, value, placeOf(key));
    }

    /// A table, or an array of tables, as a list; empty if there is no such key.
    List<Section> tables(String key) {
        Object value = value(key);
        List<Section> all = new ArrayList<>();
        if (value instanceof TomlArray array) {
            for (int i = 0; i < array.size(); i++) {
                section(key, array.get(i), array.inputPositionOf(i)).ifPresent(all::add);
            }
        } else if (value != null) {
            section(key, value, placeOf(key)).ifPresent(all::add);
        }
        return all;
    }

    /// The table, or an empty one in its place: all of it is then as it is by default.
    Section tableOrEmpty(String key) {
        return table(key).orElseGet(() -> new Section(Toml.parse(""), path(key), at, problems));
    }

    private Optional<Section> section(String key, Object value, TomlPosition place) {
        if (value instanceof TomlTable inner) {
            return Optional.of(new Section(inner, path(key), place, problems));
        }
        problem(place, key, describe(value), "a table");
        return Optional.empty();
    }

    /// A file that has to be there.
    Optional<Path> file(String key, Path folder) {
        Optional<Path> file = find(key, Form.path(folder));
        if (file.isPresent() && !Files.isRegularFile(file.get())) {
            problem(key, "no file " + file.get(), "a file that is there");
            return Optional.empty();
        }
        return file;
    }

    /// A file that has to be there and that nobody but its owner may touch.
    Optional<Path> secret(String key, Path folder) {
        Optional<Path> file = file(key, folder);
        file.flatMap(Secrets::openTo).ifPresent(who -> problem(key, file.get() + ", which " + who + " may open",
                "a secret of its owner alone (chmod 600)"));
        return file;
    }

    Set<String> keys() {
        return table.keySet();
    }

    /// Marks `key` as known without reading it.
    Section knows(String... keys) {
        asked.addAll(List.of(keys));
        return this;
    }

    /// Reports the keys that nobody asked for.
    void end() {
        for (String key : table.keySet()) {
            if (!asked.contains(key)) {
                problems.add(placeOf(key), path(key), "an unknown key", "one of " + String.join(", ", asked),
                        Spelling.nearest(key, asked));
            }
        }
    }

    void problem(String key, String found, String expected) {
        problem(placeOf(key), key, found, expected);
    }

    private void problem(TomlPosition place, String key, String found, String expected) {
        problems.add(place, path(key), found, expected);
    }

    /// Where `key` stands, or where the table begins if it has no such key.
    TomlPosition placeOf(String key) {
        TomlPosition place = table.inputPositionOf(List.of(key));
        return place == null ? at : place;
    }

    String path(String key) {
        return name.isEmpty() ? key : name + "." + key;
    }

    /// A value in the words of a message, cut to a sane length.
    static String describe(Object value) {
        String text = switch (value) {
            case String s -> s.isEmpty() ? "an empty text" : '"' + s + '"';
            case TomlTable _ -> "a table";
            case TomlArray _ -> "a list";
            default -> value.toString();
        };
        return text.length() <= 80 ? text : text.substring(0, 77) + "…";
    }
}
