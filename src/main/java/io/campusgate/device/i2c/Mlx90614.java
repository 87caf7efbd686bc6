package io.campusgate.device.i2c;

import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import io.campusgate.device.I2cBus;
import io.campusgate.device.Thermometer;
import io.campusgate.domain.Temperature;
import java.util.Locale;

/// An MLX90614 infrared thermometer. It only reads; the sensor's settings stay as they left the factory.
public final class Mlx90614 implements Thermometer {
    private static final int REPLY_BYTES = 3;
    private static final int RETRIES = 3;

    private final I2cBus bus;
    private final int address;
    private final boolean verifyPec;

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

    /// Measures now; two bus transfers of about 1 ms each, more if the checksum (PEC) is wrong, up to three times again.
    ///
    /// @throws DeviceException NO_ANSWER or ABSENT from the bus, CORRUPT if the checksum stays wrong, SELF_REPORTED if the
    ///                         sensor flags its own reading, OUT_OF_RANGE for what no sensor can measure
    @Override public Sample measure() throws DeviceException {
        Temperature ambient = temperature(Mlx90614Codec.AMBIENT);
        return new Sample(temperature(Mlx90614Codec.OBJECT), ambient);
    }

    private Temperature temperature(int command) throws DeviceException {
        int attempts = 0;
        while (true) {
            attempts++;
            boolean last = attempts > RETRIES;
            byte[] reply = bus.writeRead(address, new byte[] {(byte) command}, REPLY_BYTES);
            switch (Mlx90614Codec.read(Mlx90614Codec.asCarried(address, command, reply), verifyPec)) {
                case Mlx90614Codec.Read read -> {
                    return read.temperature().orElseThrow();
                }
                case Mlx90614Codec.Broken(var fault) when fault == Mlx90614Codec.Fault.PEC && !last -> {}
                case Mlx90614Codec.Broken(var fault) -> throw failure(fault, command, reply);
                case Mlx90614Codec.Write _ -> throw new AssertionError("a read is no write");
            }
        }
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
