package io.campusgate.config;

import static io.campusgate.config.GateReader.millis;

import io.campusgate.domain.Direction;
import io.campusgate.domain.ReaderKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads a `[[lane]]` and its devices.
final class LaneReader {
    private static final int LAST_PIN = 27;
    private static final int LAST_BUS = 64;
    private static final int LAST_OSDP_ADDRESS = 126;
    private static final int LONGEST_KEY_FILE = 1024;
    private static final int LOW_ADDRESS = 0x03;
    private static final int HIGH_ADDRESS = 0x77;
    private static final Form<Integer> PIN = Form.whole(0, LAST_PIN);
    private static final Path NO_PORT = Path.of("/dev/null");

    private final Path folder;
    private final Claims claims;

    LaneReader(Path folder, Claims claims) {
        this.folder = folder;
        this.claims = claims;
    }

    GateConfig.Lane lane(Section s) {
        s.find("id", Form.NAME).ifPresent(id -> claims.take("lane \"" + id + '"', s, "id"));
        GateConfig.Lane lane = new GateConfig.Lane(
                s.require("id", Form.NAME, ""),
                s.require("direction", Form.oneOf(Direction.class), Direction.IN),
                s.get("open-for-ms", millis(100, 300_000), Defaults.OPEN_FOR),
                s.get("held-open-ms", millis(0, 3_600_000), Defaults.HELD_OPEN),
                s.get("release", Form.oneOf(GateConfig.Lane.Release.class), Defaults.RELEASE),
                readers(s),
                s.table("thermometer").flatMap(this::thermometer),
                relay(s),
                input(s, "door-contact", Defaults.DOOR_CONTACT),
                input(s, "exit-button", Defaults.OTHER_INPUT),
                input(s, "fire-input", Defaults.OTHER_INPUT),
                input(s, "tamper", Defaults.OTHER_INPUT),
                input(s, "panic", Defaults.OTHER_INPUT),
                input(s, "feedback", Defaults.OTHER_INPUT),
                s.table("indicator").map(this::indicator),
                s.table("display").flatMap(this::display));
        s.end();
        return lane;
    }

    private List<ReaderConfig> readers(Section lane) {
        List<Section> sections = lane.tables("reader");
        if (sections.isEmpty()) {
            lane.problem("reader", "nothing", "{ driver = … } or a list of them");
        }
        List<ReaderConfig> readers = new ArrayList<>();
        sections.forEach(section -> reader(section).ifPresent(readers::add));
        return readers;
    }

    private Optional<ReaderConfig> reader(Section s) {
        Optional<ReaderConfig> reader = switch (driver(s, "rdm6300", "line", "wiegand-serial", "pn532", "idcard-sam", "osdp", "sim")) {
            case "rdm6300" -> Optional.of(new ReaderConfig.Rdm6300(port(s), baud(s, Defaults.SERIAL_BAUD)));
            case "line" -> Optional.of(line(s));
            case "wiegand-serial" -> Optional.of(wiegand(s));
            case "pn532" -> Optional.of(new ReaderConfig.Pn532(port(s), baud(s, Defaults.FAST_SERIAL_BAUD)));
            case "idcard-sam" -> Optional.of(new ReaderConfig.IdCardSam(port(s), baud(s, Defaults.FAST_SERIAL_BAUD)));
            case "osdp" -> Optional.of(osdp(s));
            case "sim" -> Optional.of(new ReaderConfig.Sim());
            default -> Optional.empty();
        };
        reader.ifPresent(_ -> s.end());
        return reader;
    }

    private ReaderConfig line(Section s) {
        ReaderConfig.Format format = s.get("format", Form.oneOf(ReaderConfig.Format.class), Defaults.LINE_FORMAT);
        return new ReaderConfig.Line(port(s), baud(s, Defaults.SERIAL_BAUD), format,
                s.get("uid-order", Form.oneOf(ReaderConfig.UidOrder.class), ReaderConfig.UidOrder.MSB),
                s.get("max-len", Form.whole(8, 4096), format == ReaderConfig.Format.RAW ? Defaults.LINE_MAX_RAW : Defaults.LINE_MAX),
                s.get("idle-flush", Form.YES_NO, false));
    }

    private ReaderConfig wiegand(Section s) {
        ReaderConfig.Variant variant = s.require("variant", Form.oneOf(ReaderConfig.Variant.class), ReaderConfig.Variant.HEX6CR);
        boolean hex = variant == ReaderConfig.Variant.HEX6CR;
        ReaderConfig.WiegandFormat usual = hex ? ReaderConfig.WiegandFormat.W26 : ReaderConfig.WiegandFormat.W34;
        ReaderConfig.WiegandFormat format = s.get("format", Form.oneOf(ReaderConfig.WiegandFormat.class), usual);
        if (hex && format != ReaderConfig.WiegandFormat.W26) {
            s.problem("format", '"' + format.word() + "\", for which six hex digits have no room", "\"w26\", or variant = \"dec10crlf\"");
        }
        return new ReaderConfig.WiegandSerial(port(s), baud(s, Defaults.SERIAL_BAUD), variant, format);
    }

    private ReaderConfig osdp(Section s) {
        Path port = s.require("port", Form.path(folder), NO_PORT);
        int baud = baud(s, Defaults.SERIAL_BAUD);
        int address = s.require("address", Form.whole(0, LAST_OSDP_ADDRESS), 0);
        if (!port.equals(NO_PORT)) {
            claims.share("port " + device(port), "as an OSDP line of " + baud + " baud", s, "port");
            claims.take("address %d on port %s".formatted(address, device(port)), s, "address");
        }
        if (!s.has("scbk-file")) {
            s.problem("scbk-file", "nothing", "the file of the readers' key (campus-gate keygen --scbk FILE)");
        }
        Optional<Path> key = s.secret("scbk-file", folder);
        key.ifPresent(file -> checkReaderKey(s, file));
        return new ReaderConfig.Osdp(port, baud, address, key.orElse(NO_PORT), s.find("format", Form.oneOf(ReaderConfig.WiegandFormat.class)));
    }

    private static void checkReaderKey(Section s, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            ReaderKey.parse(in.readNBytes(LONGEST_KEY_FILE));
        } catch (IllegalArgumentException e) {
            s.problem("scbk-file", file + " holds " + e.getMessage(), "a key of the site's own (campus-gate keygen --scbk FILE)");
        } catch (IOException e) {
            s.problem("scbk-file", file + ", which cannot be read (" + e.getMessage() + ")", "a readable file");
        }
    }

    private Optional<ThermometerConfig> thermometer(Section s) {
        Optional<ThermometerConfig> thermometer = switch (driver(s, "mlx90614", "mlx90632", "sim")) {
            case "mlx90614" -> Optional.of(mlx90614(s));
            case "mlx90632" -> Optional.of(new ThermometerConfig.Mlx90632(bus(s), address(s, Defaults.MLX90632_ADDRESS)));
            case "sim" -> Optional.of(new ThermometerConfig.Sim(s.find("celsius", Form.celsius(-40, 85)),
                    s.get("ambient", Form.celsius(-40, 85), Defaults.SIM_AMBIENT)));
            default -> Optional.empty();
        };
        thermometer.ifPresent(_ -> s.end());
        return thermometer;
    }

    private ThermometerConfig mlx90614(Section s) {
        return new ThermometerConfig.Mlx90614(bus(s), address(s, Defaults.MLX90614_ADDRESS), s.get("verify-pec", Form.YES_NO, true));
    }

    private static int bus(Section s) {
        return s.get("bus", Form.whole(0, LAST_BUS), Defaults.I2C_BUS);
    }

    private int address(Section s, int usual) {
        int address = s.get("address", Form.whole(LOW_ADDRESS, HIGH_ADDRESS), usual);
        claims.take("I2C bus %d address 0x%02X".formatted(bus(s), address), s, "address");
        return address;
    }

    private Optional<DisplayConfig> display(Section s) {
        String driver = driver(s, "lcd1602", "sim");
        DisplayConfig.Reading temperature = s.get("temperature", Form.oneOf(DisplayConfig.Reading.class), Defaults.READING);
        Optional<DisplayConfig> display = switch (driver) {
            case "lcd1602" -> Optional.of(new DisplayConfig.Lcd1602(bus(s), address(s, Defaults.LCD1602_ADDRESS), temperature));
            case "sim" -> Optional.of(new DisplayConfig.Sim(temperature));
            default -> Optional.empty();
        };
        display.ifPresent(_ -> s.end());
        return display;
    }

    private RelayConfig relay(Section lane) {
        RelayConfig none = new RelayConfig.Sim(Defaults.PULSE, Defaults.MAX_ON);
        if (!lane.has("relay")) {
            lane.problem("relay", "nothing", "{ driver = … }");
        }
        return lane.table("relay").flatMap(this::relayOf).orElse(none);
    }

    private Optional<RelayConfig> relayOf(Section s) {
        String driver = driver(s, "gpio", "lcus", "sim");
        Duration pulse = s.get("pulse-ms", millis(10, 60_000), Defaults.PULSE);
        Duration maxOn = s.get("max-on-ms", millis(10, 3_600_000), Defaults.MAX_ON);
        if (pulse.compareTo(maxOn) > 0) {
            s.problem("pulse-ms", pulse.toMillis() + " ms", "not more than max-on-ms, " + maxOn.toMillis() + " ms");
        }
        Optional<RelayConfig> relay = switch (driver) {
            case "gpio" -> Optional.of(new RelayConfig.Gpio(pin(s, "pin"),
                    s.get("active", Form.oneOf(List.of("high", "low"), Optional::of), "high").equals("high"), pulse, maxOn));
            case "lcus" -> Optional.of(new RelayConfig.Lcus(port(s), s.get("channel", Form.whole(1, 32), 1), pulse, maxOn));
            case "sim" -> Optional.of(new RelayConfig.Sim(pulse, maxOn));
            default -> Optional.empty();
        };
        relay.ifPresent(_ -> s.end());
        return relay;
    }

    private Optional<InputConfig> input(Section lane, String key, InputConfig.Contact normally) {
        return lane.table(key).flatMap(s -> {
            Optional<InputConfig> input = switch (driver(s, "gpio", "sim")) {
                case "gpio" -> Optional.of(new InputConfig.Gpio(pin(s, "pin"),
                        s.get("normally", Form.oneOf(InputConfig.Contact.class), normally),
                        s.get("debounce-ms", millis(0, 2000), Defaults.DEBOUNCE)));
                case "sim" -> Optional.of(new InputConfig.Sim());
                default -> Optional.empty();
            };
            input.ifPresent(_ -> s.end());
            return input;
        });
    }

    private IndicatorConfig indicator(Section s) {
        IndicatorConfig indicator = new IndicatorConfig(lamp(s, "green"), lamp(s, "red"), lamp(s, "buzzer"));
        if (s.keys().isEmpty()) {
            s.problem("green", "nothing", "the pin of at least one of green, red, buzzer");
        }
        s.end();
        return indicator;
    }

    private Optional<Integer> lamp(Section s, String key) {
        return s.has(key) ? Optional.of(pin(s, key)) : Optional.empty();
    }

    private int pin(Section s, String key) {
        int pin = s.require(key, PIN, -1);
        if (pin >= 0) {
            claims.take("pin " + pin, s, key);
        }
        return pin;
    }

    private static int baud(Section s, int usual) {
        return s.get("baud", Form.whole(300, 921_600), usual);
    }

    private Path port(Section s) {
        Path port = s.require("port", Form.path(folder), NO_PORT);
        if (!port.equals(NO_PORT)) {
            claims.take("port " + device(port), s, "port");
        }
        return port;
    }

    /// Two names of one device are one device: `/dev/serial/by-id/…` is a link.
    private static Path device(Path port) {
        try {
            return port.toRealPath();
        } catch (IOException e) {
            return port;   // not plugged in
        }
    }

    /// The driver's word; empty if there is none, which is reported.
    private static String driver(Section s, String... drivers) {
        return s.require("driver", Form.oneOf(List.of(drivers), Optional::of), "");
    }
}
