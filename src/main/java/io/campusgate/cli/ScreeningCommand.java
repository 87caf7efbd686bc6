package io.campusgate.cli;

import picocli.CommandLine.Command;

/// `screening …`
@Command(description = "Calibrate the thermometers.", subcommands = ScreeningCalibrate.class)
final class ScreeningCommand extends GroupCommand {}
