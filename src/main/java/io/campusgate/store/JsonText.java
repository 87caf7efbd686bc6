package io.campusgate.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/// Writes JSON members without blanks, as the UTF-8 in which they are hashed and stored, into one array that is used again.
/// Only what JSON forbids inside a string is escaped.
final class JsonText {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST = 6;   // bytes that one character may need
    private byte[] utf8 = new byte[2048];
    private int length;

    void clear() {
        length = 0;
    }

    /// In bytes.
    int length() {
        return length;
    }

    /// Feeds what stands from `start` on to `digest`.
    void feed(MessageDigest digest, int start) {
        digest.update(utf8, start, length - start);
    }

    /// `,"name":"value"`
    JsonText text(String name, String value) {
        name(name);
        quote(value);
        return this;
    }

    /// `,"name":value`, for numbers, booleans and what is JSON already, in ASCII.
    JsonText bare(String name, String value) {
        name(name);
        return raw(value);
    }

    JsonText number(String name, long value) {
        return bare(name, Long.toString(value));
    }

    /// A temperature with its two decimals: `,"name":36.50`.
    JsonText centi(String name, int centi) {
        int whole = Math.abs(centi);
        bare(name, centi < 0 ? "-" : "").raw(Integer.toString(whole / 100)).raw('.');
        return raw((char) ('0' + whole / 10 % 10)).raw((char) ('0' + whole % 10));
    }

    /// `,"name":"<hex of the bytes>"`
    JsonText hex(String name, byte[] bytes, int from, int to) {
        name(name);
        room(2 * (to - from) + 2);
        utf8[length++] = '"';
        for (int i = from; i < to; i++) {
            utf8[length++] = HEX[bytes[i] >> 4 & 15];
            utf8[length++] = HEX[bytes[i] & 15];
        }
        utf8[length++] = '"';
        return this;
    }

    /// A detail: text, whole or decimal number, boolean. JSON has no word for what is no finite number, so that is `null`.
    JsonText value(String name, Object value) {
        return switch (value) {
            case String s -> text(name, s);
            case Double d when !Double.isFinite(d) -> bare(name, "null");
            default -> bare(name, value.toString());
        };
    }

    /// `,"name":{`
    JsonText open(String name) {
        name(name);
        return raw('{');
    }

    JsonText close() {
        return raw('}');
    }

    /// ASCII as it stands.
    JsonText raw(String ascii) {
        room(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            utf8[length++] = (byte) ascii.charAt(i);
        }
        return this;
    }

    JsonText raw(char ascii) {
        room(1);
        utf8[length++] = (byte) ascii;
        return this;
    }

    private void name(String name) {
        if (utf8[length - 1] != '{') {
            raw(',');
        }
        quote(name);
        raw(':');
    }

    private void room(int more) {
        if (length + more > utf8.length) {
            utf8 = Arrays.copyOf(utf8, 2 * (length + more));
        }
    }

    private void quote(String s) {
        room(LONGEST * s.length() + 2);
        utf8[length++] = '"';
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c >= 0x80) {
                i += beyondAscii(s, i);
            } else if (c < 0x20 || c == '"' || c == '\\') {
                escape(c);
            } else {
                utf8[length++] = (byte) c;
            }
        }
        utf8[length++] = '"';
    }

    /// @return how many further `char` it took
    private int beyondAscii(String s, int at) {
        char c = s.charAt(at);
        if (Character.isHighSurrogate(c) && at + 1 < s.length() && Character.isLowSurrogate(s.charAt(at + 1))) {
            int point = s.codePointAt(at);
            utf8[length++] = (byte) (0xF0 | point >> 18);
            utf8[length++] = (byte) (0x80 | point >> 12 & 0x3F);
            utf8[length++] = (byte) (0x80 | point >> 6 & 0x3F);
            utf8[length++] = (byte) (0x80 | point & 0x3F);
            return 1;
        }
        if (Character.isSurrogate(c)) {
            escapeNumber(c);   // half a character has no UTF-8
        } else if (c < 0x800) {
            utf8[length++] = (byte) (0xC0 | c >> 6);
            utf8[length++] = (byte) (0x80 | c & 0x3F);
        } else {
            utf8[length++] = (byte) (0xE0 | c >> 12);
            utf8[length++] = (byte) (0x80 | c >> 6 & 0x3F);
            utf8[length++] = (byte) (0x80 | c & 0x3F);
        }
        return 0;
    }

    private void escape(char c) {
        switch (c) {
            case '"', '\\' -> raw('\\').raw(c);
            case '\n' -> raw("\\n");
            case '\r' -> raw("\\r");
            case '\t' -> raw("\\t");
            case '\b' -> raw("\\b");
            case '\f' -> raw("\\f");
            default -> escapeNumber(c);
        }
    }

    private void escapeNumber(char c) {
        raw("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            utf8[length++] = HEX[c >> shift & 15];
        }
    }

    @Override public String toString() {
        return new String(utf8, 0, length, StandardCharsets.UTF_8);
    }
}
