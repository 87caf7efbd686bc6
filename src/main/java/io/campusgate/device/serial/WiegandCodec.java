package io.campusgate.device.serial;

import io.campusgate.domain.CardNumber;
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

        /// What a number of bits usually is. 37 bits are several makers' several formats: a site has to say which.
        static Optional<Format> usual(int bits) {
            return switch (bits) {
                case 26 -> Optional.of(W26);
                case 34 -> Optional.of(W34);
                case 37 -> Optional.of(H10304);
                default -> Optional.empty();
            };
        }
    }

    public enum Variant { HEX6CR, DEC10CRLF }

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

        /// For the formats of up to 32 bits.
        public Optional<CardNumber> card() {
            return format.bits <= 34 ? Optional.of(CardNumber.ofInt(number)) : Optional.empty();
        }
    }

    /// What a converter sent: the number alone.
    public record Converted(Variant variant, long number) implements Message {}

    public record Broken(Fault fault) implements Message {}

    public enum Fault { LENGTH, UNSUPPORTED_LENGTH, EVEN_PARITY, ODD_PARITY, BAD_CHAR, OUT_OF_RANGE }

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
        int data = format.bits - 2;
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
    public static Message line(byte[] line, Variant variant) {
        String end = variant == Variant.HEX6CR ? "\r" : "\r\n";
        int digits = variant == Variant.HEX6CR ? 6 : 10;
        String text = new String(line, java.nio.charset.StandardCharsets.ISO_8859_1);
        if (text.length() != digits + end.length() || !text.endsWith(end)) {
            return new Broken(Fault.LENGTH);
        }
        String number = text.substring(0, digits);
        if (variant == Variant.HEX6CR) {
            return number.chars().allMatch(HexFormat::isHexDigit)
                    ? new Converted(variant, HexFormat.fromHexDigitsToLong(number)) : new Broken(Fault.BAD_CHAR);
        }
        if (!number.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return new Broken(Fault.BAD_CHAR);
        }
        long value = Long.parseLong(number);
        return value > 0xFFFF_FFFFL ? new Broken(Fault.OUT_OF_RANGE) : new Converted(variant, value);
    }
}
