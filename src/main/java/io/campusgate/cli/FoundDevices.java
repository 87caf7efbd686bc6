package io.campusgate.cli;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.cli.NewLane.Part;
import io.campusgate.domain.Bilingual;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What of a machine lanes could be made of, and the lanes that somebody makes of it.
///
/// @param ports  by their stable names, where they have one; those of USB first
/// @param hasPins whether there is a gpio chip
/// @param hasI2c  whether there is an I2C bus 1
record FoundDevices(List<String> ports, boolean hasPins, boolean hasI2c) {
    private static final String USUAL_PORT = "/dev/ttyAMA0";
    private static final int MOST_LANES = 8;
    /// Low while a Pi boots, and not used by another part of the usual wiring.
    private static final List<String> RELAY_PINS = List.of("23", "24", "18", "26", "13", "19", "21", "11");

    static FoundDevices of(Machine machine) {
        Map<Path, Path> links = machine.serialLinks();
        List<Path> named = new ArrayList<>();
        List<String> ports = new ArrayList<>();
        links.forEach((link, device) -> {
            if (!named.contains(device)) {   // the first name is the best
                named.add(device);
                ports.add(link.toString());
            }
        });
        machine.serialPorts().stream().filter(port -> !named.contains(port)).forEach(port -> ports.add(port.toString()));
        return new FoundDevices(List.copyOf(ports), !machine.gpioLabels().isEmpty(), machine.i2cBuses().contains("i2c-1"));
    }

    /// The lane that this machine is most probably wired for; empty if a reader or a relay cannot be.
    Optional<NewLane> lane() {
        boolean relayOnPort = !hasPins && ports.size() > 1;
        return ports.isEmpty() || !hasPins && !relayOnPort ? Optional.empty()
                : Optional.of(new NewLane("in-1", "in", new Part("rdm6300", ports.getFirst()),
                        hasPins ? new Part("gpio", RELAY_PINS.getFirst()) : new Part("lcus", ports.get(1)), Optional.empty()));
    }

    List<NewLane> ask(Interview interview) {
        interview.tell(say("Found on this machine: serial ports ", "在本机找到：串口 ").then(ports.isEmpty() ? say("none", "无") : Bilingual.same(String.join(", ", ports)))
                .then(say("; pins: ", "；引脚：")).then(word(hasPins)).then(say("; I2C bus 1: ", "；I2C 总线 1：")).then(word(hasI2c)));
        List<String> left = new ArrayList<>(ports);
        List<NewLane> lanes = new ArrayList<>();
        do {
            lanes.add(askOne(interview, left, lanes.size()));
        } while (lanes.size() < MOST_LANES && interview.isAgreed(say("Another lane?", "还有其他通道吗？")));
        return lanes;
    }

    private static Bilingual word(boolean is) {
        return is ? say("yes", "有") : say("no", "无");
    }

    private NewLane askOne(Interview interview, List<String> left, int before) {
        String direction = interview.oneOf(say("Lane " + (before + 1) + ": direction", "第 " + (before + 1) + " 条通道：方向"), List.of("in", "out"), before == 0 ? "in" : "out");
        String id = interview.require(say("Its name", "名称"), direction + "-" + (before + 1));
        Part reader = device(interview, say("Reader", "读卡器"), NewLane.READERS, "rdm6300", left, before);
        Part relay = device(interview, say("Relay", "继电器"), NewLane.RELAYS, hasPins ? "gpio" : "lcus", left, before);
        List<String> thermometers = new ArrayList<>(NewLane.THERMOMETERS);
        thermometers.add("none");
        String thermometer = interview.oneOf(say("Thermometer", "测温"), thermometers, "none");
        return new NewLane(id, direction, reader, relay, Optional.of(thermometer).filter(t -> !t.equals("none")).map(t -> new Part(t, "")));
    }

    private static Part device(Interview interview, Bilingual question, List<String> drivers, String usual, List<String> left, int before) {
        String driver = interview.oneOf(question, drivers, usual);
        if (driver.equals("sim")) {
            return new Part(driver, "");
        }
        if (driver.equals("gpio")) {
            return new Part(driver, interview.require(say("on pin (BCM number)", "引脚（BCM 编号）"), RELAY_PINS.get(before)));
        }
        String port = interview.require(say("on port", "串口"), left.isEmpty() ? USUAL_PORT : left.getFirst());
        if (!driver.equals("osdp")) {   // an OSDP line has several readers
            left.remove(port);
        }
        return new Part(driver, port);
    }
}
