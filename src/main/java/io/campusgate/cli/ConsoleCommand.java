package io.campusgate.cli;

import io.campusgate.config.BadConfig;
import io.campusgate.config.ConsoleConfig;
import io.campusgate.console.Console;
import io.campusgate.daemon.ServiceNotifier;
import io.campusgate.trust.SigningKey;
import io.campusgate.web.console.ConsoleSite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/// `console`: the console of many gates. Ends on SIGTERM or SIGINT with 0, after what it has begun is stored and confirmed.
/// READY says that it has begun to try: neither broker nor database is waited for.
@Command(name = "console", description = "Run the console, which takes, stores and confirms what the gates record, until it is told to stop; logs to standard error.")
final class ConsoleCommand extends GateCommand {
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleCommand.class);

    @Override public Integer call() throws BadConfig, IOException, InterruptedException {
        ConsoleConfig config = ConsoleConfig.read(consoleFile());
        Optional<SigningKey> signer = Optional.empty();
        for (Path key : config.orderKey().stream().toList()) {
            signer = Optional.of(SigningKeyOption.read(key, locale()));
        }
        Console console = new Console(config, signer, Console.Timing.NORMAL);
        ConsoleSite site = new ConsoleSite(config, console::view);
        ServiceNotifier notifier = new ServiceNotifier();
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            notifier.close();
            site.close();
            console.close();
            stopped.countDown();
            Runtime.getRuntime().halt(ExitCode.DONE);   // told to stop and stopped: that is no failure
        }));
        site.start();
        console.start();
        notifier.ready(console::isAlive);
        LOG.info("READY: the console of {}, page at {}", config.site().id(), site.address());
        stopped.await();
        return ExitCode.DONE;
    }
}
