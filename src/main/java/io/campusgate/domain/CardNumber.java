package io.campusgate.domain;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The number of a card: 4 to 10 whole bytes as upper-case hex, first byte first, leading zeros kept.
///
/// There is one spelling a number, so that equal numbers match: a 3-byte number (Wiegand 26, dec3.5) is its 4-byte
/// number with a leading 00 (design.md section 5). 10 bytes is the longest ISO/IEC 14443-3 UID.
public record CardNumber(String hex) {
    private static final String ZEROS = "0".repeat(20);
    private static final Pattern FACILITY = Pattern.compile("(\\d{1,5})\\s*,\\s*(\\d{1,5})");

    public CardNumber {
        if (hex.length() < 8 || hex.length() > 20 || hex.length() % 2 != 0 || !isUpperCaseHex(hex)) {
            throw new IllegalArgumentException("a card number is 4 to 10 bytes of upper-case hex, not " + hex.length() + " characters");
        }
    }

    private static boolean isUpperCaseHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'A' && c <= 'F')) {
                return false;
            }
        }
        return true;
    }

    /// @param bytes 3 to 10, first byte first
    public static CardNumber of(byte[] bytes) {
        if (bytes.length < 3 || bytes.length > 10) {
            throw new IllegalArgumentException("a card number is 3 to 10 bytes, not " + bytes.length);
        }
        byte[] whole = bytes.length == 3 ? new byte[] {0, bytes[0], bytes[1], bytes[2]} : bytes;
        return new CardNumber(HexFormat.of().withUpperCase().formatHex(whole));
    }

    /// The 32 low bits of `number`, four bytes, highest first.
    public static CardNumber ofInt(long number) {
        return new CardNumber(HexFormat.of().withUpperCase().toHexDigits(number, 8));
    }

    /// A number of `bits` bits (24 to 80) as whole bytes, at least four, zeros in front.
    public static CardNumber ofBits(BigInteger number, int bits) {
        int digits = Math.max(4, (bits + 7) / 8) * 2;
        String hex = number.toString(16).toUpperCase(Locale.ROOT);
        return new CardNumber("0".repeat(Math.max(0, digits - hex.length())) + hex);
    }

    /// What an RDM6300 reads: of a tag's five bytes the low four are its number.
    public static CardNumber ofTag(byte[] fiveBytes) {
        return of(Arrays.copyOfRange(fiveBytes, 1, 5));
    }

    /// Reads a number as a person types it: hex bytes (separators `:`, `-` and blank allowed), `dec:0001217496`
    /// (the 10-digit label), `fc:18,37848` (the 3.5 label), `w26:212,7041` (facility, card).
    ///
    /// @throws IllegalArgumentException saying what was expected
    public static CardNumber parse(String text) {
        String t = text.strip();
        int colon = t.indexOf(':');
        String prefix = colon < 0 ? "" : t.substring(0, colon).toLowerCase(Locale.ROOT);
        return switch (prefix) {
            case "dec" -> decimal(t.substring(colon + 1).strip());
            case "fc", "w26" -> facility(prefix, t.substring(colon + 1).strip());
            default -> hexBytes(t);
        };
    }

    private static CardNumber decimal(String digits) {
        if (!digits.matches("\\d{1,10}") || Long.parseLong(digits) > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("dec: takes 1 to 10 digits up to 4294967295, like dec:0001217496");
        }
        return ofInt(Long.parseLong(digits));
    }

    private static CardNumber facility(String prefix, String text) {
        Matcher m = FACILITY.matcher(text);
        if (!m.matches() || Integer.parseInt(m.group(1)) > 255 || Integer.parseInt(m.group(2)) > 65535) {
            throw new IllegalArgumentException(prefix + ": takes facility 0-255, card 0-65535, like " + prefix + ":18,37848");
        }
        return ofInt(Long.parseLong(m.group(1)) << 16 | Long.parseLong(m.group(2)));
    }

    private static CardNumber hexBytes(String text) {
        String digits = text.replaceAll("[\\s:-]", "").toUpperCase(Locale.ROOT);
        if (!digits.matches("([0-9A-F]{2}){3,10}")) {
            throw new IllegalArgumentException("a card number is 3 to 10 bytes of hex like 001293D8 or 04:A1:B2:C3, "
                    + "or dec:0001217496, fc:18,37848, w26:212,7041");
        }
        return of(HexFormat.of().parseHex(digits));
    }

    /// All bits zero, or four bytes of ones: what a broken reader reports. Never a credential.
    public boolean isBlank() {
        return hex.equals("FFFFFFFF") || ZEROS.startsWith(hex);
    }

    /// Masked, since strings end up in logs and on screens. Code that needs the number calls [#hex].
    @Override public String toString() {
        return "…" + hex.substring(hex.length() - 4);
    }
}
