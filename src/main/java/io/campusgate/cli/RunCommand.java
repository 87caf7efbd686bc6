package io.campusgate.cli;

import io.campusgate.config.BadConfig;
import io.campusgate.config.GateConfig;
import io.campusgate.daemon.Gate;
import io.campusgate.device.drivers.Drivers;
import io.campusgate.device.sim.SimGate;
import io.campusgate.web.gate.GateSite;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;

/// `run`: the gate daemon. Ends on SIGTERM, SIGINT or a signed order to restart with 0, after the relays rest and all is
/// recorded.
@Command(name = "run", description = "Run the gate daemon until it is told to stop; logs to standard error.")
final class RunCommand extends GateCommand {

    @Override public Integer call() throws BadConfig, IOException, InterruptedException {
        GateConfig config = config();
        Gate gate = Gate.start(config, new Drivers(new SimGate()));
        GateSite pages = new GateSite(gate.controls(), List.of());
        pages.start();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            pages.close();
            gate.close();
            Runtime.getRuntime().halt(ExitCode.DONE);   // told to stop and stopped: that is no failure
        }));
        gate.awaitRestart();
        return ExitCode.DONE;
    }
}
