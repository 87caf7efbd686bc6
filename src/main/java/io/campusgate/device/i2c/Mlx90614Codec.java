package io.campusgate.device.i2c;

import io.campusgate.domain.Temperature;
import java.util.Optional;
import java.util.OptionalDouble;

/// The SMBus words of the MLX90614: what a transfer says, from its bytes alone.
///
/// Source: Melexis MLX90614 data sheet, "SMBus communication": words are low byte first; temperatures count 0.02 K; bit 15
/// is the sensor's own error flag; the PEC covers both address bytes. Pure.
public final class Mlx90614Codec {
    /// The sensor's own temperature.
    public static final int AMBIENT = 0x06;
    /// The temperature of what is in front of it.
    public static final int OBJECT = 0x07;
    /// What the sensor takes for the emissivity of what it sees; in the EEPROM, 1.0 from the factory.
    public static final int EMISSIVITY = 0x24;

    private static final int OBJECT_2 = 0x08;
    private static final int FLAGS = 0xF0;
    private static final int EEPROM = 0x20;       // commands 001x xxxx; RAM is 000x xxxx
    private static final int COMMANDS = 0x40;
    private static final int COLDEST_OBJECT = 0x27AD;   // -70.01 °C
    private static final int ZERO_CELSIUS = 27315;      // in hundredths of a kelvin
    private static final int READ_BYTES = 6;
    private static final int WRITE_BYTES = 5;

    private Mlx90614Codec() {}

    /// What a transfer says.
    public sealed interface Transfer {}

    /// A word read.
    public record Read(int address, int command, int raw) implements Transfer {
        /// For the three temperatures.
        public Optional<Temperature> temperature() {
            return isTemperature(command) ? Optional.of(new Temperature(2 * raw - ZERO_CELSIUS)) : Optional.empty();
        }

        /// For the emissivity, 0 to 1.
        public OptionalDouble emissivity() {
            return command == EMISSIVITY ? OptionalDouble.of(raw / 65535.0) : OptionalDouble.empty();
        }
    }

    /// A word written to the EEPROM.
    public record Write(int address, int command, int value) implements Transfer {}

    public record Broken(Fault fault) implements Transfer {}

    /// `ADDRESS`: the two address bytes do not belong together. `COMMAND`: no such register, or not one to write.
    /// `SENSOR_FLAG`: the sensor says that it could not measure. `RANGE`: colder than the sensor can tell.
    public enum Fault { LENGTH, PEC, ADDRESS, COMMAND, SENSOR_FLAG, RANGE }

    /// Decodes a word read: address with write bit, command, address with read bit, low byte, high byte, PEC.
    ///
    /// @param verifyPec false for a part that sends none; its last byte then means nothing
    public static Transfer read(byte[] bytes, boolean verifyPec) {
        if (bytes.length != READ_BYTES) {
            return new Broken(Fault.LENGTH);
        }
        if (verifyPec && !hasGoodPec(bytes)) {
            return new Broken(Fault.PEC);
        }
        if ((bytes[0] & 1) != 0 || bytes[2] != (bytes[0] | 1)) {
            return new Broken(Fault.ADDRESS);
        }
        int command = bytes[1] & 0xFF;
        int raw = word(bytes[3], bytes[4]);
        if (command >= COMMANDS && command != FLAGS) {
            return new Broken(Fault.COMMAND);
        }
        if (isTemperature(command) && raw > 0x7FFF) {
            return new Broken(Fault.SENSOR_FLAG);
        }
        if (isTemperature(command) && command != AMBIENT && raw < COLDEST_OBJECT) {
            return new Broken(Fault.RANGE);
        }
        return new Read((bytes[0] & 0xFF) >> 1, command, raw);
    }

    /// Decodes a word written: address with write bit, command, low byte, high byte, PEC.
    public static Transfer write(byte[] bytes) {
        if (bytes.length != WRITE_BYTES) {
            return new Broken(Fault.LENGTH);
        }
        if (!hasGoodPec(bytes)) {
            return new Broken(Fault.PEC);
        }
        if ((bytes[0] & 1) != 0) {
            return new Broken(Fault.ADDRESS);
        }
        int command = bytes[1] & 0xFF;
        if (command < EEPROM || command >= COMMANDS) {
            return new Broken(Fault.COMMAND);
        }
        return new Write((bytes[0] & 0xFF) >> 1, command, word(bytes[2], bytes[3]));
    }

    /// The bytes of a read as the bus carried them: what a PEC covers, and the PEC.
    ///
    /// @param reply low byte, high byte, PEC
    static byte[] asCarried(int address, int command, byte[] reply) {
        return new byte[] {(byte) (address << 1), (byte) command, (byte) (address << 1 | 1), reply[0], reply[1], reply[2]};
    }

    private static boolean isTemperature(int command) {
        return command >= AMBIENT && command <= OBJECT_2;
    }

    private static boolean hasGoodPec(byte[] bytes) {
        return Smbus.pec(bytes, bytes.length - 1) == (bytes[bytes.length - 1] & 0xFF);
    }

    private static int word(byte low, byte high) {
        return (high & 0xFF) << 8 | low & 0xFF;
    }
}
