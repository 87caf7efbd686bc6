package io.campusgate.config;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.domain.AccessPolicy;
import io.campusgate.domain.Direction;
import io.campusgate.domain.IncidentKind;
import io.campusgate.domain.Mode;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.Right;
import io.campusgate.domain.ScreeningPolicy;
import io.campusgate.domain.Temperature;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GateConfigTest {
    /// Everything that may be said, one key a line, so that a row below can name its line.
    private static final String WHOLE = """
            [site]
            id = "no1"
            gate = "east"
            timezone = "Europe/Berlin"
            language = "en"
            [store]
            path = "data/gate.db"
            id-key-file = "id.key"
            keep-days = 90
            keep-temperature-days = 7
            sync-timeout-ms = 900
            [mqtt]
            url = "mqtts://broker.school.lan"
            username = "gate-east"
            password-file = "mqtt.pw"
            ca-file = "ca.pem"
            cert-file = "east.pem"
            key-file = "east.key"
            console = false
            allow-plaintext = false
            [clock]
            source = "rtc"
            [access]
            anti-passback = "hard"
            max-age = "7d"
            stale = "deny"
            exit-rules = "levels"
            repeat-gap-ms = 1000
            [trust]
            admin-2026 = { key = "trust/admin-2026.pub", may = ["whitelist", "set_mode"] }
            [web]
            listen = "0.0.0.0:8443"
            tls-keystore = "web.p12"
            tls-password-file = "web.pw"
            metrics-token-file = "metrics.token"
            allow-plaintext = false
            [screening]
            threshold-celsius = 37.5
            guard-band-celsius = 0.2
            required.normal = ["student"]
            required.closed = ["*"]
            degraded = "flag"
            uncalibrated = "allow"
            offset = [[16, 3.0], [25, 2.45]]
            ambient = [10, 30.5]
            warm-up-s = 60
            valid-for = "90m"
            [[lane]]
            id = "in-1"
            direction = "in"
            open-for-ms = 4000
            held-open-ms = 0
            release = "pulse"
            reader = [ { driver = "rdm6300", port = "/dev/ttyAMA0" },
                       { driver = "line", port = "ttyQR", baud = 115200, format = "dec3.5", uid-order = "lsb" } ]
            thermometer = { driver = "mlx90614", bus = 3, address = 0x5B, verify-pec = false }
            relay = { driver = "gpio", pin = 23, active = "low", pulse-ms = 500, max-on-ms = 2000 }
            door-contact = { driver = "gpio", pin = 17, normally = "open", debounce-ms = 50 }
            exit-button = { driver = "gpio", pin = 27 }
            fire-input = { driver = "gpio", pin = 22 }
            tamper = { driver = "gpio", pin = 25 }
            panic = { driver = "gpio", pin = 5 }
            feedback = { driver = "gpio", pin = 6 }
            indicator = { green = 16, red = 20, buzzer = 12 }
            [[lane]]
            id = "out-1"
            direction = "out"
            reader = { driver = "sim" }
            thermometer = { driver = "sim", celsius = 34.1 }
            relay = { driver = "lcus", port = "/dev/ttyUSB0", channel = 2 }
            door-contact = { driver = "sim" }
            [report]
            folder = "reports"
            cut-off = "08:30"
            [[contact]]
            name = "Dr. Wang"
            phone = "+86 10 5550 0120"
            duty = "school doctor"
            incidents = ["fever", "panic"]
            [[contact]]
            name = "Guard house"
            phone = "110"
            """;

    private static final String LEAST = """
            [site]
            id = "no1"
            gate = "east"
            [store]
            path = "gate.db"
            [[lane]]
            id = "in-1"
            direction = "in"
            reader = { driver = "sim" }
            relay = { driver = "sim" }
            """;

    @TempDir Path folder;

    @BeforeEach void filesThatTheConfigurationNames() throws IOException {
        Files.createDirectories(folder.resolve("trust"));
        for (String open : List.of("ca.pem", "east.pem", "web.p12", "trust/admin-2026.pub")) {
            Files.writeString(folder.resolve(open), "x");
        }
        for (String secret : List.of("id.key", "mqtt.pw", "east.key", "web.pw", "metrics.token")) {
            Path file = Files.writeString(folder.resolve(secret), "x".repeat(32));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test void readsEveryKeyIntoItsRecord() throws Exception {
        GateConfig config = read(WHOLE);

        assertEquals(folder.resolve("gate.toml"), config.file());
        assertEquals(new GateConfig.Site("no1", "east", ZoneId.of("Europe/Berlin"), Locale.ENGLISH), config.site());
        assertEquals(new GateConfig.Store(folder.resolve("data/gate.db"), Optional.of(folder.resolve("id.key")), 90, 7,
                Duration.ofMillis(900)), config.store());
        GateConfig.Mqtt mqtt = config.mqtt().orElseThrow();
        assertTrue(mqtt.isTls());
        assertEquals(new GateConfig.Address("broker.school.lan", 8883), mqtt.address());
        assertEquals(Optional.of("gate-east"), mqtt.username());
        assertEquals(List.of("mqtt.pw", "ca.pem", "east.pem", "east.key"), List.of(mqtt.passwordFile(), mqtt.caFile(),
                mqtt.certFile(), mqtt.keyFile()).stream().map(f -> f.orElseThrow().getFileName().toString()).toList());
        assertEquals(false, mqtt.console());
        assertEquals(GateConfig.Clock.Source.RTC, config.clock().source());
        assertEquals(new AccessPolicy(AccessPolicy.AntiPassback.HARD, Duration.ofDays(7), AccessPolicy.Stale.DENY,
                AccessPolicy.ExitRules.LEVELS, Duration.ofSeconds(1), AccessPolicy.DEFAULT.passModes()), config.access());
        assertEquals(Map.of("admin-2026", new GateConfig.TrustedKey("admin-2026", folder.resolve("trust/admin-2026.pub"),
                Set.of(Right.WHITELIST, Right.SET_MODE))), config.trust());
        assertEquals(new GateConfig.Web(new GateConfig.Address("0.0.0.0", 8443), Optional.of(folder.resolve("web.p12")),
                Optional.of(folder.resolve("web.pw")), Optional.of(folder.resolve("metrics.token")), false), config.web());
    }

    @Test void readsTheReportAndTheContacts() throws Exception {
        GateConfig config = read(WHOLE);

        assertEquals(new GateConfig.Report(Optional.of(folder.resolve("reports")), LocalTime.of(8, 30)), config.report());
        assertEquals(List.of(new GateConfig.Contact("Dr. Wang", "+86 10 5550 0120", "school doctor", Set.of(IncidentKind.FEVER, IncidentKind.PANIC)),
                new GateConfig.Contact("Guard house", "110", "", Set.of(IncidentKind.values()))), config.contacts());
    }

    @Test void readsTheScreening() throws Exception {
        GateConfig config = read(WHOLE);

        assertEquals(new ScreeningPolicy(new Temperature(3750), 20,
                Map.of(Mode.NORMAL, Set.of(PersonKind.STUDENT), Mode.CLOSED, Set.of(PersonKind.values())),
                ScreeningPolicy.Degraded.FLAG, ScreeningPolicy.Uncalibrated.ALLOW, new Temperature(1000), new Temperature(3050),
                Duration.ofMinutes(1), Duration.ofMinutes(90)), config.screening().policy());
        assertEquals(List.of(new GateConfig.OffsetPoint(new Temperature(1600), 300),
                new GateConfig.OffsetPoint(new Temperature(2500), 245)), config.screening().offset());
    }

    @Test void readsTheDevicesOfALane() throws Exception {
        GateConfig.Lane in = read(WHOLE).lanes().getFirst();

        assertEquals("in-1", in.id());
        assertEquals(Direction.IN, in.direction());
        assertEquals(Duration.ofSeconds(4), in.openFor());
        assertEquals(Duration.ZERO, in.heldOpen());
        assertEquals(GateConfig.Lane.Release.PULSE, in.release());
        assertEquals(List.of(new ReaderConfig.Rdm6300(Path.of("/dev/ttyAMA0"), 9600),
                new ReaderConfig.Line(folder.resolve("ttyQR"), 115_200, ReaderConfig.Format.DEC3_5, ReaderConfig.UidOrder.LSB, 64, false)),
                in.readers());
        assertEquals(Optional.of(new ThermometerConfig.Mlx90614(3, 0x5B, false)), in.thermometer());
        assertEquals(new RelayConfig.Gpio(23, false, Duration.ofMillis(500), Duration.ofSeconds(2)), in.relay());
        assertEquals(Optional.of(new InputConfig.Gpio(17, InputConfig.Contact.OPEN, Duration.ofMillis(50))), in.doorContact());
        assertEquals(Optional.of(new InputConfig.Gpio(27, InputConfig.Contact.OPEN, Duration.ofMillis(30))), in.exitButton());
        assertEquals(Optional.of(new IndicatorConfig(Optional.of(16), Optional.of(20), Optional.of(12))), in.indicator());

        GateConfig.Lane out = read(WHOLE).lanes().getLast();
        assertEquals(new RelayConfig.Lcus(Path.of("/dev/ttyUSB0"), 2, Duration.ofMillis(700), Duration.ofSeconds(10)), out.relay());
        assertEquals(Optional.of(new ThermometerConfig.Sim(Optional.of(new Temperature(3410)), new Temperature(2200))), out.thermometer());
        assertEquals(Optional.of(new InputConfig.Sim()), out.doorContact());
    }

    @Test void whatIsLeftOutHasTheDefaultOfTheContract() throws Exception {
        GateConfig config = read(LEAST);

        assertEquals(ZoneId.of("Asia/Shanghai"), config.site().timezone());
        assertEquals(Locale.SIMPLIFIED_CHINESE, config.site().language());
        assertEquals(new GateConfig.Store(folder.resolve("gate.db"), Optional.empty(), 180, 14, Duration.ofMillis(1500)), config.store());
        assertEquals(Optional.empty(), config.mqtt());
        assertEquals(GateConfig.Clock.Source.NTP, config.clock().source());
        assertEquals(AccessPolicy.DEFAULT, config.access());
        assertEquals(new GateConfig.Address("127.0.0.1", 8080), config.web().listen());
        assertEquals(new GateConfig.Screening(ScreeningPolicy.DEFAULT, List.of()), config.screening());
        assertEquals(new GateConfig.Report(Optional.empty(), LocalTime.of(9, 0)), config.report());
        assertEquals(List.of(), config.contacts());
        GateConfig.Lane lane = config.lanes().getFirst();
        assertEquals(Duration.ofSeconds(5), lane.openFor());
        assertEquals(Duration.ofSeconds(15), lane.heldOpen());
        assertEquals(GateConfig.Lane.Release.HOLD, lane.release());
        assertEquals(new RelayConfig.Sim(Duration.ofMillis(700), Duration.ofSeconds(10)), lane.relay());
    }

    /// line of WHOLE to replace | what stands there instead | where the problem is | words of its text
    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            2  | id = ""                                   | 2:1  site.id                     | found an empty text, expected a word
            2  | id = "no/1"                               | 2:1  site.id                     | found "no/1"
            2  | id = "no 1"                               | 2:1  site.id                     | found "no 1"
            3  | gate = "east+"                            | 3:1  site.gate                   | found "east+"
            3  | gate = "#"                                | 3:1  site.gate                   | found "#"
            3  | gate = 7                                  | 3:1  site.gate                   | found 7, expected a word
            3  | gat = "east"                              | 1:1  site.gate                   | found nothing, expected a word
            4  | timezone = "China"                        | 4:1  site.timezone               | expected a time zone like "Asia/Shanghai"
            5  | language = "zh"                           | 5:1  site.language               | expected one of "zh-CN", "en"
            7  | path = ""                                 | 7:1  store.path                  | expected a file name
            7  | # no path                                 | 6:1  store.path                  | found nothing
            8  | id-key-file = "missing.key"               | 8:1  store.id-key-file           | missing.key, expected a file that is there
            8  | id-key-file = "trust"                     | 8:1  store.id-key-file           | expected a file that is there
            9  | keep-days = -1                            | 9:1  store.keep-days             | found -1, expected a whole number from 0 to 36500
            9  | keep-days = "180"                         | 9:1  store.keep-days             | found "180"
            9  | keep-days = 1.5                           | 9:1  store.keep-days             | found 1.5
            9  | keep-days = 9223372036854775807           | 9:1  store.keep-days             | found 9223372036854775807
            9  | keep-day = 180                            | 9:1  store.keep-day              | did you mean keep-days?
            9  | keep_days = 180                           | 9:1  store.keep_days             | did you mean keep-days?
            11 | sync-timeout-ms = 5                       | 11:1 store.sync-timeout-ms       | a whole number from 10 to 60000
            13 | url = "broker.school.lan:8883"            | 13:1 mqtt.url                    | expected mqtts://HOST:PORT
            13 | url = "http://broker.school.lan"          | 13:1 mqtt.url                    | expected mqtts://HOST:PORT
            13 | url = "mqtts://me:secret@broker"          | 13:1 mqtt.url                    | expected mqtts://HOST:PORT
            13 | url = "mqtts://broker:99999"              | 13:1 mqtt.url                    | expected mqtts://HOST:PORT
            13 | url = "mqtts://:8883"                     | 13:1 mqtt.url                    | expected mqtts://HOST:PORT
            13 | url = "mqtt://broker.school.lan"          | 13:1 mqtt.url                    | in the clear, expected mqtts://
            13 | url = "mqtt://127.0.0.1.evil.example"     | 13:1 mqtt.url                    | in the clear
            14 | # no username                             | 15:1 mqtt.password-file          | found no username beside it
            15 | password-file = "/no/such/file"           | 15:1 mqtt.password-file          | found no file /no/such/file
            17 | # no cert-file                            | 18:1 mqtt.key-file               | found no cert-file beside it
            19 | console = "yes"                           | 19:1 mqtt.console                | found "yes", expected true or false
            22 | source = "gps"                            | 22:1 clock.source                | found "gps", expected one of "ntp", "rtc", "assume"
            24 | anti-passback = "of"                      | 24:1 access.anti-passback        | did you mean off?
            25 | max-age = "14 days"                       | 25:1 access.max-age              | like "14d", "4h"
            25 | max-age = 14                              | 25:1 access.max-age              | found 14, expected a time
            25 | max-age = "0s"                            | 25:1 access.max-age              | found "0s"
            28 | repeat-gap-ms = true                      | 28:1 access.repeat-gap-ms        | found true
            30 | a = { key = "ca.pem", may = ["fly"] }     | 30:30 trust.a.may                | found "fly", expected one of "whitelist"
            30 | a = { key = "ca.pem" }                    | 30:1 trust.a.may                 | found nothing
            30 | a = { may = ["open"] }                    | 30:1 trust.a.key                 | found nothing
            30 | a = { key = "no.pub", may = ["open"] }    | 30:7 trust.a.key                 | no.pub, expected a file
            30 | a = "ca.pem"                              | 30:1 trust.a                     | expected a table
            32 | listen = "8080"                           | 32:1 web.listen                  | expected HOST:PORT
            32 | listen = "127.0.0.1:99999"                | 32:1 web.listen                  | expected HOST:PORT
            34 | # no password                             | 33:1 web.tls-keystore            | found no tls-password-file beside it
            38 | threshold-celsius = 373                   | 38:1 screening.threshold-celsius | found 373, expected a temperature from 35.0 to 40.0
            38 | threshold-celsius = nan                   | 38:1 screening.threshold-celsius | found NaN
            39 | guard-band-celsius = "0.3"                | 39:1 screening.guard-band-celsius | found "0.3"
            40 | required.normal = ["teacher"]             | 40:20 screening.required.normal  | found "teacher", expected one of "staff"
            40 | required.normal = "visitor"               | 40:1 screening.required.normal   | found "visitor", expected a list
            40 | required.nomal = ["visitor"]              | 40:1 screening.required.nomal    | did you mean normal?
            42 | degraded = "manuel"                       | 42:1 screening.degraded          | did you mean manual?
            44 | offset = []                               | 44:1 screening.offset            | found an empty list
            44 | offset = [[16], [25, 2]]                  | 44:11 screening.offset           | found a list, expected [ambient
            44 | offset = [[25, 2], [16, 3]]               | 44:1 screening.offset            | in rising order
            45 | ambient = [35, 16]                        | 45:1 screening.ambient           | [low, high]
            45 | ambient = [16]                            | 45:1 screening.ambient           | [low, high]
            47 | valid-for = "4 hours"                     | 47:1 screening.valid-for         | found "4 hours"
            50 | direction = "inwards"                     | 50:1 lane.direction              | expected one of "in", "out"
            51 | open-for-ms = 0                           | 51:1 lane.open-for-ms            | found 0
            53 | release = "puls"                          | 53:1 lane.release                | did you mean pulse?
            56 | thermometer = { driver = "mlx90641" }     | 56:17 lane.thermometer.driver    | did you mean mlx90614?
            56 | thermometer = { driver = "mlx90614", address = 0x90 } | 56:38 lane.thermometer.address | found 144
            56 | thermometer = { driver = "mlx90614", adress = 0x5A } | 56:38 lane.thermometer.adress | did you mean address?
            56 | thermometer = { driver = "sim", celsius = "warm" } | 56:33 lane.thermometer.celsius | found "warm"
            56 | thermometer = { }                         | 56:1 lane.thermometer.driver     | found nothing
            56 | thermometer = "mlx90614"                  | 56:1 lane.thermometer            | found "mlx90614", expected a table
            57 | relay = { driver = "gpio" }               | 57:1 lane.relay.pin              | found nothing
            57 | relay = { driver = "gpio", pin = 40 }     | 57:28 lane.relay.pin             | from 0 to 27
            57 | relay = { driver = "gpio", pin = 23, pulse-ms = 11000 } | 57:38 lane.relay.pulse-ms | not more than max-on-ms, 10000 ms
            57 | relay = { driver = "sim", pin = 23 }      | 57:27 lane.relay.pin             | found an unknown key
            57 | relay = { driver = "lcus" }               | 57:1 lane.relay.port             | found nothing
            57 | # no relay                                | 48:1 lane.relay                  | found nothing
            58 | door-contact = { driver = "gpio", pin = 23 } | 58:35 lane.door-contact.pin   | pin 23, which lane.relay.pin has on line 57
            58 | door-contact = { driver = "lcus", pin = 1 } | 58:18 lane.door-contact.driver | expected one of "gpio", "sim"
            64 | indicator = { green = 16, red = 16 }      | 64:27 lane.indicator.red         | pin 16, which lane.indicator.green has on line 64
            64 | indicator = { }                           | 64:1 lane.indicator.green        | found nothing
            66 | id = "in-1"                               | 66:1 lane.id                     | lane "in-1", which lane.id has on line 49
            68 | # no reader                               | 65:1 lane.reader                 | found nothing
            68 | reader = []                               | 68:1 lane.reader                 | found nothing
            68 | reader = ["sim"]                          | 68:11 lane.reader                | expected a table
            73 | folder = ""                               | 73:1 report.folder               | found an empty text, expected a file name
            74 | cut-off = "9:00"                          | 74:1 report.cut-off              | found "9:00", expected a time of day like "09:00"
            74 | cut-off = "25:00"                         | 74:1 report.cut-off              | found "25:00"
            76 | # no name                                 | 75:1 contact.name                | found nothing
            77 | phone = 110                               | 77:1 contact.phone               | found 110, expected a text
            79 | incidents = ["fire"]                      | 79:14 contact.incidents          | found "fire", expected one of "fever", "watch_list"
            70 | relay = { driver = "lcus", port = "/dev/ttyAMA0" } | 70:28 lane.relay.port   | port /dev/ttyAMA0, which lane.reader.port has on line 54
            """)
    void namesThePlaceTheValueAndWhatIsExpected(int line, String instead, String place, String words) {
        List<Problem> problems = problems(replaced(line, instead));

        Problem problem = problems.stream().filter(p -> (p.line() + ":" + p.column() + " " + p.key()).equals(place.replaceAll(" +", " ")))
                .findFirst().orElseThrow(() -> new AssertionError("no problem at " + place + " but " + problems));
        assertTrue(problem.toString().contains(words), problem.toString());
    }

    @Test void reportsAllProblemsTogetherInTheOrderOfTheFile() {
        List<Problem> problems = problems("""
                stray = 1
                [site]
                id = "a b"
                gate = "east"
                [store]
                keep-days = "many"
                [stor]
                path = "x"
                [screening]
                required.normal = ["nobody", "staff", "cat"]
                [[lane]]
                id = "in-1"
                direction = "up"
                reader = { driver = "rdm6300", prot = "/dev/x" }
                """);

        assertEquals("1 stray, 3 site.id, 5 store.path, 6 store.keep-days, 7 stor, 10 screening.required.normal, "
                + "10 screening.required.normal, 11 lane.relay, 13 lane.direction, 14 lane.reader.port, 14 lane.reader.prot", places(problems));
    }

    @Test void aSecretThatOthersMayOpenIsRefused() throws IOException {
        for (String secret : List.of("id.key", "mqtt.pw", "east.key", "web.pw", "metrics.token")) {
            for (String rights : List.of("rw-r-----", "rw----r--", "rw--w----")) {
                Path file = folder.resolve(secret);
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
                List<Problem> problems = problems(WHOLE);
                assertEquals(1, problems.size(), problems.toString());
                assertTrue(problems.getFirst().toString().contains(file + ", which " + (rights.endsWith("r--") ? "everybody" : "its group")
                        + " may open, expected a secret of its owner alone (chmod 600)"), problems.toString());
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
            }
        }
    }

    @Test void anIdKeyOfAnotherLengthIsRefused() throws IOException {
        Files.writeString(folder.resolve("id.key"), "too short");
        assertEquals("id.key of 9 bytes", problems(WHOLE).getFirst().found().replaceAll(".*/", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqtt://localhost", "mqtt://127.0.0.1:1884", "mqtt://127.8.9.1", "mqtt://[::1]:1883", "mqtt://LOCALHOST:1883"})
    void plaintextToThisMachineIsAllowed(String url) throws Exception {
        assertEquals(false, read(LEAST + "[mqtt]\nurl = \"" + url + "\"\n").mqtt().orElseThrow().isTls());
    }

    @Test void plaintextBeyondThisMachineIsAllowedWhenAskedFor() throws Exception {
        GateConfig config = read(LEAST + "[mqtt]\nurl = \"mqtt://broker\"\nallow-plaintext = true\n[web]\nlisten = \"0.0.0.0:80\"\nallow-plaintext = true\n");
        assertEquals(new GateConfig.Address("broker", 1883), config.mqtt().orElseThrow().address());
        assertTrue(config.mqtt().orElseThrow().console());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:8080", "192.168.1.7:80", "[::]:8080", "gate.school.lan:8080"})
    void aPageThatOthersCanReachNeedsTls(String listen) {
        assertEquals("12 web.listen", places(problems(LEAST + "[web]\nlisten = \"" + listen + "\"\n")));
    }

    private static String reading(String reader) {
        return LEAST.replace("reader = { driver = \"sim\" }", "reader = " + reader).replace("path = \"gate.db\"", "path = \"gate.db\"\nid-key-file = \"id.key\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            driver = "wiegand-serial", variant = "hex6cr"                          | WiegandSerial[port=/dev/x, baud=9600, variant=HEX6CR, format=W26]
            driver = "wiegand-serial", variant = "dec10crlf"                       | WiegandSerial[port=/dev/x, baud=9600, variant=DEC10CRLF, format=W34]
            driver = "wiegand-serial", variant = "dec10crlf", format = "h10304"    | WiegandSerial[port=/dev/x, baud=9600, variant=DEC10CRLF, format=H10304]
            driver = "pn532"                                                       | Pn532[port=/dev/x, baud=115200]
            driver = "idcard-sam", baud = 57600                                    | IdCardSam[port=/dev/x, baud=57600]
            """)
    void readsTheReadersOfASerialPort(String settings, String expected) throws Exception {
        ReaderConfig reader = read(reading("{ port = \"/dev/x\", " + settings + " }")).lanes().getFirst().readers().getFirst();
        assertEquals(expected, reader.toString());
        assertTrue(settings.contains('"' + reader.driver() + '"'));
    }

    @Test void aWiegandConverterHasToBeNamedAndToHaveRoomForItsFormat() {
        assertEquals("10 lane.reader.variant", places(problems(reading("{ driver = \"wiegand-serial\", port = \"/dev/x\" }"))));
        assertEquals("10 lane.reader.format", places(problems(
                reading("{ driver = \"wiegand-serial\", port = \"/dev/x\", variant = \"hex6cr\", format = \"w34\" }"))));
    }

    @Test void whoeverReadsIdentityCardsNeedsTheKeyForTheirNumbers() {
        Problem problem = problems(LEAST.replace("reader = { driver = \"sim\" }", "reader = { driver = \"idcard-sam\", port = \"/dev/x\" }")).getFirst();
        assertTrue(problem.toString().contains("store.id-key-file: found nothing, with a reader of identity cards, expected the file made by "
                + "campus-gate keygen --id-key FILE"), problem.toString());
    }

    @Test void twoNamesOfOneSerialPortAreOnePort() throws IOException {
        Path port = Files.createFile(folder.resolve("ttyUSB7"));
        Files.createSymbolicLink(folder.resolve("by-id"), port);
        assertEquals("10 lane.relay.port", places(problems(LEAST
                .replace("{ driver = \"sim\" }\nrelay", "{ driver = \"line\", port = \"ttyUSB7\" }\nrelay")
                .replace("relay = { driver = \"sim\" }", "relay = { driver = \"lcus\", port = \"by-id\" }"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            driver = "osdp", port = "/dev/x", address = 1, scbk-file = "site.scbk"                                     | Osdp[port=/dev/x, baud=9600, address=1, scbkFile=%s, format=Optional.empty]
            driver = "osdp", port = "/dev/x", baud = 115200, address = 126, scbk-file = "site.scbk", format = "h10304" | Osdp[port=/dev/x, baud=115200, address=126, scbkFile=%s, format=Optional[H10304]]
            """)
    void readsAnOsdpReader(String settings, String expected) throws Exception {
        readerKey("000102030405060708090A0B0C0D0E0F\n");
        ReaderConfig reader = read(withReader("{ " + settings + " }")).lanes().getFirst().readers().getFirst();
        assertEquals(expected.formatted(folder.resolve("site.scbk")), reader.toString());
    }

    @Test void severalLanesMayShareAnOsdpLine() throws Exception {
        readerKey("000102030405060708090A0B0C0D0E0F");
        GateConfig config = read(twoLanes(osdp("address = 1"), osdp("address = 2")));
        assertEquals(2, config.lanes().size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            { driver = "osdp", port = "/dev/x", address = 1, scbk-file = "site.scbk" }              | lane.reader.address | address 1 on port /dev/x, which lane.reader.address has on line 9, expected one of its own
            { driver = "osdp", port = "/dev/x", address = 2, baud = 19200, scbk-file = "site.scbk" } | lane.reader.port    | port /dev/x, which lane.reader.port has on line 9, expected to share it as an OSDP line of 9600 baud
            { driver = "rdm6300", port = "/dev/x" }                                              | lane.reader.port    | port /dev/x, which lane.reader.port has on line 9, expected one of its own
            { driver = "osdp", port = "/dev/x", address = 127, scbk-file = "site.scbk" }            | lane.reader.address | 127, expected a whole number from 0 to 126
            { driver = "osdp", port = "/dev/x", address = 2 }                                    | lane.reader.scbk-file | nothing, expected the file of the readers' key (campus-gate keygen --scbk FILE)
            { driver = "osdp", port = "/dev/x", address = 2, scbk-file = "none" }                | lane.reader.scbk-file | no file
            """)
    void whatCannotBeSharedOnAnOsdpLineIsReported(String second, String key, String part) throws Exception {
        readerKey("000102030405060708090A0B0C0D0E0F");
        List<Problem> problems = problems(twoLanes(osdp("address = 1"), second));
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.getFirst().toString().contains(key + ": found " + part), problems.toString());
    }

    @ParameterizedTest
    @CsvSource({"not a key, 9 bytes that are no key", "303132333435363738393A3B3C3D3E3F, the default key SCBK-D", "0123456789:;<=>?, the default key SCBK-D",
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF, one byte 16 times"})
    void aFileThatHoldsNoKeyOfTheSitesOwnIsRefusedWithoutSayingWhatItHolds(String content, String part) throws Exception {
        readerKey(content);
        String problem = problems(withReader(osdp("address = 1"))).getFirst().toString();
        assertTrue(problem.contains("lane.reader.scbk-file: found " + folder.resolve("site.scbk") + " holds " + part), problem);
        assertFalse(problem.contains(content), problem);
    }

    @Test void aReadersKeyThatOthersMayReadIsRefused() throws Exception {
        readerKey("000102030405060708090A0B0C0D0E0F");
        Files.setPosixFilePermissions(folder.resolve("site.scbk"), PosixFilePermissions.fromString("rw-r-----"));
        String problem = problems(withReader(osdp("address = 1"))).getFirst().toString();
        assertTrue(problem.contains("its group may open, expected a secret of its owner alone (chmod 600)"), problem);
    }

    private static String osdp(String address) {
        return "{ driver = \"osdp\", port = \"/dev/x\", " + address + ", scbk-file = \"site.scbk\" }";
    }

    private static String twoLanes(String first, String second) {
        String lane = LEAST.substring(LEAST.indexOf("[[lane]]")).replace("in-1", "in-2");
        return withReader(first) + lane.replace("reader = { driver = \"sim\" }", "reader = " + second);
    }

    private static String withReader(String reader) {
        return LEAST.replace("reader = { driver = \"sim\" }", "reader = " + reader);
    }

    private void readerKey(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("site.scbk"), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Test void twoThermometersAtOneAddressOfABusAreRefused() {
        String sensor = "thermometer = { driver = \"mlx90614\" }\n";
        assertEquals("17 lane.thermometer.address", places(problems(LEAST + sensor + LEAST.substring(LEAST.indexOf("[[lane]]")).replace("in-1", "in-2") + sensor)));
    }

    @Test void moreThanEightLanesAreRefused() {
        StringBuilder toml = new StringBuilder(LEAST);
        for (int i = 2; i <= 9; i++) {
            toml.append(LEAST.substring(LEAST.indexOf("[[lane]]")).replace("in-1", "in-" + i));
        }
        assertTrue(problems(toml.toString()).getFirst().toString().contains("found 9 lanes, expected one to 8 [[lane]] tables"));
    }

    @Test void aLaneMayHaveEitherThermometerAndADisplay() throws Exception {
        GateConfig.Lane lane = read(LEAST + "thermometer = { driver = \"mlx90632\" }\ndisplay = { driver = \"lcd1602\", temperature = \"never\" }\n").lanes().getFirst();
        assertEquals(Optional.of(new ThermometerConfig.Mlx90632(1, 0x3A)), lane.thermometer());
        assertEquals(Optional.of(new DisplayConfig.Lcd1602(1, 0x27, DisplayConfig.Reading.NEVER)), lane.display());
        lane = read(LEAST + "display = { driver = \"sim\" }\n").lanes().getFirst();
        assertEquals(Optional.of(new DisplayConfig.Sim(DisplayConfig.Reading.GO)), lane.display());
    }

    @Test void aDisplayCannotHaveTheThermometersAddress() {
        String devices = "thermometer = { driver = \"mlx90614\" }\ndisplay = { driver = \"lcd1602\", address = 0x5A, temperature = \"no\" }\n";
        List<Problem> problems = problems(LEAST + devices);
        assertEquals("lane.display.address lane.display.temperature", String.join(" ", problems.stream().map(Problem::key).toList()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [site           | 1
            [site]=         | 1
            [site]\\nid = x | 2
            [a]\\n[a]       | 2
            [a]\\nb=1\\nb=2 | 3
            id = "no end    | 1
            a = 2026-99-99  | 1
            \\0              | 1
            """)
    void anErrorOfSyntaxIsReportedWithItsLine(String toml, int line) {
        List<Problem> problems = problems(toml.translateEscapes());
        assertEquals(line, problems.getFirst().line());
        assertEquals("no valid TOML", problems.getFirst().found());
    }

    @Test void aFileThatCannotBeReadIsAProblemOfTheFile() throws IOException {
        assertEquals("no such file", fileProblem(folder.resolve("none.toml")));
        assertEquals("a folder", fileProblem(folder));
        assertEquals("bytes that are not UTF-8", fileProblem(Files.write(folder.resolve("gbk"), "名=1".getBytes(Charset.forName("GBK")))));
        assertEquals("more than 1 MiB", fileProblem(Files.write(folder.resolve("big"), new byte[(1 << 20) + 1])));
    }

    private static String fileProblem(Path file) {
        BadConfig bad = assertThrows(BadConfig.class, () -> GateConfig.read(file));
        assertEquals(1, bad.problems().size());
        assertEquals(file + ": found " + bad.problems().getFirst().found(), String.valueOf(bad.getMessage()).split(", expected")[0]);
        return bad.problems().getFirst().found();
    }

    @Test void anEmptyFileLacksWhatIsRequiredAndNothingElse() {
        assertEquals("1 site.id, 1 site.gate, 1 store.path, 1 lane", places(problems("")));
    }

    @Test void aByteOrderMarkIsNoProblem() throws Exception {
        assertEquals("no1", read("\uFEFF" + LEAST).site().id());
    }

    @Test void theSampleForAPiIsSoundAsItStands() throws Exception {
        GateConfig config = GateConfig.read(Path.of("config/gate.toml"));
        assertEquals(Path.of("/var/lib/campus-gate/gate.db"), config.store().path());
        assertEquals(AccessPolicy.DEFAULT, config.access());
    }

    @Test void theSampleForAPiIsSoundWithEverythingSwitchedOn() throws Exception {
        String on = Files.readString(Path.of("config/gate.toml")).replaceAll("(?m)^#(?=[a-z\\[])", "");
        GateConfig config = read(on);
        assertTrue(config.mqtt().isPresent());
        assertEquals(Set.of("admin-2026"), config.trust().keySet());
        assertEquals(3, config.screening().offset().size());
    }

    @Test void theDemoIsSoundAndWithoutHardware() throws Exception {
        GateConfig config = GateConfig.read(Path.of("config/demo.toml"));
        assertEquals(3, config.lanes().size());
        assertTrue(config.lanes().stream().allMatch(lane -> lane.relay().driver().equals("sim")));
    }

    private static String replaced(int line, String instead) {
        List<String> lines = Arrays.asList(WHOLE.split("\n"));
        lines.set(line - 1, instead);
        return String.join("\n", lines);
    }

    private GateConfig read(String toml) throws IOException, BadConfig {
        return GateConfig.read(Files.writeString(folder.resolve("gate.toml"), toml));
    }

    private List<Problem> problems(String toml) {
        return assertThrows(BadConfig.class, () -> read(toml)).problems();
    }

    private static String places(List<Problem> problems) {
        return problems.stream().map(p -> p.line() + " " + p.key()).collect(joining(", "));
    }
}
