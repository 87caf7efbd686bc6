package io.campusgate.config;

import java.util.List;
import java.util.stream.Collectors;

/// A file that can't be used, with everything that is wrong with it. The message has one line a problem.
public final class BadConfig extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    BadConfig(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /// In the order of the file; never empty.
    public List<Problem> problems() {
        return problems;
    }
}
