package io.campusgate.config;

import java.nio.file.Path;
import java.util.Optional;

/// One thing that is wrong with a file, and where.
///
/// @param line,column from 1; 0 when the file as a whole is meant
/// @param key      dotted, as `store.keep-days`; empty for the file or its syntax
/// @param found    what stands there, in words that follow "found"
/// @param expected what may stand there, in words that follow "expected"
/// @param near     a spelling that was probably meant
public record Problem(Path file, int line, int column, String key, String found, String expected, Optional<String> near) {

    /// `gate.toml:12:1: store.keep-day: found an unknown key, expected one of …; did you mean keep-days?`
    @Override public String toString() {
        return file + (line == 0 ? ": " : ":" + line + ":" + column + ": ")
                + (key.isEmpty() ? "" : key + ": ")
                + "found " + found + ", expected " + expected
                + near.map(n -> "; did you mean " + n + "?").orElse("");
    }
}
