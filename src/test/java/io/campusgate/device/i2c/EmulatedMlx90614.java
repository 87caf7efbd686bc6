package io.campusgate.device.i2c;

import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import io.campusgate.device.I2cBus;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// An I2C bus with an MLX90614 at 0x5A whose faults can be had at will. The bytes follow the data sheet; the checksum is
/// computed here bit by bit, apart from the program's own. Thread-safe.
public final class EmulatedMlx90614 implements I2cBus {
    public static final int ADDRESS = 0x5A;
    private static final int FLAG = 0x8000;

    /// As in the emulated sensor of a virtual Pi: nothing acknowledges, wrong check byte, the sensor's own error bit, a
    /// transfer that does not return, all bytes ones or zeros.
    public enum Fault { NONE, NACK, PEC, FLAG, HANG, ONES, ZEROS }

    private volatile double surface = 20;
    private volatile double ambient = 20;
    private volatile int emissivity = 0xFFFF;
    private volatile Fault fault = Fault.NONE;
    private volatile CountDownLatch hanging = new CountDownLatch(1);
    private final AtomicInteger faultsLeft = new AtomicInteger(Integer.MAX_VALUE);
    private final AtomicInteger transfers = new AtomicInteger();

    public void set(double surfaceCelsius, double ambientCelsius) {
        surface = surfaceCelsius;
        ambient = ambientCelsius;
    }

    void emissivity(int word) {
        emissivity = word;
    }

    /// Fails from now on, until [#mend].
    public void fail(Fault next) {
        fail(next, Integer.MAX_VALUE);
    }

    /// Fails with the next `times` transfers.
    public void fail(Fault next, int times) {
        hanging = new CountDownLatch(1);
        faultsLeft.set(times);
        fault = next;
    }

    /// Ends a fault, and lets go what hangs.
    public void mend() {
        fault = Fault.NONE;
        hanging.countDown();
    }

    int transfers() {
        return transfers.get();
    }

    @Override public byte[] writeRead(int address, byte[] command, int length) throws DeviceException {
        transfers.incrementAndGet();
        Fault now = faultsLeft.getAndDecrement() > 0 ? fault : Fault.NONE;
        if (address != ADDRESS || now == Fault.NACK) {
            throw new DeviceException(Kind.NO_ANSWER, "nothing acknowledges");
        }
        if (now == Fault.HANG) {
            hang();
        }
        int word = word(command[0] & 0xFF, now);
        byte[] reply = {(byte) word, (byte) (word >> 8), 0};
        reply[2] = (byte) (crc((byte) (ADDRESS << 1), command[0], (byte) (ADDRESS << 1 | 1), reply[0], reply[1]) ^ (now == Fault.PEC ? 1 : 0));
        return switch (now) {
            case ONES -> new byte[] {-1, -1, -1};
            case ZEROS -> new byte[3];
            default -> reply;
        };
    }

    private void hang() throws DeviceException {
        try {
            hanging.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new DeviceException(Kind.NO_ANSWER, "the transfer was given up");
    }

    private int word(int command, Fault now) {
        int flag = now == Fault.FLAG && command != 0x24 ? FLAG : 0;
        return flag | switch (command) {
            case 0x06 -> kelvin(ambient);
            case 0x07 -> kelvin(surface);
            case 0x24 -> emissivity;
            default -> throw new AssertionError("no register " + Integer.toHexString(command));
        };
    }

    private static int kelvin(double celsius) {
        return (int) Math.round((celsius + 273.15) * 50);
    }

    private static int crc(byte... bytes) {
        int crc = 0;
        for (byte b : bytes) {
            for (int bit = 7; bit >= 0; bit--) {
                int in = crc >> 7 & 1 ^ b >> bit & 1;
                crc = crc << 1 & 0xFF ^ (in == 1 ? 0x07 : 0);
            }
        }
        return crc;
    }

    @Override public void write(int address, byte[] bytes) {
        throw new AssertionError("nothing is to be written to the sensor");
    }

    @Override public boolean answers(int address) {
        return address == ADDRESS && fault != Fault.NACK;
    }

    @Override public void close() {
        hanging.countDown();
    }
}
