package io.campusgate.device.i2c;

import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import io.campusgate.device.I2cBus;
import io.campusgate.device.Thermometer;
import io.campusgate.domain.Temperature;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// An MLX90632 infrared thermometer, whose temperatures are computed here from its raw words and calibration.
///
/// Registers are words at 16-bit addresses, high byte first. The sensor measures by itself, two rows in turn; a new value is
/// there when bit 0 of the status says so, and bits 2 to 6 tell which row is the newer. Its words carry no checksum: what is
/// read once, the calibration, is read twice and has to agree; a measurement has to name one of the two rows and to give a
/// temperature that skin or a room can have. It only reads its EEPROM.
///
/// Source: Melexis MLX90632 data sheet; Linux, drivers/iio/temperature/mlx90632.c. Written from these, not tried on a sensor.
public final class Mlx90632 implements Thermometer {
    private static final int VERSION = 0x240B;
    private static final int DSP = 5;                    // low byte of the version
    private static final int CONSUMER = 0x0205;
    private static final int MEDICAL = 0x0105;
    private static final int MEASUREMENT_1 = 0x24E1;     // bits 8 to 10: how often it measures
    private static final int CONTROL = 0x3001;
    private static final int CONTINUOUS = 3 << 1;
    private static final int STATUS = 0x3FFF;
    private static final int DATA_READY = 1;
    private static final int RAM = 0x4000;
    private static final int WORDS_IN_ROW = 3;
    private static final Duration SLOWEST = Duration.ofSeconds(2);
    private static final long POLL = Duration.ofMillis(5).toNanos();
    private static final double EMISSIVITY = 1.0;        // the rest is in the site's offset table
    private static final Temperature COLDEST = new Temperature(-4000);
    private static final Temperature HOTTEST = new Temperature(20_000);

    private final I2cBus bus;
    private final int address;
    private final Attempts attempts = new Attempts();
    private volatile Optional<Identity> identity = Optional.empty();

    /// What is read once, after power-on.
    private record Identity(int version, Duration period, Mlx90632Calibration calibration) {}

    /// @param bus     shared with other devices; whoever opened it closes it
    /// @param address 7 bits, right-aligned: 0x3A from the factory, 0x3B with its address pin high
    public Mlx90632(I2cBus bus, int address) {
        if (address < 0 || address > 0x7F) {
            throw new IllegalArgumentException("an I2C address is 0x00 to 0x7F, not 0x" + Integer.toHexString(address));
        }
        this.bus = bus;
        this.address = address;
    }

    /// Waits for the sensor's next value, up to twice its [#period], and reads it in some 10 transfers of 1 ms.
    ///
    /// @throws DeviceException NO_ANSWER or ABSENT from the bus, NO_ANSWER if there is no new value in time, CORRUPT if the
    ///                         calibration reads differently twice or the status makes no sense, OUT_OF_RANGE for another
    ///                         kind of sensor or a temperature that cannot be
    @Override public Sample measure() throws DeviceException {
        try {
            Identity known = identity.isPresent() ? identity.get() : identify();
            identity = Optional.of(known);
            Mlx90632Calibration.Raw raw = nextValue(known.period());
            Temperature ambient = sane("its own temperature", known.calibration().ambient(raw));
            return new Sample(sane("the temperature before it", known.calibration().object(raw, EMISSIVITY)), ambient);
        } catch (DeviceException e) {
            identity = Optional.empty();   // it may come back as another one
            throw e;
        }
    }

    private Temperature sane(String what, Optional<Temperature> computed) throws DeviceException {
        return computed.filter(t -> t.isWithin(COLDEST, HOTTEST)).orElseThrow(() -> new DeviceException(Kind.OUT_OF_RANGE,
                name() + ": " + what + " comes to " + computed.map(Temperature::toString).orElse("nothing") + " °C, expected "
                        + COLDEST + " to " + HOTTEST));
    }

    private Identity identify() throws DeviceException {
        int version = constant(VERSION);
        if ((version & 0xFF) != DSP) {
            throw new DeviceException(Kind.OUT_OF_RANGE, String.format(Locale.ROOT, "%s: version %04X, expected %04X or %04X",
                    name(), version, MEDICAL, CONSUMER));
        }
        Duration period = SLOWEST.dividedBy(1L << (constant(MEASUREMENT_1) >> 8 & 7));
        Mlx90632Calibration calibration = new Mlx90632Calibration(
                longConstant(0x240C), longConstant(0x240E), longConstant(0x2410), longConstant(0x2412),
                longConstant(0x2424), longConstant(0x2426), longConstant(0x2428), longConstant(0x242A), longConstant(0x242C),
                (short) constant(0x242E), (short) constant(0x242F), (short) constant(0x2481), (short) constant(0x2482));
        int control = read(CONTROL);
        if ((control & CONTINUOUS) != CONTINUOUS) {
            write(CONTROL, control | CONTINUOUS);
        }
        return new Identity(version, period, calibration);
    }

    /// A new value, all of it from the same moment: if the next one came while this was read, it is read again.
    private Mlx90632Calibration.Raw nextValue(Duration period) throws DeviceException {
        for (int tries = 0; tries < 2; tries++) {
            int status = awaitData(period);
            int newer = status >> 2 & 0x1F;
            if (newer != 1 && newer != 2) {
                throw new DeviceException(Kind.CORRUPT, String.format(Locale.ROOT, "%s: status %04X names row %d, expected 1 or 2", name(), status, newer));
            }
            write(STATUS, status & ~DATA_READY);
            Mlx90632Calibration.Raw raw = new Mlx90632Calibration.Raw(signed(word(1, 2)), signed(word(2, 2)), mean(newer), mean(3 - newer));
            if ((read(STATUS) & DATA_READY) == 0) {
                return raw;
            }
        }
        throw new DeviceException(Kind.CORRUPT, name() + ": its values change faster than they can be read");
    }

    private int awaitData(Duration period) throws DeviceException {
        long end = System.nanoTime() + 2 * period.toNanos() + POLL;
        while (true) {
            int status = read(STATUS);
            if ((status & DATA_READY) != 0) {
                return status;
            }
            if (System.nanoTime() - end > 0 || Thread.currentThread().isInterrupted()) {
                throw new DeviceException(Kind.NO_ANSWER, name() + " has no new value within " + 2 * period.toMillis() + " ms");
            }
            LockSupport.parkNanos(POLL);
        }
    }

    private double mean(int row) throws DeviceException {
        return (signed(word(row, 0)) + signed(word(row, 1))) / 2.0;
    }

    private int word(int row, int column) throws DeviceException {
        return read(RAM + WORDS_IN_ROW * row + column);
    }

    private static int signed(int word) {
        return (short) word;
    }

    /// 32 bits, the low word first.
    private int longConstant(int register) throws DeviceException {
        return constant(register) | constant(register + 1) << 16;
    }

    private int constant(int register) throws DeviceException {
        return attempts.at(() -> {
            int first = transfer(register);
            int second = transfer(register);
            if (first != second) {
                throw new DeviceException(Kind.CORRUPT, String.format(Locale.ROOT, "%s: register %04X reads %04X, then %04X", name(), register, first, second));
            }
            return first;
        });
    }

    private int read(int register) throws DeviceException {
        return attempts.at(() -> transfer(register));
    }

    private int transfer(int register) throws DeviceException {
        byte[] reply = bus.writeRead(address, new byte[] {(byte) (register >> 8), (byte) register}, 2);
        return (reply[0] & 0xFF) << 8 | reply[1] & 0xFF;
    }

    private void write(int register, int value) throws DeviceException {
        byte[] bytes = {(byte) (register >> 8), (byte) register, (byte) (value >> 8), (byte) value};
        int _ = attempts.at(() -> {
            bus.write(address, bytes);
            return bytes.length;
        });
    }

    private String name() {
        return String.format(Locale.ROOT, "MLX90632 at 0x%02X", address);
    }

    @Override public Duration period() {
        return identity.map(Identity::period).orElse(Duration.ZERO);
    }

    @Override public String about() {
        return identity.map(i -> switch (i.version()) {
            case MEDICAL -> "medical";
            case CONSUMER -> "consumer, accurate to 1 °C only";
            default -> String.format(Locale.ROOT, "version %04X", i.version());
        } + ", a value every " + i.period().toMillis() + " ms").orElse("");
    }

    @Override public long retries() {
        return attempts.repeated();
    }

    /// Does nothing: the bus belongs to whoever opened it.
    @Override public void close() {}
}
