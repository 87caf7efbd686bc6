package io.campusgate.device.drivers;

import io.campusgate.device.CardReader;
import io.campusgate.device.GateRelay;
import io.campusgate.device.I2cBus;
import io.campusgate.device.Indicator;
import io.campusgate.device.Input;
import io.campusgate.device.Thermometer;
import io.campusgate.device.gpio.GpioIndicator;
import io.campusgate.device.gpio.GpioInput;
import io.campusgate.device.gpio.GpioRelay;
import io.campusgate.device.gpio.RaspberryPi;
import io.campusgate.device.i2c.Lcd1602;
import io.campusgate.device.i2c.LinuxI2cBus;
import io.campusgate.device.i2c.Mlx90614;
import io.campusgate.device.i2c.Mlx90632;
import io.campusgate.device.osdp.OsdpLine;
import io.campusgate.device.osdp.OsdpReader;
import io.campusgate.device.serial.AsciiLineDecoder;
import io.campusgate.device.serial.IdCardSamReader;
import io.campusgate.device.serial.LcusRelay;
import io.campusgate.device.serial.LineReader;
import io.campusgate.device.serial.Pn532Reader;
import io.campusgate.device.serial.Rdm6300Reader;
import io.campusgate.device.serial.WiegandCodec;
import io.campusgate.device.serial.WiegandSerialReader;
import io.campusgate.device.sim.SimGate;
import io.campusgate.device.sim.SimLane;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/// The catalogue of drivers: one method for each driver of the configuration, which makes the device from its settings.
///
/// No device is touched by that; each is opened when it is first used. What several devices share, the board and its
/// buses, belongs to this catalogue and is closed with it, after the devices. Thread-safe.
public final class Drivers implements AutoCloseable {
    private final SimGate sim;
    private final RaspberryPi pi = new RaspberryPi();
    private final IntFunction<I2cBus> makeBus;
    private final Map<Integer, I2cBus> buses = new HashMap<>();   // by number
    private final Map<Path, OsdpLine> osdpLines = new HashMap<>();

    /// @param sim where the `sim` devices come from
    public Drivers(SimGate sim) {
        this(sim, LinuxI2cBus::new);
    }

    /// @param makeBus the I2C bus of a number, asked for once each
    public Drivers(SimGate sim, IntFunction<I2cBus> makeBus) {
        this.sim = sim;
        this.makeBus = makeBus;
    }

    /// Reader `rdm6300`.
    public CardReader rdm6300(Path port, int baud) {
        return new Rdm6300Reader(port, baud);
    }

    /// Reader `line`.
    public CardReader line(Path port, int baud, AsciiLineDecoder.Settings settings) {
        return new LineReader(port, baud, settings);
    }

    /// Reader `wiegand-serial`.
    public CardReader wiegandSerial(Path port, int baud, WiegandCodec.Variant variant, WiegandCodec.Format format) {
        return new WiegandSerialReader(port, baud, variant, format);
    }

    /// Reader `pn532`.
    public CardReader pn532(Path port, int baud) {
        return new Pn532Reader(port, baud);
    }

    /// Reader `idcard-sam`.
    public CardReader idCardSam(Path port, int baud) {
        return new IdCardSamReader(port, baud);
    }

    /// Reader `osdp`; those on the same port share its line.
    public OsdpReader osdp(Path port, int baud, int address, Path keyFile, Optional<WiegandCodec.Format> format) {
        return new OsdpReader(osdpLine(port, baud), address, keyFile, format);
    }

    /// Two names of one port are one line, as far as it is plugged in.
    private synchronized OsdpLine osdpLine(Path port, int baud) {
        Path device;
        try {
            device = port.toRealPath();
        } catch (IOException e) {
            device = port;
        }
        return osdpLines.computeIfAbsent(device, _ -> new OsdpLine(port, baud));
    }

    /// Thermometer `mlx90614`.
    ///
    /// @param bus number of the I2C bus; thermometers with the same number share it
    public Thermometer mlx90614(int bus, int address, boolean verifyPec) {
        return new Mlx90614(i2c(bus), address, verifyPec);
    }

    /// Thermometer `mlx90632`.
    public Thermometer mlx90632(int bus, int address) {
        return new Mlx90632(i2c(bus), address);
    }

    /// Display `lcd1602`.
    public Indicator lcd1602(int bus, int address) {
        return new Lcd1602(i2c(bus), address);
    }

    /// Relay `gpio`. Put it into a [io.campusgate.device.BoundedRelay].
    public GateRelay gpioRelay(int pin, boolean activeHigh) {
        return new GpioRelay(pi, pin, activeHigh);
    }

    /// Relay `lcus`. Put it into a [io.campusgate.device.BoundedRelay].
    public GateRelay lcusRelay(Path port, int channel) {
        return new LcusRelay(port, channel);
    }

    /// Input `gpio`.
    public Input gpioInput(int pin, boolean normallyClosed, Duration debounce) {
        return new GpioInput(pi, pin, normallyClosed, debounce);
    }

    /// Lamps and a buzzer on pins.
    public Indicator gpioIndicator(OptionalInt green, OptionalInt red, OptionalInt buzzer) {
        return new GpioIndicator(pi, green, red, buzzer);
    }

    /// The lane's devices of driver `sim`.
    public SimLane sim(String lane) {
        return sim.lane(lane);
    }

    /// The I2C bus of that number, which belongs to this catalogue.
    public synchronized I2cBus i2c(int number) {
        return buses.computeIfAbsent(number, makeBus::apply);
    }

    /// Closes the buses and the board. Close the devices first: relays are to rest while their lines are open.
    @Override public synchronized void close() {
        buses.values().forEach(I2cBus::close);
        buses.clear();
        pi.close();
    }
}
