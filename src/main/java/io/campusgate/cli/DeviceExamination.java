package io.campusgate.cli;

import static io.campusgate.domain.Bilingual.same;
import static io.campusgate.domain.Bilingual.say;

import io.campusgate.config.DisplayConfig;
import io.campusgate.config.GateConfig;
import io.campusgate.config.InputConfig;
import io.campusgate.config.ReaderConfig;
import io.campusgate.config.RelayConfig;
import io.campusgate.config.ThermometerConfig;
import io.campusgate.daemon.ControlClient;
import io.campusgate.device.CardReader;
import io.campusgate.device.DeviceException;
import io.campusgate.device.I2cBus;
import io.campusgate.device.Thermometer;
import io.campusgate.device.drivers.Drivers;
import io.campusgate.domain.Bilingual;
import io.campusgate.domain.Credential;
import io.campusgate.domain.Uptime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The devices of every lane: as the running gate sees them, or, where none runs, by trying them. Relays and pins are
/// only looked at, so that nothing moves.
final class DeviceExamination implements Examination {
    private static final int OPEN_MS = 2_000;
    private static final Bilingual SERIAL_FIX = say("plug it in, name it by /dev/serial/by-id, and add the gate's user to the group dialout",
            "插好设备，用 /dev/serial/by-id 下的名称，并把门禁用户加入 dialout 组");
    private static final Bilingual OSDP_FIX = say("check its cable (A and B), address, baud and key; a new reader is given the key by campus-gate osdp enrol LANE",
            "检查线缆（A、B）、地址、波特率和密钥；新读卡器用 campus-gate osdp enrol 通道 写入密钥");
    private static final Bilingual PIN_FIX = say("run on a Raspberry Pi and add the gate's user to the group gpio", "请在树莓派上运行，并把门禁用户加入 gpio 组");

    private static final Bilingual I2C_FIX = say("dtparam=i2c_arm=on, wiring, and the gate's user in the group i2c", "检查 dtparam=i2c_arm=on、接线，以及门禁用户是否在 i2c 组");
    private static final Bilingual SILENT_FIX = say("check its wires, its address and the pull-ups to 3.3 V; "
            + "a thermometer must be of the 3 V type (MLX90614 …B or …D): the 5 V type (…A) does not work on a Pi",
            "检查接线、地址和接到 3.3 V 的上拉电阻；测温模块必须是 3 V 型（MLX90614 …B 或 …D），5 V 型（…A）不能用于树莓派");
    private static final Bilingual PEC_FIX = say("4.7 kΩ pull-ups to 3.3 V, a shorter cable or dtparam=i2c_arm_baudrate=50000; "
            + "the 5 V type (MLX90614 …A) does not work on a Pi",
            "用 4.7 kΩ 上拉到 3.3 V，缩短线缆，或设 dtparam=i2c_arm_baudrate=50000；5 V 型（MLX90614 …A）不能用于树莓派");
    private static final Bilingual DISPLAY_FIX = say("check its cable and its address: 0x20 to 0x27, with a PCF8574A 0x38 to 0x3F", "检查线缆和地址：0x20 到 0x27，PCF8574A 为 0x38 到 0x3F");
    /// Addresses outside are reserved.
    private static final int FIRST = 0x08;
    private static final int LAST = 0x77;
    private static final long SCAN_MS = 5_000;   // one that hangs takes a second an address

    private final Supplier<Drivers> catalogue;

    /// @param catalogue of the drivers to try the devices with, where no gate runs
    DeviceExamination(Supplier<Drivers> catalogue) {
        this.catalogue = catalogue;
    }

    @Override public List<Finding> of(GateConfig config) throws InterruptedException {
        try {
            return asTheDaemonSees(ControlClient.connect(config.store().path()).call("status", Map.of()));
        } catch (ControlClient.NotDone e) {
            return tried(config);
        }
    }

    private static List<Finding> asTheDaemonSees(Map<String, Object> status) {
        List<Finding> findings = new ArrayList<>();
        for (Map<?, ?> lane : maps(status.get("lanes"))) {
            for (Map<?, ?> device : maps(lane.get("devices"))) {
                String check = lane.get("id") + " " + device.get("kind");
                Bilingual detail = say(device.get("driver") + " is " + device.get("health"), device.get("driver") + "：" + health(device.get("health")));
                findings.add("ok".equals(device.get("health")) ? Finding.ok(check, detail)
                        : Finding.fault(check, detail.then(same(": " + device.get("reason"))),
                        say("check its cable and its power; the gate tries again by itself", "检查线缆和供电；门禁会自动重试")));
            }
        }
        return findings;
    }

    private static String health(@Nullable Object health) {
        return switch (String.valueOf(health)) {
            case "ok" -> "正常";
            case "lost" -> "失联";
            case "unreliable" -> "不可靠";
            default -> "未知";
        };
    }

    private static List<Map<?, ?>> maps(@Nullable Object list) {
        return list instanceof List<?> l ? l.stream().<Map<?, ?>>mapMulti((e, into) -> {
            if (e instanceof Map<?, ?> map) {
                into.accept(map);
            }
        }).toList() : List.of();
    }

    private List<Finding> tried(GateConfig config) throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        try (Drivers drivers = catalogue.get()) {
            for (GateConfig.Lane lane : config.lanes()) {
                for (ReaderConfig reader : lane.readers()) {
                    findings.add(reader(lane.id() + " reader", reader, drivers));
                }
                lane.thermometer().ifPresent(t -> findings.add(thermometer(lane.id() + " thermometer", t, drivers)));
                lane.display().ifPresent(d -> findings.add(display(lane.id() + " display", d, drivers)));
                findings.add(relay(lane.id() + " relay", lane.relay()));
                if (MachineExamination.inputs(lane).anyMatch(InputConfig.Gpio.class::isInstance) || lane.indicator().isPresent()) {
                    findings.add(pins(lane.id() + " pins"));
                }
            }
            MachineExamination.buses(config).forEach(bus -> scan(bus, drivers.i2c(bus)).ifPresent(findings::add));
        }
        return findings;
    }

    /// What answers on a bus with a device of the gate; empty if there is no such bus, which its devices have said already.
    private static Optional<Finding> scan(int number, I2cBus bus) {
        String check = "scan of I2C bus " + number;
        List<String> found = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SCAN_MS);
        try {
            for (int address = FIRST; address <= LAST; address++) {
                if (bus.answers(address)) {
                    found.add(hex(address));
                }
                if (System.nanoTime() - end > 0) {
                    return Optional.of(Finding.fault(check, say("given up at " + hex(address) + ": something holds the bus", "在 " + hex(address) + " 处放弃：有设备占住了总线"), SILENT_FIX));
                }
            }
        } catch (DeviceException e) {
            return e.kind() == DeviceException.Kind.ABSENT ? Optional.empty()
                    : Optional.of(Finding.fault(check, String.valueOf(e.getMessage()), SILENT_FIX));
        }
        return Optional.of(found.isEmpty() ? Finding.note(check, say("nothing answers", "没有设备应答"), SILENT_FIX)
                : Finding.ok(check, say("answers at ", "有应答：").then(same(String.join(", ", found)))));
    }

    private static String hex(int address) {
        return String.format(Locale.ROOT, "0x%02X", address);
    }

    private static Finding reader(String check, ReaderConfig reader, Drivers drivers) throws InterruptedException {
        return switch (reader) {
            case ReaderConfig.Rdm6300(var port, var baud) -> serial(check, opens("rdm6300", port), drivers.rdm6300(port, baud));
            // any reader that only talks shows whether the port opens
            case ReaderConfig.Line line -> serial(check, opens("line", line.port()), drivers.rdm6300(line.port(), line.baud()));
            case ReaderConfig.WiegandSerial w -> serial(check, opens("wiegand-serial", w.port()), drivers.rdm6300(w.port(), w.baud()));
            case ReaderConfig.Pn532(var port, var baud) -> serial(check, answers("pn532", port), drivers.pn532(port, baud));
            case ReaderConfig.IdCardSam(var port, var baud) -> serial(check, answers("idcard-sam", port), drivers.idCardSam(port, baud));
            case ReaderConfig.Osdp(var port, var baud, var address, var key, _) -> firstSign(check,
                    say("osdp at address " + address + " on " + port + " has proved the key", port + " 上地址 " + address + " 的 osdp 已证明密钥"), OSDP_FIX, drivers.osdp(port, baud, address, key, Optional.empty()), false);
            case ReaderConfig.Sim() -> Finding.ok(check, "sim");
        };
    }

    private static Bilingual opens(String driver, Path port) {
        return say(driver + " on " + port + " opens", port + " 上的 " + driver + " 可以打开");
    }

    private static Bilingual answers(String driver, Path port) {
        return say(driver + " on " + port + " answers", port + " 上的 " + driver + " 有应答");
    }

    private static Finding serial(String check, Bilingual well, CardReader reader) throws InterruptedException {
        return firstSign(check, well, SERIAL_FIX, reader, true);
    }

    /// Serves the reader until its first sign of life. That no card is read then is no fault.
    ///
    /// @param well       what can be said then
    /// @param faultsLive whether a frame that is not good is a sign of life
    private static Finding firstSign(String check, Bilingual well, Bilingual fix, CardReader reader, boolean faultsLive) throws InterruptedException {
        CompletableFuture<Optional<String>> outcome = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().daemon().name("doctor").start(() -> {
            try {
                reader.serve(new FirstSign(outcome, faultsLive));
            } catch (DeviceException e) {
                outcome.complete(Optional.of(String.valueOf(e.getMessage())));
            } catch (InterruptedException e) {
                outcome.complete(Optional.of("it did not open in time"));
            }
        });
        try {
            return outcome.get(OPEN_MS, TimeUnit.MILLISECONDS).map(why -> Finding.fault(check, why, fix))
                    .orElseGet(() -> Finding.ok(check, well));
        } catch (TimeoutException | ExecutionException e) {
            return Finding.fault(check, say("it did not show in time that ", "没有及时看到：").then(well), fix);
        } finally {
            thread.interrupt();
            thread.join(OPEN_MS);
        }
    }

    /// @param outcome empty: alive; else why not
    private record FirstSign(CompletableFuture<Optional<String>> outcome, boolean faultsLive) implements CardReader.Listener {
        @Override public void alive() {
            outcome.complete(Optional.empty());
        }

        @Override public void read(Credential credential, Uptime at) {
            alive();
        }

        @Override public void lost(DeviceException why) {
            outcome.complete(Optional.of(String.valueOf(why.getMessage())));
        }

        @Override public void fault(String code) {
            if (faultsLive) {
                alive();
            }
        }
    }

    private static Finding thermometer(String check, ThermometerConfig thermometer, Drivers drivers) {
        return switch (thermometer) {
            case ThermometerConfig.Mlx90614(var bus, var address, var verifyPec) ->
                measured(check, "mlx90614", drivers.mlx90614(bus, address, verifyPec));
            case ThermometerConfig.Mlx90632(var bus, var address) -> measured(check, "mlx90632", drivers.mlx90632(bus, address));
            case ThermometerConfig.Sim _ -> Finding.ok(check, "sim");
        };
    }

    private static Finding measured(String check, String driver, Thermometer thermometer) {
        try (thermometer) {
            Thermometer.Sample sample = thermometer.measure();
            return Finding.ok(check, say(driver + " sees " + sample.surface() + " °C, is at " + sample.ambient() + " °C, " + thermometer.about(),
                    driver + " 测得 " + sample.surface() + " °C，自身 " + sample.ambient() + " °C，" + thermometer.about()));
        } catch (DeviceException e) {
            return Finding.fault(check, String.valueOf(e.getMessage()), switch (e.kind()) {
                case NO_ANSWER -> SILENT_FIX;
                case CORRUPT -> PEC_FIX;
                case ABSENT, SELF_REPORTED, OUT_OF_RANGE -> I2C_FIX;
            });
        }
    }

    /// Nothing is written to it, so that what it shows stays.
    private static Finding display(String check, DisplayConfig display, Drivers drivers) {
        return switch (display) {
            case DisplayConfig.Lcd1602(var bus, var address, _) -> {
                String where = "lcd1602 at " + hex(address) + " on I2C bus " + bus;
                try {
                    yield drivers.i2c(bus).answers(address) ? Finding.ok(check, say(where + " answers", where + " 有应答"))
                            : Finding.fault(check, say(where + " does not answer", where + " 没有应答"), DISPLAY_FIX);
                } catch (DeviceException e) {
                    yield Finding.fault(check, String.valueOf(e.getMessage()), I2C_FIX);
                }
            }
            case DisplayConfig.Sim _ -> Finding.ok(check, "sim");
        };
    }

    private static Finding relay(String check, RelayConfig relay) {
        return switch (relay) {
            case RelayConfig.Gpio(var pin, _, _, _) -> hasPins() ? Finding.ok(check, "gpio pin " + pin)
                    : Finding.fault(check, say("there are no pins to use here", "本机没有可用的引脚"), PIN_FIX);
            case RelayConfig.Lcus(var port, var channel, _, _) -> Files.isReadable(port) && Files.isWritable(port)
                    ? Finding.ok(check, "lcus on " + port + ", channel " + channel)
                    : Finding.fault(check, Files.exists(port) ? say("this user may not use " + port, "当前用户不能使用 " + port) : say(port + " is not there", port + " 不存在"), SERIAL_FIX);
            case RelayConfig.Sim _ -> Finding.ok(check, "sim");
        };
    }

    private static Finding pins(String check) {
        return hasPins() ? Finding.ok(check, "gpio") : Finding.fault(check, say("there are no pins to use here", "本机没有可用的引脚"), PIN_FIX);
    }

    private static boolean hasPins() {
        return Stream.of("/dev/gpiochip0", "/dev/gpiochip4").map(Path::of).anyMatch(p -> Files.isReadable(p) && Files.isWritable(p));
    }
}
