package io.campusgate;

import io.campusgate.cli.CampusGate;

/// The program: `campus-gate <command>`.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(CampusGate.ofThisProcess().run(args));
    }
}
