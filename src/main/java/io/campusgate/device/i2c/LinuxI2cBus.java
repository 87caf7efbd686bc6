package io.campusgate.device.i2c;

import com.pi4j.io.i2c.I2C;
import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import io.campusgate.device.I2cBus;
import io.campusgate.device.gpio.RaspberryPi;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// An I2C bus of the Linux kernel, `/dev/i2c-N`, through Pi4J's linuxfs provider: the one whose register read is a single
/// transfer with a repeated start, of any length. Opened at the first transfer; transfers of several threads take turns.
public final class LinuxI2cBus implements I2cBus {
    private final RaspberryPi pi;
    private final int number;
    private final Map<Integer, I2C> devices = new HashMap<>();   // by address

    /// @param pi     whoever opened it closes it, after this
    /// @param number 1 for the header's pins 3 and 5
    public LinuxI2cBus(RaspberryPi pi, int number) {
        this.pi = pi;
        this.number = number;
    }

    private interface Transfer {
        int bytes(I2C device);
    }

    @Override public byte[] writeRead(int address, byte[] command, int length) throws DeviceException {
        byte[] reply = new byte[length];
        transfer(address, device -> device.readRegister(command, reply, 0, length), length);
        return reply;
    }

    @Override public void write(int address, byte[] bytes) throws DeviceException {
        transfer(address, device -> device.write(bytes, 0, bytes.length), bytes.length);
    }

    private synchronized void transfer(int address, Transfer transfer, int expected) throws DeviceException {
        I2C device = device(address);
        int count;
        try {
            count = transfer.bytes(device);
        } catch (RuntimeException | LinkageError e) {
            throw new DeviceException(Kind.NO_ANSWER, name(address) + " does not answer", e);
        }
        if (count != expected) {
            throw new DeviceException(Kind.CORRUPT, name(address) + ": " + count + " bytes instead of " + expected);
        }
    }

    private I2C device(int address) throws DeviceException {
        I2C known = devices.get(address);
        if (known != null) {
            return known;
        }
        I2C device = pi.openI2c(number, address);
        devices.put(address, device);
        return device;
    }

    private String name(int address) {
        return String.format(Locale.ROOT, "I2C bus %d, device 0x%02X", number, address);
    }

    @Override public synchronized void close() {
        devices.values().forEach(pi::release);
        devices.clear();
    }
}
