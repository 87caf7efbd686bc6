package io.campusgate.device.serial;

import io.campusgate.domain.CardNumber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// Decodes Wiegand messages: the bits themselves, and the lines of converters that have checked them already.
///
/// Layouts and parities: protocols.md section 3 (HID formats H10301, H10304, H10302; Civintec CN56 manual, page 25). The
/// even parity bit comes first and covers the first half of the data, the odd one comes last and covers the second; with
/// an odd number of data bits the middle one belongs to both. Pure.
public final class WiegandCodec {
    private WiegandCodec() {}

    public enum Format {
        W26(26), W34(34), H10304(37), H10302(37);

        private final int bits;

        Format(int bits) {
            this.bits = bits;
        }

        public int bits() {
            return bits;
        }

        private int dataBits() {
            return bits - 2;
        }

        /// What a number of bits usually is. 37 bits are several makers' several formats: a site has to say which.
        public static Optional<Format> usual(int bits) {
            return switch (bits) {
                case 26 -> Optional.of(W26);
                case 34 -> Optional.of(W34);
                case 37 -> Optional.of(H10304);
                default -> Optional.empty();
            };
        }
    }

    /// What a converter sends: six hex digits and CR, or ten decimal digits, CR and LF.
    public enum Variant {
        HEX6CR(6, "\r", Format.W26), DEC10CRLF(10, "\r\n", Format.W34);

        private final int digits;
        private final String end;
        private final Format usual;

        Variant(int digits, String end, Format usual) {
            this.digits = digits;
            this.end = end;
            this.usual = usual;
        }

        byte lastByte() {
            return (byte) end.charAt(end.length() - 1);
        }
    }

    public sealed interface Message {}

    /// @param number the data bits without the parities
    public record Code(Format format, long number) implements Message {
        /// The bits above the lowest `bits`.
        public long above(int bits) {
            return number >> bits;
        }

        /// The lowest `bits` bits.
        public long low(int bits) {
            return number & (1L << bits) - 1;
        }

        /// 24 and 32 bits are a number of four bytes; 35 bits are one of five, so that no card of the two others is the same.
        public CardNumber card() {
            return format.dataBits() <= 32 ? CardNumber.ofInt(number)
                    : CardNumber.of(Arrays.copyOfRange(ByteBuffer.allocate(Long.BYTES).putLong(number).array(), 3, Long.BYTES));
        }
    }

    public record Broken(Fault fault) implements Message {}

    public enum Fault { LENGTH, UNSUPPORTED_LENGTH, EVEN_PARITY, ODD_PARITY, BAD_CHAR, OUT_OF_RANGE, TRUNCATED }

    /// Decodes the bits of one message.
    ///
    /// @param bytes  first bit highest in byte 0; what is left of the last byte is padding
    /// @param format what the site configured; empty: what the length usually means
    public static Message bits(byte[] bytes, int bitLength, Optional<Format> format) {
        if (bytes.length != (bitLength + 7) / 8) {
            return new Broken(Fault.LENGTH);
        }
        Optional<Format> usual = Format.usual(bitLength);
        if (usual.isEmpty()) {
            return new Broken(Fault.UNSUPPORTED_LENGTH);
        }
        Format meant = format.orElse(usual.get());
        if (meant.bits != bitLength) {
            return new Broken(Fault.LENGTH);
        }
        long message = 0;
        for (byte b : bytes) {
            message = message << 8 | b & 0xFF;
        }
        return checked(meant, message >> bytes.length * 8 - bitLength);
    }

    private static Message checked(Format format, long message) {
        int data = format.dataBits();
        int half = (data + 1) / 2;   // the covered part of the data, on each side
        long even = message >> format.bits - 1 - half;
        long odd = message & (1L << half + 1) - 1;
        if (Long.bitCount(even) % 2 != 0) {
            return new Broken(Fault.EVEN_PARITY);
        }
        if (Long.bitCount(odd) % 2 != 1) {
            return new Broken(Fault.ODD_PARITY);
        }
        return new Code(format, message >> 1 & (1L << data) - 1);
    }

    /// Decodes one line of a serial converter, its end included.
    ///
    /// @param format of the cards: a number that has no room in it is `OUT_OF_RANGE`; empty: what the variant has room for
    public static Message line(byte[] line, Variant variant, Optional<Format> format) {
        String text = new String(line, StandardCharsets.ISO_8859_1);   // one character a byte
        if (text.length() != variant.digits + variant.end.length() || !text.endsWith(variant.end)) {
            return new Broken(Fault.LENGTH);
        }
        String digits = text.substring(0, variant.digits);
        boolean hex = variant == Variant.HEX6CR;
        if (!digits.chars().allMatch(c -> hex ? HexFormat.isHexDigit(c) : c >= '0' && c <= '9')) {
            return new Broken(Fault.BAD_CHAR);
        }
        long number = Long.parseLong(digits, hex ? 16 : 10);
        Format meant = format.orElse(variant.usual);
        return number >> meant.dataBits() == 0 ? new Code(meant, number) : new Broken(Fault.OUT_OF_RANGE);
    }
}
