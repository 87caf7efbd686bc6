package io.campusgate.cli;

/// How wide a text is on a terminal, where a Chinese character takes two columns.
final class Columns {
    private Columns() {}

    /// `text` filled up with blanks, or cut with an ellipsis, to exactly `width` columns.
    static String fit(String text, int width) {
        int used = width(text);
        if (used <= width) {
            return text + " ".repeat(width - used);
        }
        StringBuilder cut = new StringBuilder();
        int columns = 0;
        for (int c : text.codePoints().toArray()) {
            if (columns + width(c) > width - 1) {
                break;
            }
            columns += width(c);
            cut.appendCodePoint(c);
        }
        return cut + "…" + " ".repeat(width - 1 - columns);
    }

    static int width(String text) {
        return text.codePoints().map(Columns::width).sum();
    }

    private static int width(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        return isWide(c) ? 2 : 1;
    }

    /// The blocks that Unicode's EastAsianWidth.txt calls W or F.
    private static boolean isWide(int c) {
        return c >= 0x1100 && c <= 0x115F || c >= 0x2E80 && c <= 0xA4CF || c >= 0xAC00 && c <= 0xD7A3
                || c >= 0xF900 && c <= 0xFAFF || c >= 0xFE30 && c <= 0xFE6F || c >= 0xFF00 && c <= 0xFF60
                || c >= 0xFFE0 && c <= 0xFFE6 || c >= 0x1F300 && c <= 0x1FAFF || c >= 0x20000 && c <= 0x3FFFD;
    }

    /// Without what could move the cursor or colour the screen: texts of events come from files and from the network.
    static String printable(String text) {
        return text.codePoints().anyMatch(Character::isISOControl)
                ? text.codePoints().map(c -> Character.isISOControl(c) ? '�' : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString()
                : text;
    }
}
