package io.campusgate.device.serial;

/// CRC-16 with polynomial 0x1021, unreflected, no final XOR: of OSDP and of the GM65's command channel. Pure.
public final class Crc16 {
    private Crc16() {}

    /// The CRC of `bytes` from `from` to before `to`.
    ///
    /// @param initial what it starts with: 0x1D0F, 0
    public static int of(int initial, byte[] bytes, int from, int to) {
        int crc = initial;
        for (int i = from; i < to; i++) {
            crc ^= (bytes[i] & 0xFF) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
            }
        }
        return crc & 0xFFFF;
    }
}
