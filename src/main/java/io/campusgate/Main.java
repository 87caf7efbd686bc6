package io.campusgate;

import io.campusgate.cli.CampusGate;
import java.util.Arrays;
import org.slf4j.bridge.SLF4JBridgeHandler;

/// The program: `campus-gate <command>`.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals("console") || Arrays.asList(args).contains("run")) {
            SLF4JBridgeHandler.removeHandlersForRootLogger();   // the web server's library logs to java.util.logging
            SLF4JBridgeHandler.install();
        } else {
            System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");   // only the daemon's log is a log
        }
        System.exit(CampusGate.ofThisProcess().run(args));
    }
}
