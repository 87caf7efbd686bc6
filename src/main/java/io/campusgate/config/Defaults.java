package io.campusgate.config;

import io.campusgate.domain.AccessPolicy;
import io.campusgate.domain.Policies;
import io.campusgate.domain.ScreeningPolicy;
import io.campusgate.domain.Temperature;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Locale;

/// What holds where the file is silent (design.md section 7). Those of `[screening]` and `[access]` stand in their
/// policies, since a gate without a file of its own (the demo, a test) decides by them too.
public final class Defaults {
    private Defaults() {}

    public static final Path FILE = Path.of("/etc/campus-gate/gate.toml");

    public static final Path CONSOLE_FILE = Path.of("/etc/campus-gate/console.toml");

    static final ZoneId TIMEZONE = ZoneId.of("Asia/Shanghai");
    static final Locale LANGUAGE = Locale.SIMPLIFIED_CHINESE;

    static final int KEEP_DAYS = 180;
    static final int KEEP_TEMPERATURE_DAYS = 14;
    static final Duration SYNC_TIMEOUT = Duration.ofMillis(1500);

    static final boolean CONSOLE = true;
    static final GateConfig.Clock.Source CLOCK = GateConfig.Clock.Source.NTP;
    static final GateConfig.Address LISTEN = new GateConfig.Address("127.0.0.1", 8080);

    static final String CONSOLE_GROUP = "console";
    static final GateConfig.Address CONSOLE_LISTEN = new GateConfig.Address("127.0.0.1", 8081);

    static final Policies POLICIES = new Policies(ScreeningPolicy.DEFAULT, AccessPolicy.DEFAULT);

    static final LocalTime CUT_OFF = LocalTime.of(9, 0);

    static final Duration OPEN_FOR = Duration.ofSeconds(5);
    static final Duration HELD_OPEN = Duration.ofSeconds(15);
    static final GateConfig.Lane.Release RELEASE = GateConfig.Lane.Release.HOLD;

    static final int SERIAL_BAUD = 9600;
    static final int FAST_SERIAL_BAUD = 115200;   // PN532 and SAM_V modules
    static final ReaderConfig.Format LINE_FORMAT = ReaderConfig.Format.RAW;
    static final int LINE_MAX = 64;
    static final int LINE_MAX_RAW = 512;

    static final int I2C_BUS = 1;
    static final int MLX90614_ADDRESS = 0x5A;
    static final int MLX90632_ADDRESS = 0x3A;
    static final int LCD1602_ADDRESS = 0x27;
    static final DisplayConfig.Reading READING = DisplayConfig.Reading.GO;
    static final Temperature SIM_AMBIENT = new Temperature(2200);

    static final Duration PULSE = Duration.ofMillis(700);
    static final Duration MAX_ON = Duration.ofSeconds(10);
    static final Duration DEBOUNCE = Duration.ofMillis(30);
    static final InputConfig.Contact DOOR_CONTACT = InputConfig.Contact.CLOSED;
    static final InputConfig.Contact OTHER_INPUT = InputConfig.Contact.OPEN;
}
