package io.campusgate.whitelist.bundle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the text of one record from left to right, as [io.campusgate.whitelist.RecordText] writes it: members in their
/// order, no blanks, in strings nothing escaped but `"` and `\`. Anything else is no text of a record. A general reader of
/// JSON would take twice as long and then have to be asked whether the text is the one that the record has.
final class RecordScanner {
    private final String text;
    private int at;

    RecordScanner(String text) {
        this.text = text;
    }

    /// Goes past `literal` if it stands here.
    boolean skip(String literal) {
        boolean here = text.startsWith(literal, at);
        at += here ? literal.length() : 0;
        return here;
    }

    void expect(String literal) {
        if (!skip(literal)) {
            throw new BadBundle("column " + (at + 1) + " should be " + literal);
        }
    }

    /// Nothing is left.
    void end() {
        expect("}");
        if (at != text.length()) {
            throw new BadBundle("something stands behind the record, from column " + (at + 1));
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
            throw new BadBundle("an empty text is left out, before column " + (at + 1));
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
                throw new BadBundle("the list before column " + (at + 1) + " is not in order");
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
        while (at < text.length() && at - start < 9 && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == start || text.charAt(start) == '0' && at - start > 1) {
            throw new BadBundle("column " + (start + 1) + " should be a whole number");
        }
        return Integer.parseInt(text, start, at, 10);
    }

    private String string() {
        expect("\"");
        int start = at;
        while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\\' && text.charAt(at) >= ' ') {
            at++;
        }
        if (skip("\"")) {
            return text.substring(start, at - 1);
        }
        StringBuilder value = new StringBuilder(text.substring(start, at));
        while (at < text.length() && text.charAt(at) != '"') {
            boolean escaped = text.charAt(at) == '\\';
            char c = escaped && at + 1 < text.length() ? text.charAt(at + 1) : text.charAt(at);
            if (c < ' ' || escaped && c != '"' && c != '\\') {
                throw new BadBundle("column " + (at + 1) + " holds what is no line of text");
            }
            value.append(c);
            at += escaped ? 2 : 1;
        }
        expect("\"");
        return value.toString();
    }
}
