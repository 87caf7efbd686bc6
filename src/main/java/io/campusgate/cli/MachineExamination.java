package io.campusgate.cli;

import static io.campusgate.domain.Bilingual.same;
import static io.campusgate.domain.Bilingual.say;

import io.campusgate.config.DisplayConfig;
import io.campusgate.config.GateConfig;
import io.campusgate.config.InputConfig;
import io.campusgate.config.ReaderConfig;
import io.campusgate.config.RelayConfig;
import io.campusgate.config.ThermometerConfig;
import io.campusgate.domain.Bilingual;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The machine the devices are connected to: what is there, and what of its settings keeps a configured device from working.
/// No device is opened.
final class MachineExamination implements Examination {
    private static final String BOOT = "/boot/firmware/config.txt";
    private static final Pattern NUMBERED = Pattern.compile("/dev/tty(USB|ACM)[0-9]+");

    private final Machine machine;
    private final String user;

    /// @param user who is to use the devices
    MachineExamination(Machine machine, String user) {
        this.machine = machine;
        this.user = user;
    }

    @Override public List<Finding> of(GateConfig config) {
        Set<Path> ports = new TreeSet<>();
        config.lanes().forEach(lane -> ports(lane).forEach(ports::add));
        Set<Integer> buses = buses(config);
        boolean pins = config.lanes().stream().anyMatch(MachineExamination::usesPins);
        List<Finding> findings = new ArrayList<>(present());
        ports.forEach(port -> port(port).ifPresent(findings::add));
        ports.forEach(port -> console(port).ifPresent(findings::add));
        buses.forEach(bus -> bus(bus).ifPresent(findings::add));
        if (pins) {
            chips().ifPresent(findings::add);
        }
        if (config.lanes().stream().anyMatch(lane -> lane.relay() instanceof RelayConfig.Gpio)
                && machine.hasBootConfig() && !machine.isSwitchedOn("strict_gpiod")) {
            findings.add(Finding.fault("strict_gpiod", say("a relay on a pin stays on when the program dies", "程序意外结束时，引脚上的继电器会保持吸合"),
                    say("add dtparam=strict_gpiod to " + BOOT + " and reboot", "在 " + BOOT + " 中加入 dtparam=strict_gpiod 并重启")));
        }
        Stream.of(ports.isEmpty() ? "" : "dialout", buses.isEmpty() ? "" : "i2c", pins ? "gpio" : "").filter(group -> machine.lacks(user, group))
                .forEach(group -> findings.add(Finding.fault("group " + group, say("the user " + user + " is not in it; the service has it from its unit", "用户 " + user + " 不在该组；服务由其单元文件得到该组"),
                        say("sudo usermod -aG " + group + " " + user + ", then log in again", "sudo usermod -aG " + group + " " + user + "，然后重新登录"))));
        return findings;
    }

    /// The numbers of the I2C buses with a device of the gate.
    static SortedSet<Integer> buses(GateConfig config) {
        SortedSet<Integer> buses = new TreeSet<>();
        for (GateConfig.Lane lane : config.lanes()) {
            lane.thermometer().ifPresent(thermometer -> {
                switch (thermometer) {
                    case ThermometerConfig.Mlx90614(var bus, _, _) -> buses.add(bus);
                    case ThermometerConfig.Mlx90632(var bus, _) -> buses.add(bus);
                    case ThermometerConfig.Sim _ -> { }
                }
            });
            lane.display().filter(DisplayConfig.Lcd1602.class::isInstance).map(DisplayConfig.Lcd1602.class::cast).ifPresent(d -> buses.add(d.bus()));
        }
        return buses;
    }

    private static Stream<Path> ports(GateConfig.Lane lane) {
        Stream<Path> readers = lane.readers().stream().flatMap(reader -> switch (reader) {
            case ReaderConfig.Rdm6300 r -> Stream.of(r.port());
            case ReaderConfig.Line r -> Stream.of(r.port());
            case ReaderConfig.WiegandSerial r -> Stream.of(r.port());
            case ReaderConfig.Pn532 r -> Stream.of(r.port());
            case ReaderConfig.IdCardSam r -> Stream.of(r.port());
            case ReaderConfig.Osdp r -> Stream.of(r.port());
            case ReaderConfig.Sim _ -> Stream.empty();
        });
        return Stream.concat(readers, lane.relay() instanceof RelayConfig.Lcus relay ? Stream.of(relay.port()) : Stream.empty());
    }

    private static boolean usesPins(GateConfig.Lane lane) {
        return lane.relay() instanceof RelayConfig.Gpio || lane.indicator().isPresent() || inputs(lane).anyMatch(InputConfig.Gpio.class::isInstance);
    }

    /// Every contact of the lane.
    static Stream<InputConfig> inputs(GateConfig.Lane lane) {
        return Stream.of(lane.doorContact(), lane.exitButton(), lane.fireInput(), lane.tamper(), lane.panic(), lane.feedback())
                .flatMap(Optional::stream);
    }

    private List<Finding> present() {
        Map<Path, Path> links = machine.serialLinks();
        List<String> ports = new ArrayList<>();
        links.forEach((link, device) -> ports.add(link + " is " + device));
        machine.serialPorts().stream().filter(port -> !links.containsValue(port)).forEach(port -> ports.add(port.toString()));
        return List.of(Finding.ok("board", machine.model().map(Bilingual::same).orElse(say("this machine does not name its model", "本机没有说明型号"))),
                Finding.ok("serial ports", listed(ports)), Finding.ok("I2C buses", listed(machine.i2cBuses())),
                Finding.ok("gpio chips", listed(machine.gpioLabels())));
    }

    private static Bilingual listed(Collection<String> things) {
        return things.isEmpty() ? say("none", "无") : same(String.join(", ", things));
    }

    /// The number of an adapter on USB is given anew at each plugging in.
    private Optional<Finding> port(Path port) {
        return !NUMBERED.matcher(port.toString()).matches() ? Optional.empty()
                : machine.serialLinks().entrySet().stream().filter(link -> link.getValue().equals(machine.device(port))).findFirst()
                .map(link -> Finding.note("port " + port.getFileName(), say(port + " may be another device after the next start", port + " 下次启动后可能是另一个设备"),
                        say("write port = \"" + link.getKey() + "\"", "请写 port = \"" + link.getKey() + "\"")));
    }

    private Optional<Finding> console(Path port) {
        return machine.consoles().contains(machine.device(port))
                ? Optional.of(Finding.fault("console " + port.getFileName(), say("the system's console is on " + port + " and talks into the device", "系统控制台在 " + port + " 上，会干扰设备"),
                        say("sudo raspi-config nonint do_serial_cons 1, or take console=… out of /boot/firmware/cmdline.txt; then reboot",
                                "sudo raspi-config nonint do_serial_cons 1，或从 /boot/firmware/cmdline.txt 删去 console=…，然后重启")))
                : Optional.empty();
    }

    private Optional<Finding> bus(int bus) {
        return machine.i2cBuses().contains("i2c-" + bus) ? Optional.empty()
                : Optional.of(Finding.fault("I2C bus " + bus, say("there is no /dev/i2c-" + bus, "没有 /dev/i2c-" + bus), machine.isSwitchedOn("i2c_arm")
                        ? say("reboot and load i2c-dev: sudo raspi-config nonint do_i2c 0; the header's bus is number 1", "重启并加载 i2c-dev：sudo raspi-config nonint do_i2c 0；排针上的是 1 号总线")
                        : say("add dtparam=i2c_arm=on to " + BOOT + " and reboot, or sudo raspi-config nonint do_i2c 0", "在 " + BOOT + " 中加入 dtparam=i2c_arm=on 并重启，或 sudo raspi-config nonint do_i2c 0")));
    }

    /// Chips without a visible label may be right.
    private Optional<Finding> chips() {
        Set<String> labels = machine.gpioLabels();
        return labels.isEmpty() || labels.stream().anyMatch(label -> label.contains("pinctrl")) ? Optional.empty()
                : Optional.of(Finding.fault("gpio header", say("no chip is labelled pinctrl-…, only ", "没有标为 pinctrl-… 的芯片，只有 ").then(same("\"" + String.join("\", \"", labels) + "\"")),
                        say("bring the kernel up to date: sudo apt full-upgrade, then reboot; a Pi 5 has pinctrl-rp1", "更新内核：sudo apt full-upgrade，然后重启；Pi 5 上是 pinctrl-rp1")));
    }
}
