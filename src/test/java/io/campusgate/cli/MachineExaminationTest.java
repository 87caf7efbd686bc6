package io.campusgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.config.BadConfig;
import io.campusgate.config.GateConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A folder stands for a Raspberry Pi 4 with a USB reader; each test spoils one thing.
class MachineExaminationTest {
    private static final String BY_ID = "/dev/serial/by-id/usb-1a86_USB_Serial-if00-port0";
    @TempDir Path folder;
    private Path root = Path.of("");

    @BeforeEach void aSoundMachine() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        write("proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.4\0");
        write("proc/cmdline", "console=tty1 root=/dev/mmcblk0p2\n");
        write("boot/firmware/cmdline.txt", "console=tty1 root=PARTUUID=1\n");
        write("boot/firmware/config.txt", "[all]\ndtparam=i2c_arm=on\n dtparam=strict_gpiod\n");
        write("etc/passwd", "root:x:0:0::/root:/bin/sh\ngate:x:990:990::/:/bin/false\n");
        write("etc/group", "root:x:0:\ndialout:x:20:pi,gate\ni2c:x:995:gate\ngpio:x:990:\n");
        write("dev/ttyUSB0", "");
        write("dev/ttyAMA0", "");
        write("dev/ttyS0", "");
        write("sys/class/tty/ttyS0/type", "0\n");
        write("dev/i2c-1", "");
        write("sys/class/gpio/gpiochip512/label", "pinctrl-bcm2711\n");
        link("dev/serial0", "ttyAMA0");
        link(BY_ID.substring(1), "../../ttyUSB0");
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private void link(String name, String target) throws IOException {
        Path path = root.resolve(name);
        Files.createDirectories(path.getParent());
        Files.createSymbolicLink(path, Path.of(target));
    }

    /// A gate with one lane of these devices.
    static GateConfig gate(Path folder, String devices) throws IOException, BadConfig {
        return GateConfig.read(Files.writeString(folder.resolve("gate.toml"), """
                [site]
                id = "no1"
                gate = "east"
                [store]
                path = "gate.db"
                [clock]
                source = "assume"
                [[lane]]
                id = "in-1"
                direction = "in"
                """ + devices));
    }

    private List<Finding> examined(String user, String reader, String others) throws IOException, BadConfig {
        return new MachineExamination(new Machine(root), user).of(gate(folder, "reader = { " + reader + " }\n" + others));
    }

    private List<Finding> faults(String user, String port) throws IOException, BadConfig {
        return examined(user, "driver = \"rdm6300\", port = \"" + port + "\"", """
                thermometer = { driver = "mlx90614", bus = 1 }
                relay = { driver = "gpio", pin = 23 }
                """).stream().filter(f -> f.state() != Finding.State.OK).toList();
    }

    private void onlyFinding(Finding.State state, String check, String detail, String fix, List<Finding> found) {
        assertEquals(1, found.size(), found.toString());
        assertEquals(check + " " + state, found.getFirst().check() + " " + found.getFirst().state());
        assertTrue(found.getFirst().detail().contains(detail) && found.getFirst().fix().contains(fix), found.toString());
    }

    @Test void saysWhatIsThere() throws Exception {
        assertEquals(List.of(Finding.ok("board", "Raspberry Pi 4 Model B Rev 1.4"),
                Finding.ok("serial ports", BY_ID + " is /dev/ttyUSB0, /dev/ttyAMA0"),
                Finding.ok("I2C buses", "i2c-1"), Finding.ok("gpio chips", "pinctrl-bcm2711")),
                examined("nobody", "driver = \"sim\"", "relay = { driver = \"sim\" }"));
    }

    @Test void aSoundMachineHasNoFault() throws Exception {
        assertEquals(List.of(), faults("gate", BY_ID));
        assertEquals(List.of(), faults("root", "/dev/ttyAMA0"));
    }

    @Test void whatNoDeviceNeedsIsNoFault() throws Exception {
        write("boot/firmware/config.txt", "[all]\n");
        write("proc/cmdline", "console=serial0,115200\n");
        Files.delete(root.resolve("dev/i2c-1"));
        assertTrue(examined("nobody", "driver = \"sim\"", "relay = { driver = \"sim\" }").stream().allMatch(f -> f.state() == Finding.State.OK));
    }

    @Test void aConsoleOnTheReadersPort() throws Exception {
        write("boot/firmware/cmdline.txt", "console=serial0,115200 console=tty1\n");
        onlyFinding(Finding.State.FAULT, "console ttyAMA0", "console is on /dev/ttyAMA0", "cmdline.txt", faults("gate", "/dev/ttyAMA0"));
        onlyFinding(Finding.State.FAULT, "console serial0", "console is on /dev/serial0", "cmdline.txt", faults("gate", "/dev/serial0"));
        assertEquals(List.of(), faults("gate", BY_ID));
    }

    @Test void aUserOutsideTheGroups() throws Exception {
        assertEquals(List.of("group dialout", "group i2c", "group gpio"), faults("pi2", BY_ID).stream().map(Finding::check).toList());
        write("etc/group", "dialout:x:20:pi,gate\ni2c:x:995:gates\ngpio:x:990:\n");
        onlyFinding(Finding.State.FAULT, "group i2c", "the user gate", "sudo usermod -aG i2c gate", faults("gate", BY_ID));
    }

    @Test void i2cThatIsNotSwitchedOn() throws Exception {
        Files.delete(root.resolve("dev/i2c-1"));
        onlyFinding(Finding.State.FAULT, "I2C bus 1", "there is no /dev/i2c-1", "load i2c-dev", faults("gate", BY_ID));
        write("boot/firmware/config.txt", "#dtparam=i2c_arm=on\ndtparam=audio=on,strict_gpiod\n");
        onlyFinding(Finding.State.FAULT, "I2C bus 1", "there is no /dev/i2c-1", "dtparam=i2c_arm=on to /boot/firmware/config.txt", faults("gate", BY_ID));
    }

    @Test void aRelayThatOutlivesTheProgram() throws Exception {
        write("boot/firmware/config.txt", "dtparam=i2c_arm=on\n#dtparam=strict_gpiod\n");
        onlyFinding(Finding.State.FAULT, "strict_gpiod", "stays on", "add dtparam=strict_gpiod", faults("gate", BY_ID));
    }

    @Test void chipsWithoutTheHeaders() throws Exception {
        write("sys/class/gpio/gpiochip512/label", "rp1-gpio\n");
        write("sys/bus/gpio/devices/gpiochip1/label", "gpio-brcmstb\n");
        onlyFinding(Finding.State.FAULT, "gpio header", "only \"gpio-brcmstb\", \"rp1-gpio\"", "pinctrl-rp1", faults("gate", BY_ID));
    }

    @Test void aNumberedPortWithAStableName() throws Exception {
        onlyFinding(Finding.State.NOTE, "port ttyUSB0", "/dev/ttyUSB0 may be another", "write port = \"" + BY_ID + "\"", faults("gate", "/dev/ttyUSB0"));
        link("dev/campus-gate/in-1-reader", "../ttyUSB0");
        assertEquals(List.of(), faults("gate", "/dev/campus-gate/in-1-reader"), "a name of the installer's own");
    }
}
