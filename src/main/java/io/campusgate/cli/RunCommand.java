package io.campusgate.cli;

import io.campusgate.config.BadConfig;
import io.campusgate.config.GateConfig;
import io.campusgate.daemon.Gate;
import io.campusgate.device.drivers.Drivers;
import io.campusgate.device.sim.SimGate;
import io.campusgate.web.gate.GateSite;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;

/// `run`: the gate daemon. Ends on SIGTERM, SIGINT or a signed order to restart with 0, after the relays rest and all is
/// recorded; told so while it starts, it ends as soon as it has started.
@Command(name = "run", description = "Run the gate daemon until it is told to stop; logs to standard error.")
final class RunCommand extends GateCommand {
    private static final long STARTED_WITHIN_S = 30;

    private record Running(Gate gate, GateSite pages) {}

    @Override public Integer call() throws BadConfig, IOException, InterruptedException {
        GateConfig config = config();
        CompletableFuture<Running> starting = new CompletableFuture<>();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> stop(starting)));
        try {
            Gate gate = Gate.start(config, new Drivers(new SimGate()));
            starting.complete(new Running(gate, new GateSite(gate.controls(), List.of())));
        } finally {
            starting.completeExceptionally(new IllegalStateException("the gate did not start"));   // unless it has
        }
        Running running = starting.join();
        running.pages().start();
        running.gate().awaitRestart();
        return ExitCode.DONE;
    }

    private static void stop(CompletableFuture<Running> starting) {
        try {
            Running running = starting.get(STARTED_WITHIN_S, TimeUnit.SECONDS);
            running.pages().close();
            running.gate().close();
            Runtime.getRuntime().halt(ExitCode.DONE);   // told to stop and stopped: that is no failure
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            return;   // there is nothing to stop, and why was said already
        }
    }
}
