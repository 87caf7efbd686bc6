package io.campusgate.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.config.GateConfig;
import io.campusgate.config.ReaderConfig;
import io.campusgate.config.RelayConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Without questions; how it asks them, and that a gate starts with what it wrote: `SetupIT`.
class SetupTest {
    private static final String LANE = "id=in-1,direction=in,reader=rdm6300@/dev/ttyAMA0,relay=gpio@23,thermometer=mlx90614";
    @TempDir Path folder;

    private Typed setup(String... more) {
        return setup(Locale.ENGLISH, more);
    }

    private Typed setup(Locale locale, String... more) {
        List<String> line = new ArrayList<>(List.of("setup", "--yes", "--site", "no1", "--gate", "east", "-c", config().toString()));
        line.addAll(List.of(more));
        return Typed.run(locale, line.toArray(String[]::new));
    }

    private Path config() {
        return folder.resolve("gate/gate.toml");
    }

    private static String rights(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test void writesWhatTheGateReads() throws Exception {
        Path password = secret("broker.pw", "open sesame");
        Typed typed = setup("--lane", LANE, "--lane", "id=out-1,direction=out,reader=osdp@/dev/ttyUSB0,relay=lcus@/dev/ttyUSB1",
                "--broker", "mqtts://broker.school.lan:8883", "--broker-username", "gate-east", "--broker-password-file", password.toString(), "--clock", "rtc");
        assertEquals(0, typed.exit(), typed.err());
        GateConfig config = GateConfig.read(config());
        assertEquals("no1", config.site().id());
        assertEquals(Locale.ENGLISH, config.site().language());
        assertEquals("rtc", config.clock().source().word());
        assertEquals(Optional.of(password), config.mqtt().orElseThrow().passwordFile());
        assertEquals(List.of("in-1", "out-1"), config.lanes().stream().map(GateConfig.Lane::id).toList());
        assertTrue(config.lanes().getFirst().relay() instanceof RelayConfig.Gpio gpio && gpio.pin() == 23);
        assertEquals("mlx90614", config.lanes().getFirst().thermometer().orElseThrow().driver());
        assertTrue(config.lanes().getLast().readers().getFirst() instanceof ReaderConfig.Osdp osdp && osdp.scbkFile().equals(folder.resolve("gate/site.scbk")));
        assertEquals(List.of("rw-------", "rw-------"), List.of(rights(folder.resolve("gate/id.key")), rights(folder.resolve("gate/site.scbk"))));
        assertEquals(0, Typed.run("config", "check", "-c", config().toString()).exit());
        assertTrue(typed.out().contains("campus-gate user add NAME --role admin"), typed.out());
    }

    private Path secret(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    @Test void makesTheFirstAdministratorFromAFile() throws Exception {
        Typed typed = setup("--lane", LANE, "--admin", "wang", "--admin-password-file", secret("admin.pw", "correct horse").toString());
        assertEquals(0, typed.exit(), typed.err());
        assertEquals("admin\twang\n", Typed.run("user", "list", "-c", config().toString()).out());
        assertFalse((typed.out() + Files.readString(config())).contains("correct horse"));
    }

    @Test void neverOverwritesWithoutForceAndKeepsWhatItReplaces() throws Exception {
        assertEquals(0, setup("--lane", LANE).exit());
        byte[] key = Files.readAllBytes(folder.resolve("gate/id.key"));
        String before = Files.readString(config());
        Typed refused = setup("--lane", LANE.replace("23", "24"));
        assertEquals(1, refused.exit());
        assertTrue(refused.firstError().startsWith(config() + " is there already and was left as it is; --force replaces it"), refused.err());
        assertEquals(before, Files.readString(config()));
        assertEquals(0, setup("--lane", LANE.replace("23", "24"), "--force").exit());
        assertEquals(before, Files.readString(folder.resolve("gate/gate.toml.before-setup")));
        assertTrue(Files.readString(config()).contains("pin = 24"));
        assertArrayEquals(key, Files.readAllBytes(folder.resolve("gate/id.key")), "the key of what the store holds stays");
    }

    @Test void whatCannotBeLeavesNothingBehind() throws Exception {
        Typed typed = setup("--lane", LANE.replace("direction=in", "direction=up").replace("gpio@23", "gpio@99"), "--clock", "sundial");
        assertEquals(78, typed.exit());
        assertTrue(typed.err().contains("lane.direction: found \"up\"") && typed.err().contains("lane.relay.pin: found 99") && typed.err().contains("clock.source"), typed.err());
        assertFalse(typed.showsATrace());
        assertEquals(List.of(), left());
        assertEquals(1, setup("--lane", LANE, "--admin", "wang", "--admin-password-file", secret("short.pw", "short").toString()).exit());
        assertEquals(List.of(), left());
    }

    private List<Path> left() throws IOException {
        if (!Files.exists(config().getParent())) {
            return List.of();
        }
        try (var files = Files.list(config().getParent())) {
            return files.toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            --lane id=in-1                               | Invalid value for --lane: 'id=in-1'; direction= is missing
            --lane id=a,colour=red                       | Invalid value for --lane: 'id=a,colour=red'; 'colour=red' is not one of id=, direction=, reader=, relay=, thermometer=, each once
            --lane id=a,direction=in,reader=sim,relay=sim --admin wang | --admin-password-file is needed with --admin and --yes
            """)
    void wrongUsageIsNamed(String more, String complaint) {
        Typed typed = setup(more.split(" "));
        assertEquals(2, typed.exit());
        assertEquals(complaint, typed.firstError());
    }

    @Test void speaksChinese() throws Exception {
        Typed typed = setup(Locale.SIMPLIFIED_CHINESE, "--lane", LANE);
        assertEquals(0, typed.exit(), typed.err());
        assertTrue(typed.out().startsWith("已写入 " + config() + "。"), typed.out());
        assertEquals("zh-CN", GateConfig.read(config()).site().language().toLanguageTag());
        assertEquals(config() + " 已经存在，没有改动；加 --force 会替换它，并另存为 " + folder.resolve("gate/gate.toml.before-setup") + "。",
                setup(Locale.SIMPLIFIED_CHINESE, "--lane", LANE).firstError());
    }

    @Test void proposesALaneOfWhatIsThere() throws IOException {
        Path root = Files.createDirectories(folder.resolve("root"));
        Files.createDirectories(root.resolve("dev"));
        assertEquals(Optional.empty(), FoundDevices.of(new Machine(root)).lane(), "nothing is invented");
        Files.createFile(root.resolve("dev/ttyUSB0"));
        assertEquals(Optional.empty(), FoundDevices.of(new Machine(root)).lane(), "a reader without a relay");
        Files.createFile(root.resolve("dev/ttyUSB1"));
        assertEquals(new NewLane.Part("lcus", "/dev/ttyUSB1"), FoundDevices.of(new Machine(root)).lane().orElseThrow().relay());
        Files.createDirectories(root.resolve("sys/class/gpio/gpiochip0"));
        Files.writeString(root.resolve("sys/class/gpio/gpiochip0/label"), "pinctrl-bcm2711\n");
        assertEquals(new NewLane.Part("gpio", "23"), FoundDevices.of(new Machine(root)).lane().orElseThrow().relay());
        Files.createDirectories(root.resolve("dev/serial/by-id"));
        Files.createSymbolicLink(root.resolve("dev/serial/by-id/usb-reader"), Path.of("../../ttyUSB0"));
        assertEquals(List.of("/dev/serial/by-id/usb-reader", "/dev/ttyUSB1"), FoundDevices.of(new Machine(root)).ports());
    }
}
