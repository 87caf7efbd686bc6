package io.campusgate.device.serial;

import io.campusgate.device.serial.FrameBuffer.Seen;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.CRC32;

/// Decodes the frames of the SAM_V module in readers of resident identity cards.
///
/// Frame: `AA AA AA 96 69`, length (2, of what follows it), from the host command and parameter, from the module SW1 SW2
/// SW3, data, checksum: the XOR from the first length byte on. Source: protocols.md section 5 (SAM_V protocol text of
/// Eastcoms; IDCardDemo). What it reads is about living people: log none of it. Pure.
public final class IdCardSamCodec {
    private static final byte[] PREAMBLE = {(byte) 0xAA, (byte) 0xAA, (byte) 0xAA, (byte) 0x96, 0x69};
    private static final int HEAD = PREAMBLE.length + 2;
    private static final int LONGEST = 4096;
    private static final int ADDRESS_BYTES = 70;
    private static final int SAM_ID_BYTES = 16;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private IdCardSamCodec() {}

    public enum Direction { COMMAND, RESPONSE }

    public sealed interface Frame {}

    /// @param data hex
    public record Command(int command, int parameter, String data) implements Frame {}

    /// @param status SW1 SW2 SW3 as one number; SW3, the lowest byte, is the module's
    public record Response(int status, Content content) implements Frame {
        public String statusName() {
            return nameOf(status & 0xFF);
        }

        public boolean isGood() {
            return isGood(status);
        }

        private static boolean isGood(int status) {
            return (status & 0xFF) == 0x90 || (status & 0xFF) == 0x9F;
        }
    }

    public sealed interface Content {}

    /// @param hex of a reply whose request says nothing of its form
    public record Plain(String hex) implements Content {}

    public record SamId(String text) implements Content {}

    public record NewAddress(String text) implements Content {
        @Override public String toString() {
            return "NewAddress[…]";
        }
    }

    /// A card read. The photo and the fingerprint are measured, not kept; close the text when it has served.
    public record Card(IdCardText text, int photoLength, int photoCrc32, OptionalInt fingerprintLength) implements Content {}

    public record Broken(Fault fault) implements Frame {}

    public enum Fault { PREAMBLE, TRUNCATED, LENGTH, CHECKSUM, DATA_LENGTH, TEXT_LENGTH }

    /// @param end where the bytes go on behind it
    private record Found(Frame frame, int end) {}

    /// Decodes a stream.
    ///
    /// @param request as of [#frame]
    public static FrameDecoder<Frame> stream(Direction direction, Optional<String> request) {
        return new FrameBuffer<>((bytes, length) -> look(bytes, length, direction, request), HEAD + LONGEST, new Broken(Fault.TRUNCATED));
    }

    /// Decodes exactly one frame.
    ///
    /// @param request command and parameter that a response answers, like `3001`; empty if it is not known
    public static Frame frame(byte[] bytes, Direction direction, Optional<String> request) {
        int same = Arrays.mismatch(bytes, PREAMBLE);
        if (same >= 0 && same < Math.min(bytes.length, PREAMBLE.length)) {
            return new Broken(Fault.PREAMBLE);
        }
        Found found = at(bytes, bytes.length, 0, direction, request);
        boolean cutOff = found.frame instanceof Broken(var fault) && (fault == Fault.TRUNCATED || fault == Fault.LENGTH);
        return !cutOff && found.end < bytes.length ? new Broken(Fault.LENGTH) : found.frame;
    }

    /// After a fault the search for the next preamble goes on five bytes later.
    private static Seen<Frame> look(byte[] bytes, int length, Direction direction, Optional<String> request) {
        for (int at = 0; at + PREAMBLE.length <= length; at++) {
            if (Arrays.equals(bytes, at, at + PREAMBLE.length, PREAMBLE, 0, PREAMBLE.length)) {
                Found found = at(bytes, length, at, direction, request);
                return switch (found.frame) {
                    case Broken(var fault) when fault == Fault.TRUNCATED -> Seen.begun(at);
                    case Broken broken -> Seen.frame(broken, at + PREAMBLE.length);
                    case Command command -> Seen.frame(command, found.end);
                    case Response response -> Seen.frame(response, found.end);
                };
            }
        }
        return Seen.nothing(length, PREAMBLE.length - 1);
    }

    private static Found at(byte[] bytes, int available, int start, Direction direction, Optional<String> request) {
        if (available < start + HEAD) {
            return new Found(new Broken(Fault.TRUNCATED), available);
        }
        int length = (bytes[start + HEAD - 2] & 0xFF) << 8 | bytes[start + HEAD - 1] & 0xFF;
        boolean command = direction == Direction.COMMAND;
        if (length < (command ? 3 : 4) || length > LONGEST) {
            return new Found(new Broken(Fault.LENGTH), start + HEAD);
        }
        int end = start + HEAD + length;
        if (available < end) {
            return new Found(new Broken(Fault.TRUNCATED), available);
        }
        int xor = 0;
        for (int i = start + PREAMBLE.length; i < end; i++) {
            xor ^= bytes[i];
        }
        if (xor != 0) {
            return new Found(new Broken(Fault.CHECKSUM), end);
        }
        int body = start + HEAD;
        if (command) {
            return new Found(new Command(bytes[body] & 0xFF, bytes[body + 1] & 0xFF, HEX.formatHex(bytes, body + 2, end - 1)), end);
        }
        int status = (bytes[body] & 0xFF) << 16 | (bytes[body + 1] & 0xFF) << 8 | bytes[body + 2] & 0xFF;
        byte[] data = Arrays.copyOfRange(bytes, body + 3, end - 1);
        Frame response = response(status, data, request.orElse(""));
        Arrays.fill(data, (byte) 0);
        return new Found(response, end);
    }

    private static Frame response(int status, byte[] data, String request) {
        if (!Response.isGood(status)) {
            return new Response(status, new Plain(HEX.formatHex(data)));
        }
        return switch (request.toUpperCase(Locale.ROOT)) {
            case "12FF" -> data.length == SAM_ID_BYTES ? new Response(status, samId(data)) : new Broken(Fault.DATA_LENGTH);
            case "3003" -> data.length == ADDRESS_BYTES
                    ? new Response(status, new NewAddress(IdCardText.trimmed(new String(data, StandardCharsets.UTF_16LE))))
                    : new Broken(Fault.DATA_LENGTH);
            case "3001" -> card(status, data, false);
            case "3010" -> card(status, data, true);
            default -> new Response(status, new Plain(HEX.formatHex(data)));
        };
    }

    private static Content samId(byte[] data) {
        ByteBuffer number = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        return new SamId(String.format(Locale.ROOT, "%02d.%02d-%d-%09d-%09d", number.getShort() & 0xFFFF, number.getShort() & 0xFFFF,
                number.getInt() & 0xFFFF_FFFFL, number.getInt() & 0xFFFF_FFFFL, number.getInt() & 0xFFFF_FFFFL));
    }

    private static Frame card(int status, byte[] data, boolean withFingerprint) {
        int head = withFingerprint ? 6 : 4;
        if (data.length < head) {
            return new Broken(Fault.DATA_LENGTH);
        }
        ByteBuffer lengths = ByteBuffer.wrap(data);
        int text = lengths.getShort() & 0xFFFF;
        int photo = lengths.getShort() & 0xFFFF;
        int fingerprint = withFingerprint ? lengths.getShort() & 0xFFFF : 0;
        if (head + text + photo + fingerprint != data.length) {
            return new Broken(Fault.DATA_LENGTH);
        }
        if (text != IdCardText.BYTES) {
            return new Broken(Fault.TEXT_LENGTH);
        }
        CRC32 crc = new CRC32();
        crc.update(data, head + text, photo);
        return new Response(status, new Card(IdCardText.of(data, head), photo, (int) crc.getValue(),
                withFingerprint ? OptionalInt.of(fingerprint) : OptionalInt.empty()));
    }

    /// The name of a status as in protocols.md.
    private static String nameOf(int sw3) {
        return switch (sw3) {
            case 0x90 -> "OK";
            case 0x9F -> "CARD_FOUND";
            case 0x10 -> "RX_CHECKSUM";
            case 0x11 -> "RX_LENGTH";
            case 0x21 -> "RX_COMMAND";
            case 0x23 -> "NOT_PERMITTED";
            case 0x24 -> "UNKNOWN";
            case 0x31 -> "CARD_REJECTED_READER";
            case 0x32 -> "READER_REJECTED_CARD";
            case 0x33 -> "VERIFY_FAILED";
            case 0x40 -> "CARD_TYPE";
            case 0x41 -> "READ_FAILED";
            case 0x47 -> "RANDOM_FAILED";
            case 0x60 -> "SELF_TEST";
            case 0x66 -> "NOT_AUTHORISED";
            case 0x80 -> "FIND_FAILED";
            case 0x81 -> "SELECT_FAILED";
            case 0x91 -> "NO_CONTENT";
            default -> "UNDEFINED";
        };
    }
}
