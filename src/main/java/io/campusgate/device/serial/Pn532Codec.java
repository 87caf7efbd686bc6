package io.campusgate.device.serial;

import io.campusgate.device.serial.FrameBuffer.Seen;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Decodes the frames of the PN532 reader of 13.56 MHz cards, as they go over its serial line.
///
/// Frame: any number of 00 (two at least), FF, LEN, LCS, TFI, data, DCS, 00. LEN and LCS add up to 0, and so do TFI, data
/// and DCS. Extended: LEN and LCS are FF FF, then a length of two bytes and its LCS. Source: NXP UM0701-02, section 6.2.1;
/// the reply to InListPassiveTarget, section 7.3.5. Pure.
public final class Pn532Codec {
    private static final int APPLICATION_ERROR = 0x7F;
    private static final int FROM_HOST = 0xD4;
    private static final int FROM_MODULE = 0xD5;
    private static final int LISTED_TARGETS = 0x4B;
    private static final int HAS_ATS = 0x20;
    private static final int LONGEST = 265;   // TFI and 264 bytes
    private static final int LONGEST_FRAME = 8 + LONGEST + 2;   // start code, two lengths of an extended frame, DCS, postamble
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Pn532Codec() {}

    public sealed interface Frame {}

    public record Ack() implements Frame {}

    public record Nack() implements Frame {}

    /// From the host. @param data hex
    public record Command(int code, String data) implements Frame {}

    /// From the module. @param data hex
    public record Response(int code, String data) implements Frame {}

    /// The cards in the field.
    public record Targets(List<Target> targets) implements Frame {
        public Targets {
            targets = List.copyOf(targets);
        }
    }

    /// @param atqa hex, as `uid`, first byte first; `ats` without its length byte
    public record Target(int number, String atqa, int sak, String uid, Optional<String> ats) {}

    public record Broken(Fault fault) implements Frame {}

    public enum Fault { START_CODE, LCS, DCS, TFI, POSTAMBLE, TRUNCATED, LENGTH, APPLICATION_ERROR, TARGET_DATA }

    /// @param end where the bytes go on behind it
    private record Found(Frame frame, int end) {}

    /// Decodes a stream.
    public static FrameDecoder<Frame> stream() {
        return new FrameBuffer<>(Pn532Codec::look, LONGEST_FRAME, new Broken(Fault.TRUNCATED));
    }

    /// Decodes exactly one frame.
    public static Frame frame(byte[] bytes) {
        int ff = 0;
        while (ff < bytes.length && bytes[ff] == 0) {
            ff++;
        }
        if (ff == bytes.length) {
            return new Broken(Fault.TRUNCATED);
        }
        if (ff < 2 || bytes[ff] != (byte) 0xFF) {
            return new Broken(Fault.START_CODE);
        }
        Found found = after(bytes, bytes.length, ff);
        return found.end < bytes.length && !(found.frame instanceof Broken(var fault) && fault == Fault.LCS)
                ? new Broken(Fault.LENGTH) : found.frame;
    }

    /// After a wrong LCS the search goes on behind the start code, since the length cannot be believed; after any other
    /// fault behind the frame.
    private static Seen<Frame> look(byte[] bytes, int length) {
        for (int at = 0; at + 2 < length; at++) {
            if (bytes[at] == 0 && bytes[at + 1] == 0 && bytes[at + 2] == (byte) 0xFF) {
                Found found = after(bytes, length, at + 2);
                boolean cut = found.frame instanceof Broken(var fault) && fault == Fault.TRUNCATED;
                return cut ? Seen.begun(at) : Seen.frame(found.frame, found.end);
            }
        }
        return Seen.nothing(length, 2);
    }

    /// Decodes what follows the start code; its FF is at `ff`.
    private static Found after(byte[] bytes, int available, int ff) {
        int at = ff + 1;
        if (at + 2 > available) {
            return broken(Fault.TRUNCATED, available);
        }
        int length = bytes[at] & 0xFF;
        int lcs = bytes[at + 1] & 0xFF;
        if (length + lcs == 0xFF && (length == 0 || lcs == 0)) {
            return short3(bytes, available, at, length == 0 ? new Ack() : new Nack());
        }
        if (length == 0xFF && lcs == 0xFF) {
            at += 2;
            if (at + 3 > available) {
                return broken(Fault.TRUNCATED, available);
            }
            length = (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
            at++;
        }
        int lengthSum = bytes[at] + bytes[at + 1] + (at > ff + 1 ? bytes[at - 1] : 0);
        if ((lengthSum & 0xFF) != 0) {
            return broken(Fault.LCS, ff + 1);
        }
        if (length == 0 || length > LONGEST) {
            return broken(Fault.LENGTH, ff + 1);
        }
        int body = at + 2;
        int end = body + length + 2;   // DCS and postamble
        return end > available ? broken(Fault.TRUNCATED, available) : new Found(whole(bytes, body, length), end);
    }

    private static Found short3(byte[] bytes, int available, int at, Frame frame) {
        if (at + 3 > available) {
            return broken(Fault.TRUNCATED, available);
        }
        return new Found(bytes[at + 2] == 0 ? frame : new Broken(Fault.POSTAMBLE), at + 3);
    }

    private static Frame whole(byte[] bytes, int body, int length) {
        int sum = 0;
        for (int i = body; i <= body + length; i++) {
            sum += bytes[i];
        }
        if ((sum & 0xFF) != 0) {
            return new Broken(Fault.DCS);
        }
        if (bytes[body + length + 1] != 0) {
            return new Broken(Fault.POSTAMBLE);
        }
        int tfi = bytes[body] & 0xFF;
        if (tfi == APPLICATION_ERROR && length == 1) {
            return new Broken(Fault.APPLICATION_ERROR);
        }
        if (tfi != FROM_HOST && tfi != FROM_MODULE) {
            return new Broken(Fault.TFI);
        }
        if (length < 2) {
            return new Broken(Fault.LENGTH);
        }
        int code = bytes[body + 1] & 0xFF;
        int data = body + 2;
        int end = body + length;
        if (tfi == FROM_MODULE && code == LISTED_TARGETS) {
            return targets(bytes, data, end);
        }
        String text = HEX.formatHex(bytes, data, end);
        return tfi == FROM_HOST ? new Command(code, text) : new Response(code, text);
    }

    private static Frame targets(byte[] bytes, int from, int end) {
        Cursor cursor = new Cursor(bytes, from, end);
        try {
            List<Target> targets = new ArrayList<>();
            for (int left = cursor.next(); left > 0; left--) {
                targets.add(target(cursor));
            }
            return cursor.at == end ? new Targets(targets) : new Broken(Fault.TARGET_DATA);
        } catch (Overrun e) {
            return new Broken(Fault.TARGET_DATA);
        }
    }

    private static Target target(Cursor cursor) throws Overrun {
        int number = cursor.next();
        String atqa = cursor.hex(2);
        int sak = cursor.next();
        int uidLength = cursor.next();
        if (uidLength != 4 && uidLength != 7 && uidLength != 10) {
            throw new Overrun();
        }
        String uid = cursor.hex(uidLength);
        Optional<String> ats = (sak & HAS_ATS) != 0 ? Optional.of(cursor.hex(cursor.next() - 1)) : Optional.empty();
        return new Target(number, atqa, sak, uid, ats);
    }

    /// The lengths inside do not add up.
    private static final class Overrun extends Exception {
        private static final long serialVersionUID = 1;
    }

    private static final class Cursor {
        private final byte[] bytes;
        private final int end;
        private int at;

        Cursor(byte[] bytes, int at, int end) {
            this.bytes = bytes;
            this.at = at;
            this.end = end;
        }

        int next() throws Overrun {
            take(1);
            return bytes[at - 1] & 0xFF;
        }

        String hex(int count) throws Overrun {
            take(count);
            return HEX.formatHex(bytes, at - count, at);
        }

        private void take(int count) throws Overrun {
            if (count < 0 || at + count > end) {
                throw new Overrun();
            }
            at += count;
        }
    }

    private static Found broken(Fault fault, int end) {
        return new Found(new Broken(fault), end);
    }
}
