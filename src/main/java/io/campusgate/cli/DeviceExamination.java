package io.campusgate.cli;

import io.campusgate.config.GateConfig;
import io.campusgate.config.InputConfig;
import io.campusgate.config.ReaderConfig;
import io.campusgate.config.RelayConfig;
import io.campusgate.config.ThermometerConfig;
import io.campusgate.daemon.ControlClient;
import io.campusgate.device.CardReader;
import io.campusgate.device.DeviceException;
import io.campusgate.device.Thermometer;
import io.campusgate.device.drivers.Drivers;
import io.campusgate.device.sim.SimGate;
import io.campusgate.domain.Credential;
import io.campusgate.domain.Uptime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The devices of every lane: as the running gate sees them, or, where none runs, by trying them. Relays and pins are
/// only looked at, so that nothing moves.
final class DeviceExamination implements Examination {
    private static final int OPEN_MS = 2_000;
    private static final String SERIAL_FIX = "plug it in, name it by /dev/serial/by-id, and add the gate's user to the group dialout";
    private static final String OSDP_FIX = "check its cable (A and B), address, baud and key; a new reader is given the key by campus-gate osdp enrol LANE";
    private static final String PIN_FIX = "run on a Raspberry Pi and add the gate's user to the group gpio";

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

    private static List<Finding> tried(GateConfig config) throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        try (Drivers drivers = new Drivers(new SimGate())) {
            for (GateConfig.Lane lane : config.lanes()) {
                for (ReaderConfig reader : lane.readers()) {
                    findings.add(reader(lane.id() + " reader", reader, drivers));
                }
                lane.thermometer().ifPresent(t -> findings.add(thermometer(lane.id() + " thermometer", t, drivers)));
                findings.add(relay(lane.id() + " relay", lane.relay()));
                if (MachineExamination.inputs(lane).anyMatch(InputConfig.Gpio.class::isInstance) || lane.indicator().isPresent()) {
                    findings.add(pins(lane.id() + " pins"));
                }
            }
        }
        return findings;
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
            return Finding.fault(check, String.valueOf(e.getMessage()), "dtparam=i2c_arm=on, wiring, and the gate's user in the group i2c");
        }
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
