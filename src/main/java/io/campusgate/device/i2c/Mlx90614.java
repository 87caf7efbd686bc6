package io.campusgate.device.i2c;

import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import io.campusgate.device.I2cBus;
import io.campusgate.device.Thermometer;
import io.campusgate.domain.Temperature;
import java.util.Locale;
import java.util.OptionalDouble;

/// An MLX90614 infrared thermometer. It only reads; the sensor's settings stay as they left the factory.
///
/// Source: protocols.md 7.1 and the data sheet named there. Take a 3.3 V part (MLX90614ESF-Bxx or -Dxx).
public final class Mlx90614 implements Thermometer {
    private static final int REPLY_BYTES = 3;
    /// What the data sheet promises for the sensor itself; beyond it is no ambient but a fault.
    private static final Temperature COLDEST = new Temperature(-4000);
    private static final Temperature HOTTEST = new Temperature(12_500);

    private final I2cBus bus;
    private final int address;
    private final boolean verifyPec;
    private final Attempts attempts = new Attempts();
    private volatile OptionalDouble emissivity = OptionalDouble.empty();

    /// @param bus       shared with other devices; whoever opened it closes it
    /// @param address   7 bits, right-aligned: 0x5A from the factory
    /// @param verifyPec false only for a part that sends no checksum: a wire that picks up noise then shows wrong values
    public Mlx90614(I2cBus bus, int address, boolean verifyPec) {
        if (address < 0 || address > 0x7F) {
            throw new IllegalArgumentException("an I2C address is 0x00 to 0x7F, not 0x" + Integer.toHexString(address));
        }
        this.bus = bus;
        this.address = address;
        this.verifyPec = verifyPec;
    }

    /// Measures now; two bus transfers of about 1 ms each, more if one fails, up to three times again. The first time, and
    /// again after a failure, the emissivity is read too.
    ///
    /// @throws DeviceException NO_ANSWER or ABSENT from the bus, CORRUPT if the checksum stays wrong, SELF_REPORTED if the
    ///                         sensor flags its own reading, OUT_OF_RANGE for what no sensor can measure
    @Override public Sample measure() throws DeviceException {
        try {
            if (emissivity.isEmpty()) {
                emissivity = OptionalDouble.of(read(Mlx90614Codec.EMISSIVITY).emissivity().orElseThrow());
            }
            Temperature ambient = temperature(Mlx90614Codec.AMBIENT);
            if (!ambient.isWithin(COLDEST, HOTTEST)) {
                throw new DeviceException(Kind.OUT_OF_RANGE, String.format(Locale.ROOT,
                        "MLX90614 at 0x%02X: its own temperature reads %s °C, expected %s to %s", address, ambient, COLDEST, HOTTEST));
            }
            return new Sample(temperature(Mlx90614Codec.OBJECT), ambient);
        } catch (DeviceException e) {
            emissivity = OptionalDouble.empty();
            throw e;
        }
    }

    @Override public String about() {
        OptionalDouble known = emissivity;
        return known.isEmpty() ? "" : String.format(Locale.ROOT, "emissivity %.2f%s", known.getAsDouble(), verifyPec ? "" : ", checksum not verified");
    }

    @Override public long retries() {
        return attempts.repeated();
    }

    private Temperature temperature(int command) throws DeviceException {
        return read(command).temperature().orElseThrow();
    }

    private Mlx90614Codec.Read read(int command) throws DeviceException {
        return attempts.at(() -> {
            byte[] reply = bus.writeRead(address, new byte[] {(byte) command}, REPLY_BYTES);
            return switch (Mlx90614Codec.read(Mlx90614Codec.asCarried(address, command, reply), verifyPec)) {
                case Mlx90614Codec.Read read -> read;
                case Mlx90614Codec.Broken(var fault) -> throw failure(fault, command, reply);
                case Mlx90614Codec.Write _ -> throw new AssertionError("a read is no write");
            };
        });
    }

    private DeviceException failure(Mlx90614Codec.Fault fault, int command, byte[] reply) {
        Kind kind = switch (fault) {
            case PEC, LENGTH, ADDRESS, COMMAND -> Kind.CORRUPT;
            case SENSOR_FLAG -> Kind.SELF_REPORTED;
            case RANGE -> Kind.OUT_OF_RANGE;
        };
        return new DeviceException(kind, String.format(Locale.ROOT, "MLX90614 at 0x%02X: %s, register 0x%02X reads %02X %02X, PEC %02X",
                address, fault, command, reply[0], reply[1], reply[2]));
    }

    /// Does nothing: the bus belongs to whoever opened it.
    @Override public void close() {}
}
