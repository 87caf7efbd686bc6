package io.campusgate.cli;

import io.campusgate.demo.Demo;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `demo`: a whole simulated school in one process.
@Command(name = "demo", description = "Run a simulated school: gate, simulated hardware, broker, a morning rush.")
final class DemoCommand extends GateCommand {
    @Option(names = "--dir", paramLabel = "FOLDER", defaultValue = "campus-gate-demo",
            description = "Where everything is left (default: ${DEFAULT-VALUE}); an earlier demo there is replaced.")
    private Path folder = Path.of("campus-gate-demo");

    @Option(names = "--people", paramLabel = "N", defaultValue = "1200", description = "People of the school, from 20 (default: ${DEFAULT-VALUE}).")
    private int people = 1200;

    @Option(names = "--pace", paramLabel = "X", defaultValue = "1", description = "1 is a human's pace, 5 five times as fast (default: ${DEFAULT-VALUE}).")
    private double pace = 1;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "2026", description = "The same seed gives the same school and morning.")
    private long seed = 2026;

    @Option(names = "--stop-after", paramLabel = "N", description = "End after N people have come (default: go on until stopped).")
    private Optional<Integer> stopAfter = Optional.empty();

    @Override public Integer call() throws Exception {
        if (people < 20 || people > 1_000_000 || !(pace >= 0.1 && pace <= 100) || stopAfter.filter(n -> n < 1).isPresent()) {
            throw wrongUsage("--people takes 20 to 1000000, --pace 0.1 to 100, --stop-after at least 1");
        }
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");   // before the first logger: people watch, not journald
        boolean colour = System.getenv("NO_COLOR") == null;
        Demo demo = new Demo(new Demo.Options(folder, people, pace, seed, stopAfter, colour), out());
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            demo.close();
            Runtime.getRuntime().halt(ExitCode.DONE);
        }));
        try {
            demo.run();
        } finally {
            demo.close();
        }
        return ExitCode.DONE;
    }
}
