package io.campusgate.whitelist.bundle;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Reads the text of one record from left to right, as [io.campusgate.whitelist.RecordText] writes it: members in their
/// order, no blanks, in strings nothing escaped but `"` and `\`. Anything else is no text of a record. A general reader of
/// JSON would take twice as long and then have to be asked whether the text is the one that the record has. It works on the
/// bytes as they came: most of them never become characters.
final class RecordScanner {
    private final byte[] text;
    private int at;

    /// @param text in UTF-8
    RecordScanner(byte[] text) {
        this.text = text;
    }

    /// Goes past `literal`, which is ASCII, if it stands here.
    boolean skip(String literal) {
        int length = literal.length();
        if (length > text.length - at) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text[at + i] != literal.charAt(i)) {
                return false;
            }
        }
        at += length;
        return true;
    }

    void expect(String literal) {
        if (!skip(literal)) {
            throw new BadBundle("byte " + (at + 1) + " should be " + literal);
        }
    }

    /// Nothing is left.
    void end() {
        expect("}");
        if (at != text.length) {
            throw new BadBundle("something stands behind the record, from byte " + (at + 1));
        }
    }

    /// The text of a member that is always there.
    String required(String name) {
        expect(name);
        return string();
    }

    /// The text of a member that is left out where it is empty; then empty.
    String text(String name) {
        return optional(name).orElse("");
    }

    Optional<String> optional(String name) {
        if (!skip(name)) {
            return Optional.empty();
        }
        String value = string();
        if (value.isEmpty()) {
            throw new BadBundle("an empty text is left out, before byte " + (at + 1));
        }
        return Optional.of(value);
    }

    /// A list of texts that is left out where it is empty.
    ///
    /// @param isSet each stands behind the one before it
    List<String> list(String name, boolean isSet) {
        if (!skip(name)) {
            return List.of();
        }
        expect("[");
        List<String> all = new ArrayList<>(2);
        do {
            String item = string();
            if (item.isEmpty() || isSet && !all.isEmpty() && all.getLast().compareTo(item) >= 0) {
                throw new BadBundle("the list before byte " + (at + 1) + " is not in order");
            }
            all.add(item);
        } while (skip(","));
        expect("]");
        return all;
    }

    boolean flag(String name) {
        expect(name);
        if (skip("true")) {
            return true;
        }
        expect("false");
        return false;
    }

    /// A whole number of at most nine digits.
    int number(String name) {
        expect(name);
        return number();
    }

    int number() {
        int start = at;
        int value = 0;
        while (at < text.length && at - start < 9 && text[at] >= '0' && text[at] <= '9') {
            value = value * 10 + text[at++] - '0';
        }
        if (at == start || text[start] == '0' && at - start > 1) {
            throw new BadBundle("byte " + (start + 1) + " should be a whole number");
        }
        return value;
    }

    private String string() {
        expect("\"");
        int start = at;
        int all = 0;   // its sign bit: whether any byte is none of ASCII
        while (at < text.length && text[at] != '"' && text[at] != '\\' && !isControl(text[at])) {
            all |= text[at++];
        }
        if (at < text.length && text[at] == '"') {
            at++;
            return all >= 0 ? new String(text, start, at - 1 - start, StandardCharsets.ISO_8859_1) : decoded(Arrays.copyOfRange(text, start, at - 1));
        }
        return escaped(start);
    }

    private static boolean isControl(byte b) {
        return b >= 0 && b < ' ';
    }

    /// A string in which a character is escaped, or that is none.
    private String escaped(int start) {
        byte[] value = Arrays.copyOfRange(text, start, text.length);
        int length = at - start;
        while (at < text.length && text[at] != '"') {
            boolean escaped = text[at] == '\\';
            byte b = escaped && at + 1 < text.length ? text[at + 1] : text[at];
            if (isControl(b) || escaped && b != '"' && b != '\\') {
                throw new BadBundle("byte " + (at + 1) + " holds what is no line of text");
            }
            value[length++] = b;
            at += escaped ? 2 : 1;
        }
        expect("\"");
        return decoded(Arrays.copyOf(value, length));
    }

    private String decoded(byte[] utf8) {
        String value = new String(utf8, StandardCharsets.UTF_8);
        if (value.indexOf('\uFFFD') >= 0 && !Arrays.equals(value.getBytes(StandardCharsets.UTF_8), utf8)) {
            throw new BadBundle("the text before byte " + (at + 1) + " is no UTF-8");
        }
        return value;
    }
}
