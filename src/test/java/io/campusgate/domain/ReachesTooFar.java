package io.campusgate.domain;

import io.campusgate.config.Build;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import picocli.CommandLine;

/// Breaks each kind of rule once, so that `ArchitectureTest` can show that it would notice: an arrow that is not drawn,
/// a library outside its package, the outside world, and a clock.
final class ReachesTooFar {
    private ReachesTooFar() {}

    static String all() {
        return Build.ofThisProgram().version() + CommandLine.VERSION.length() + new CommandLine("x") + Files.exists(Path.of("x"))
                + Instant.now();
    }
}
