package io.campusgate.cli;

import io.campusgate.device.DeviceException;
import io.campusgate.device.serial.QrModule;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `reader …`: what an installer does to a reader.
@Command(description = "Set up a reader, for installers.", subcommands = ReaderCommand.SetupQr.class)
final class ReaderCommand extends GroupCommand {

    @Command(name = "setup-qr", description = {"Set up a QR module of the GM65 family: text in lines, out of the serial port, when something is held before it.",
        "Stop the gate first, since it has the port. Each setting is read back."})
    static final class SetupQr extends GateCommand {
        @Parameters(paramLabel = "PORT", description = "The serial port, like /dev/ttyAMA0.")
        private Path port;
        @Option(names = "--baud", paramLabel = "N", defaultValue = "9600", description = "As the module has it (default: 9600).")
        private int baud;
        @Option(names = "--check", description = "Only look; exits 1 if anything is to be set.")
        private boolean check;
        @Option(names = "--json", description = "One JSON object for each setting.")
        private boolean json;

        @Override public Integer call() {
            if (baud < 300 || baud > 921_600) {
                throw wrongUsage("--baud takes 300 to 921600, not " + baud);
            }
            List<QrModule.Setting> settings;
            try {
                settings = QrModule.setUp(port, baud, !check);
            } catch (DeviceException e) {
                throw new Fault(String.valueOf(e.getMessage()));
            }
            settings.forEach(setting -> out().println(json ? Json.text(fields(setting)) : sentence(setting)));
            boolean changed = settings.stream().anyMatch(QrModule.Setting::isChanged);
            if (!json) {
                out().println(!changed ? "The module is set up." : check ? "Set it up with: campus-gate reader setup-qr " + port
                        : "The module is set up and has saved it. In gate.toml: { driver = \"line\", port = \"" + port + "\", format = \"raw\" }");
            }
            return check && changed ? ExitCode.FAULT : ExitCode.DONE;
        }

        private String sentence(QrModule.Setting setting) {
            return String.format(Locale.ROOT, "register %04X, %s: %02X%s", setting.register(), setting.meaning(), setting.before(),
                    setting.isChanged() ? String.format(Locale.ROOT, check ? ", should be %02X" : " -> %02X", setting.after()) : ", right");
        }

        private static Map<String, Object> fields(QrModule.Setting setting) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("register", String.format(Locale.ROOT, "%04X", setting.register()));
            fields.put("meaning", setting.meaning());
            fields.put("before", String.format(Locale.ROOT, "%02X", setting.before()));
            fields.put("after", String.format(Locale.ROOT, "%02X", setting.after()));
            return fields;
        }
    }
}
