package io.campusgate.console;

import static org.junit.jupiter.api.Assertions.fail;

import io.campusgate.config.BadConfig;
import io.campusgate.config.ConsoleConfig;
import io.campusgate.link.LinkSettings;
import io.campusgate.store.Drafts;
import io.campusgate.trust.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/// A console in this process, with short pauses.
final class TestConsole implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Console.Timing TIMING = new Console.Timing(Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofMillis(100),
            Duration.ofMillis(400), new LinkSettings.Timing(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofMillis(400), Duration.ofSeconds(60)));

    private final Console console;

    private TestConsole(Console console) {
        this.console = console;
        console.start();
    }

    /// @param store lines of `[store]`
    static Path config(Path file, String broker, String store) throws IOException {
        return Files.writeString(file, """
                [site]
                id = "no1"
                language = "en"
                [mqtt]
                url = "%s"
                [store]
                %s
                [web]
                listen = "127.0.0.1:0"
                """.formatted(broker, store));
    }

    static TestConsole start(Path config, Optional<SigningKey> signer) throws BadConfig {
        return new TestConsole(new Console(ConsoleConfig.read(config), signer, TIMING, () -> Drafts.MORNING.plus(Duration.ofHours(1))));
    }

    ConsoleView view() {
        return console.view();
    }

    ConsoleView await(String what, Predicate<ConsoleView> wanted) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            ConsoleView view = console.view();
            if (wanted.test(view)) {
                return view;
            }
            Thread.sleep(20);
        }
        return fail(what + ": not within " + PATIENCE + ", but " + console.view());
    }

    @Override public void close() {
        console.close();
    }
}
