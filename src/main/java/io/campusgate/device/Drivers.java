package io.campusgate.device;

import io.campusgate.device.gpio.GpioIndicator;
import io.campusgate.device.gpio.GpioInput;
import io.campusgate.device.gpio.GpioRelay;
import io.campusgate.device.gpio.RaspberryPi;
import io.campusgate.device.i2c.LinuxI2cBus;
import io.campusgate.device.i2c.Mlx90614;
import io.campusgate.device.serial.AsciiLineDecoder;
import io.campusgate.device.serial.LcusRelay;
import io.campusgate.device.serial.LineReader;
import io.campusgate.device.serial.Rdm6300Reader;
import io.campusgate.device.sim.SimGate;
import io.campusgate.device.sim.SimThermometer;
import io.campusgate.domain.Temperature;
import io.campusgate.domain.Word;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// The catalogue of drivers: makes a device of the name of its driver and its settings, as the configuration has them.
///
/// No device is touched by that; each is opened when it is first used. What several devices share, the board and its
/// buses, belongs to this catalogue and is closed with it, after the devices.
public final class Drivers implements AutoCloseable {

    /// @param driver `rdm6300`, `line` or `sim`
    /// @param port   of a serial reader; `sim` has none
    /// @param format of `line`: `hex`, `dec10`, `dec3.5` or `raw`
    public record ReaderSettings(String driver, String port, int baud, String format, boolean lsbFirst, OptionalInt maxLength,
                                 boolean idleFlush) {
        public static ReaderSettings rdm6300(String port) {
            return new ReaderSettings("rdm6300", port, 9600, "hex", false, OptionalInt.empty(), false);
        }

        public static ReaderSettings line(String port, int baud, String format) {
            return new ReaderSettings("line", port, baud, format, false, OptionalInt.empty(), false);
        }

        public static ReaderSettings sim() {
            return new ReaderSettings("sim", "", 9600, "hex", false, OptionalInt.empty(), false);
        }
    }

    /// @param driver  `mlx90614` or `sim`
    /// @param bus     number of the I2C bus; `sim` has none
    /// @param celsius of `sim`: the surface temperature it reads from the start
    /// @param ambient of `sim`
    public record ThermometerSettings(String driver, int bus, int address, boolean verifyPec, OptionalDouble celsius,
                                      OptionalDouble ambient) {}

    /// @param driver  `gpio` (pin, activeHigh), `lcus` (port, channel) or `sim`
    public record RelaySettings(String driver, int pin, boolean activeHigh, String port, int channel) {}

    /// @param driver `gpio` or `sim`
    public record InputSettings(String driver, int pin, boolean normallyClosed, Duration debounce) {}

    /// @param driver `gpio` or `sim`
    public record IndicatorSettings(String driver, OptionalInt green, OptionalInt red, OptionalInt buzzer) {}

    private final SimGate sim;
    private final RaspberryPi pi = new RaspberryPi();
    private final Map<Integer, I2cBus> buses = new HashMap<>();   // by number

    /// @param sim where the `sim` devices come from
    public Drivers(SimGate sim) {
        this.sim = sim;
    }

    /// @param lane the lane's id, for the twins
    /// @throws IllegalArgumentException for a driver or a setting that is not known
    public CardReader reader(String lane, ReaderSettings s) {
        return switch (s.driver) {
            case "rdm6300" -> new Rdm6300Reader(s.port, s.baud);
            case "line" -> new LineReader(s.port, s.baud, lineSettings(s));
            case "sim" -> sim.lane(lane).reader();
            default -> throw unknown("reader", s.driver, "rdm6300, line, sim");
        };
    }

    private static AsciiLineDecoder.Settings lineSettings(ReaderSettings s) {
        AsciiLineDecoder.Format format = Word.of(AsciiLineDecoder.Format.class, s.format)
                .orElseThrow(() -> unknown("format", s.format, Word.list(AsciiLineDecoder.Format.class)));
        AsciiLineDecoder.Settings usual = AsciiLineDecoder.Settings.of(format);
        return new AsciiLineDecoder.Settings(format, s.lsbFirst, s.maxLength.orElse(usual.maxLength()), s.idleFlush);
    }

    /// As [#reader].
    public Thermometer thermometer(String lane, ThermometerSettings s) {
        return switch (s.driver) {
            case "mlx90614" -> new Mlx90614(bus(s.bus), s.address, s.verifyPec);
            case "sim" -> {
                SimThermometer twin = sim.lane(lane).thermometer();
                s.celsius.ifPresent(celsius -> twin.surface(Temperature.ofCelsius(celsius)));
                s.ambient.ifPresent(celsius -> twin.ambient(Temperature.ofCelsius(celsius)));
                yield twin;
            }
            default -> throw unknown("thermometer", s.driver, "mlx90614, sim");
        };
    }

    /// As [#reader]. Put it into a [BoundedRelay].
    public GateRelay relay(String lane, RelaySettings s) {
        return switch (s.driver) {
            case "gpio" -> new GpioRelay(pi, s.pin, s.activeHigh);
            case "lcus" -> new LcusRelay(s.port, s.channel);
            case "sim" -> sim.lane(lane).relay();
            default -> throw unknown("relay", s.driver, "gpio, lcus, sim");
        };
    }

    /// As [#reader].
    ///
    /// @param name the input's key in the configuration, like `door-contact`
    public Input input(String lane, String name, InputSettings s) {
        return switch (s.driver) {
            case "gpio" -> new GpioInput(pi, s.pin, s.normallyClosed, s.debounce);
            case "sim" -> sim.lane(lane).input(name);
            default -> throw unknown("input", s.driver, "gpio, sim");
        };
    }

    /// As [#reader].
    public Indicator indicator(String lane, IndicatorSettings s) {
        return switch (s.driver) {
            case "gpio" -> new GpioIndicator(pi, s.green, s.red, s.buzzer);
            case "sim" -> sim.lane(lane).indicator();
            default -> throw unknown("indicator", s.driver, "gpio, sim");
        };
    }

    private synchronized I2cBus bus(int number) {
        return buses.computeIfAbsent(number, n -> new LinuxI2cBus(pi, n));
    }

    private static IllegalArgumentException unknown(String kind, String name, String known) {
        return new IllegalArgumentException("no " + kind + " '" + name + "' in this version; there are: " + known);
    }

    /// Closes the buses and the board. Close the devices first: relays are to rest while their lines are open.
    @Override public synchronized void close() {
        buses.values().forEach(I2cBus::close);
        buses.clear();
        pi.close();
    }
}
