package io.campusgate.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.tomlj.TomlPosition;

/// Gathers what is wrong with one file while it is read.
final class Problems {
    private final Path file;
    private final List<Problem> found = new ArrayList<>();

    Problems(Path file) {
        this.file = file;
    }

    void add(TomlPosition at, String key, String what, String expected, Optional<String> near) {
        found.add(new Problem(file, at.line(), at.column(), key, what, expected, near));
    }

    void add(TomlPosition at, String key, String what, String expected) {
        add(at, key, what, expected, Optional.empty());
    }

    /// About the file as a whole.
    void add(String what, String expected) {
        found.add(new Problem(file, 0, 0, "", what, expected, Optional.empty()));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    List<Problem> inOrder() {
        return found.stream().sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column)).toList();
    }

    void throwIfAny() throws BadConfig {
        if (!found.isEmpty()) {
            throw new BadConfig(inOrder());
        }
    }
}
