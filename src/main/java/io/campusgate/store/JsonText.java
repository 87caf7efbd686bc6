package io.campusgate.store;

/// Writes JSON members without blanks. Strings stay UTF-8; only what JSON forbids inside a string is escaped.
final class JsonText {
    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private final StringBuilder out;

    JsonText(StringBuilder out) {
        this.out = out;
    }

    /// `,"name":"value"`
    JsonText text(String name, String value) {
        name(name);
        quote(value);
        return this;
    }

    /// `,"name":value`, for numbers, booleans and what is JSON already.
    JsonText bare(String name, CharSequence value) {
        name(name);
        out.append(value);
        return this;
    }

    JsonText number(String name, long value) {
        name(name);
        out.append(value);
        return this;
    }

    /// A temperature with its two decimals: `,"name":36.50`.
    JsonText centi(String name, int centi) {
        name(name);
        int whole = Math.abs(centi);
        out.append(centi < 0 ? "-" : "").append(whole / 100).append('.').append((char) ('0' + whole / 10 % 10)).append((char) ('0' + whole % 10));
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

    private void name(String name) {
        if (out.charAt(out.length() - 1) != '{') {
            out.append(',');
        }
        quote(name);
        out.append(':');
    }

    void quote(String s) {
        out.append('"');
        if (isPlain(s)) {
            out.append(s);
        } else {
            escape(s);
        }
        out.append('"');
    }

    /// Whether nothing in `s` needs a second look, as in almost every text.
    private static boolean isPlain(String s) {
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c < 0x20 || c == '"' || c == '\\' || Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    private void escape(String s) {
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) {
                control(c);
            } else if (Character.isSurrogate(c) && !isPair(s, i)) {
                escape(c);   // half a character has no UTF-8
            } else if (Character.isHighSurrogate(c)) {
                out.append(c).append(s.charAt(++i));
            } else {
                out.append(c);
            }
        }
    }

    private static boolean isPair(String s, int i) {
        return i + 1 < s.length() && Character.isSurrogatePair(s.charAt(i), s.charAt(i + 1));
    }

    private void control(char c) {
        switch (c) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            default -> escape(c);
        }
    }

    private void escape(char c) {
        out.append("\\u").append(HEX[c >> 12]).append(HEX[c >> 8 & 15]).append(HEX[c >> 4 & 15]).append(HEX[c & 15]);
    }
}
