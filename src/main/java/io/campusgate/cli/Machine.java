package io.campusgate.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What Linux says of the machine in its files; only read. What cannot be read counts as not there.
///
/// @param root `/`, or a folder that stands for it
record Machine(Path root) {
    private static final int MEMBERS = 3;   // field of /etc/group
    private static final int GROUP_ID = 2;  // of /etc/group
    private static final int PRIMARY = 3;   // of /etc/passwd

    Optional<String> model() {
        return Optional.of(text("proc/device-tree/model").replace("\0", "").strip()).filter(m -> !m.isEmpty());
    }

    /// The stable names of the ports plugged in, `/dev/serial/by-id/…` before `/dev/serial/by-path/…`, and the device each means.
    Map<Path, Path> serialLinks() {
        Map<Path, Path> links = new LinkedHashMap<>();
        for (String folder : List.of("dev/serial/by-id", "dev/serial/by-path")) {
            list(folder, "*").forEach(name -> links.put(Path.of("/" + folder, name), device(Path.of("/" + folder, name))));
        }
        return links;
    }

    /// `/dev/ttyUSB0` and its like. `ttyS0` is always there, a port only if the kernel knows its type.
    List<Path> serialPorts() {
        List<String> names = new ArrayList<>(list("dev", "tty{AMA,USB,ACM}*"));
        if (!list("dev", "ttyS0").isEmpty() && !Set.of("", "0").contains(text("sys/class/tty/ttyS0/type").strip())) {
            names.add("ttyS0");
        }
        return names.stream().map(name -> Path.of("/dev", name)).toList();
    }

    /// `i2c-1` and its like.
    Set<String> i2cBuses() {
        return Stream.concat(list("dev", "i2c-*").stream(), list("sys/class/i2c-dev", "i2c-*").stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// The labels of the chips, where the kernel shows them.
    Set<String> gpioLabels() {
        return Stream.of("sys/bus/gpio/devices", "sys/class/gpio")
                .flatMap(folder -> list(folder, "*chip*").stream().map(chip -> text(folder + "/" + chip + "/label").strip()))
                .filter(label -> !label.isEmpty()).collect(Collectors.toCollection(TreeSet::new));
    }

    /// The device that a name under `/dev` means, or the name itself while nothing is plugged in.
    Path device(Path name) {
        try {
            return Path.of("/").resolve(root.toRealPath().relativize(inside(name).toRealPath()));
        } catch (IOException e) {
            return name;
        }
    }

    /// The devices on which the kernel has a console, now or after the next start.
    Set<Path> consoles() {
        return Stream.of("proc/cmdline", "boot/firmware/cmdline.txt", "boot/cmdline.txt").flatMap(file -> Stream.of(text(file).split("\\s+")))
                .filter(word -> word.startsWith("console=")).map(word -> device(Path.of("/dev", word.substring("console=".length()).split(",")[0])))
                .collect(Collectors.toSet());
    }

    /// Whether there is a `config.txt` of a Raspberry Pi.
    boolean hasBootConfig() {
        return !bootConfig().isEmpty();
    }

    /// Whether `dtparam=NAME` or `dtparam=NAME=on` is in `config.txt`; its sections, which count on one board only, are not told apart.
    boolean isSwitchedOn(String name) {
        return bootConfig().lines().map(String::strip).filter(line -> line.startsWith("dtparam="))
                .flatMap(line -> Arrays.stream(line.substring("dtparam=".length()).split(","))).map(String::strip)
                .anyMatch(p -> p.equals(name) || p.equals(name + "=on"));
    }

    private String bootConfig() {
        String text = text("boot/firmware/config.txt");
        return text.isEmpty() ? text("boot/config.txt") : text;
    }

    /// Whether `user` may not use what belongs to `group`: false for root, and where there is no such group.
    boolean lacks(String user, String group) {
        String primary = fields("etc/passwd", user).filter(f -> f.length > PRIMARY).map(f -> f[PRIMARY]).orElse("");
        return !"root".equals(user) && fields("etc/group", group).filter(f -> f.length > MEMBERS)
                .filter(f -> !f[GROUP_ID].equals(primary) && !List.of(f[MEMBERS].split(",")).contains(user)).isPresent();
    }

    private Optional<String[]> fields(String file, String name) {
        return text(file).lines().map(line -> line.split(":", -1)).filter(f -> f[0].equals(name)).findFirst();
    }

    private Path inside(Path absolute) {
        return root.resolve(absolute.toString().substring(1));
    }

    private String text(String file) {
        try {
            return Files.readString(root.resolve(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /// Sorted names.
    private List<String> list(String folder, String pattern) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(root.resolve(folder), pattern)) {
            found.forEach(p -> names.add(String.valueOf(p.getFileName())));
        } catch (IOException e) {
            return List.of();
        }
        names.sort(null);
        return names;
    }
}
