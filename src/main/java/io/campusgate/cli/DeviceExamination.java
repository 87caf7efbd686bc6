package io.campusgate.cli;

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
    private static final String SERIAL_FIX = "plug it in, name it by /dev/serial/by-id, and add the gate's user to the group dialout";
    private static final String OSDP_FIX = "check its cable (A and B), address, baud and key; a new reader is given the key by campus-gate osdp enrol LANE";
    private static final String PIN_FIX = "run on a Raspberry Pi and add the gate's user to the group gpio";

    private static final String I2C_FIX = "dtparam=i2c_arm=on, wiring, and the gate's user in the group i2c";
    private static final String SILENT_FIX = "check its wires, its address and the pull-ups to 3.3 V; "
            + "a thermometer must be of the 3 V type (MLX90614 …B or …D): the 5 V type (…A) does not work on a Pi";
    private static final String PEC_FIX = "4.7 kΩ pull-ups to 3.3 V, a shorter cable or dtparam=i2c_arm_baudrate=50000; "
            + "the 5 V type (MLX90614 …A) does not work on a Pi";
    private static final String DISPLAY_FIX = "check its cable and its address: 0x20 to 0x27, with a PCF8574A 0x38 to 0x3F";
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
        } catch (ControlClient.NotRunning | ControlClient.Refused e) {
            return tried(config);
        }
    }

    private static List<Finding> asTheDaemonSees(Map<String, Object> status) {
        List<Finding> findings = new ArrayList<>();
        for (Map<?, ?> lane : maps(status.get("lanes"))) {
            for (Map<?, ?> device : maps(lane.get("devices"))) {
                String check = lane.get("id") + " " + device.get("kind");
                String detail = device.get("driver") + " is " + device.get("health");
                findings.add("ok".equals(device.get("health")) ? Finding.ok(check, detail)
                        : Finding.fault(check, detail + ": " + device.get("reason"), "check its cable and its power; the gate tries again by itself"));
            }
        }
        return findings;
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
                    return Optional.of(Finding.fault(check, "given up at " + hex(address) + ": something holds the bus", SILENT_FIX));
                }
            }
        } catch (DeviceException e) {
            return e.kind() == DeviceException.Kind.ABSENT ? Optional.empty()
                    : Optional.of(Finding.fault(check, String.valueOf(e.getMessage()), SILENT_FIX));
        }
        return Optional.of(found.isEmpty() ? Finding.note(check, "nothing answers", SILENT_FIX)
                : Finding.ok(check, "answers at " + String.join(", ", found)));
    }

    private static String hex(int address) {
        return String.format(Locale.ROOT, "0x%02X", address);
    }

    private static Finding reader(String check, ReaderConfig reader, Drivers drivers) throws InterruptedException {
        return switch (reader) {
            case ReaderConfig.Rdm6300(var port, var baud) -> serial(check, "rdm6300 on " + port + " opens", drivers.rdm6300(port, baud));
            // any reader that only talks shows whether the port opens
            case ReaderConfig.Line line -> serial(check, "line on " + line.port() + " opens", drivers.rdm6300(line.port(), line.baud()));
            case ReaderConfig.WiegandSerial w -> serial(check, "wiegand-serial on " + w.port() + " opens", drivers.rdm6300(w.port(), w.baud()));
            case ReaderConfig.Pn532(var port, var baud) -> serial(check, "pn532 on " + port + " answers", drivers.pn532(port, baud));
            case ReaderConfig.IdCardSam(var port, var baud) -> serial(check, "idcard-sam on " + port + " answers", drivers.idCardSam(port, baud));
            case ReaderConfig.Osdp(var port, var baud, var address, var key, _) -> firstSign(check,
                    "osdp at address " + address + " on " + port + " has proved the key", OSDP_FIX, drivers.osdp(port, baud, address, key, Optional.empty()), false);
            case ReaderConfig.Sim() -> Finding.ok(check, "sim");
        };
    }

    private static Finding serial(String check, String well, CardReader reader) throws InterruptedException {
        return firstSign(check, well, SERIAL_FIX, reader, true);
    }

    /// Serves the reader until its first sign of life. That no card is read then is no fault.
    ///
    /// @param well       what can be said then
    /// @param faultsLive whether a frame that is not good is a sign of life
    private static Finding firstSign(String check, String well, String fix, CardReader reader, boolean faultsLive) throws InterruptedException {
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
            return Finding.fault(check, "it did not show in time that " + well, fix);
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
            return Finding.ok(check, driver + " sees " + sample.surface() + " °C, is at " + sample.ambient() + " °C, " + thermometer.about());
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
                    yield drivers.i2c(bus).answers(address) ? Finding.ok(check, where + " answers")
                            : Finding.fault(check, where + " does not answer", DISPLAY_FIX);
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
                    : Finding.fault(check, "there are no pins to use here", PIN_FIX);
            case RelayConfig.Lcus(var port, var channel, _, _) -> Files.isReadable(port) && Files.isWritable(port)
                    ? Finding.ok(check, "lcus on " + port + ", channel " + channel)
                    : Finding.fault(check, Files.exists(port) ? "this user may not use " + port : port + " is not there", SERIAL_FIX);
            case RelayConfig.Sim _ -> Finding.ok(check, "sim");
        };
    }

    private static Finding pins(String check) {
        return hasPins() ? Finding.ok(check, "gpio") : Finding.fault(check, "there are no pins to use here", PIN_FIX);
    }

    private static boolean hasPins() {
        return Stream.of("/dev/gpiochip0", "/dev/gpiochip4").map(Path::of).anyMatch(p -> Files.isReadable(p) && Files.isWritable(p));
    }
}
