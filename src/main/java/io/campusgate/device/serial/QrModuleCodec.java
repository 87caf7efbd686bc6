package io.campusgate.device.serial;

import java.util.HexFormat;

/// Decodes the frames of the command channel of GM65-type QR modules, by which they are set up; codes come as lines.
///
/// Command: `7E 00`, type, count, register (2), data, CRC (2). Reply: `02 00`, type, count, data, CRC. CRC-16 with
/// polynomial 0x1021 and initial value 0, over all between header and CRC; `AB CD` in a command switches the check off.
/// Source: protocols.md section 2; Hamlet HBCS2D100W manual, page 39. Pure.
public final class QrModuleCodec {
    private static final int HEADER = 2;
    private static final int CRC = 2;
    private static final int UNCHECKED = 0xABCD;

    private QrModuleCodec() {}

    public enum Direction { COMMAND, RESPONSE }

    public sealed interface Frame {}

    /// @param type       7 reads, 8 writes, 9 saves
    /// @param data       hex; of a read, the number of bytes wanted
    /// @param crcSkipped whether the sender asked not to check
    public record Command(int type, int address, String data, boolean crcSkipped) implements Frame {}

    /// @param type 0: done
    /// @param data hex
    public record Response(int type, String data) implements Frame {}

    public record Broken(Fault fault) implements Frame {}

    public enum Fault { HEADER, TRUNCATED, LENGTH, CRC }

    /// Decodes exactly one frame.
    public static Frame frame(byte[] bytes, Direction direction) {
        boolean command = direction == Direction.COMMAND;
        byte[] header = {(byte) (command ? 0x7E : 0x02), 0};
        for (int i = 0; i < HEADER && i < bytes.length; i++) {
            if (bytes[i] != header[i]) {
                return new Broken(Fault.HEADER);
            }
        }
        int data = command ? 6 : 4;   // where the data begins
        if (bytes.length < 4 || bytes.length < data + count(bytes) + CRC) {
            return new Broken(Fault.TRUNCATED);
        }
        int end = data + count(bytes);
        if (bytes.length > end + CRC) {
            return new Broken(Fault.LENGTH);
        }
        int crc = (bytes[end] & 0xFF) << 8 | bytes[end + 1] & 0xFF;
        boolean skipped = command && crc == UNCHECKED;
        if (!skipped && crc != Crc16.of(0, bytes, HEADER, end)) {
            return new Broken(Fault.CRC);
        }
        String text = HexFormat.of().withUpperCase().formatHex(bytes, data, end);
        int type = bytes[2] & 0xFF;
        return command ? new Command(type, (bytes[4] & 0xFF) << 8 | bytes[5] & 0xFF, text, skipped) : new Response(type, text);
    }

    private static int count(byte[] bytes) {
        return bytes[3] & 0xFF;
    }
}
