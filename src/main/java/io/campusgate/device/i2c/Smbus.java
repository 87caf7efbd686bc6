package io.campusgate.device.i2c;

/// The packet error code of SMBus: CRC-8 with polynomial x⁸+x²+x+1, initial value 0, over every byte of a transfer, both
/// address bytes included (System Management Bus Specification 2.0, section 5.4).
final class Smbus {
    private static final int POLYNOMIAL = 0x07;

    private Smbus() {}

    /// @param bytes the first `length` of them are covered
    static int pec(byte[] bytes, int length) {
        int crc = 0;
        for (int i = 0; i < length; i++) {
            crc ^= bytes[i] & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x80) != 0 ? (crc << 1 ^ POLYNOMIAL) & 0xFF : crc << 1;
            }
        }
        return crc;
    }
}
