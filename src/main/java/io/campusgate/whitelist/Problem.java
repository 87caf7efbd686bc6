package io.campusgate.whitelist;

import io.campusgate.domain.Bilingual;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One thing that is wrong with a source, and where. Safe to print: identity numbers are masked, control characters are
/// gone, long values are cut.
///
/// @param file   the file in a folder, the sheet in a workbook
/// @param row    the line in the file or the row in the sheet, from 1; 0: the file as a whole
/// @param column as the header spells it; empty: the row or the file as a whole
/// @param value  what stands there, may be empty
/// @param wanted what should stand there, in plain words, with the fix where one can be named
/// @param cell   in a workbook, as a spreadsheet names it: `people!C17`; empty elsewhere
public record Problem(String file, long row, String column, String value, Bilingual wanted, String cell) {
    private static final int LONGEST = 100;
    private static final Pattern ID_NUMBER = Pattern.compile("(?<!\\d)(\\d{6})\\d{8}(\\d{3}[\\dXx])(?!\\d)");

    public Problem {
        value = shown(value);
        wanted = new Bilingual(printable(wanted.english()), printable(wanted.chinese()));
    }

    public Problem(String file, long row, String column, String value, Bilingual wanted) {
        this(file, row, column, value, wanted, "");
    }

    /// @param expected in English only
    public Problem(String file, long row, String column, String value, String expected) {
        this(file, row, column, value, Bilingual.same(expected));
    }

    /// In English, as machines are told.
    public String expected() {
        return wanted.english();
    }

    /// `text` as it may be shown: whatever looks like an identity number is masked.
    private static String shown(String text) {
        Matcher number = ID_NUMBER.matcher(text);
        String masked = printable(number.replaceAll("$1********$2"));
        return masked.length() <= LONGEST ? masked : masked.substring(0, LONGEST) + "…";
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "�");
    }

    /// The middle of an identity number that may be mistyped is hidden, whatever its length.
    static String maskedIdNumber(String text) {
        int shown = Math.min(6, text.length() / 3);
        int tail = Math.min(4, text.length() / 5);
        return text.substring(0, shown) + "*".repeat(text.length() - shown - tail) + text.substring(text.length() - tail);
    }

    /// `people.csv row 17, cards: found "12", expected 3 to 10 bytes of hex`; in a workbook `people!F17, cards: …`.
    public String in(Locale locale) {
        String where = cell.isEmpty() ? file + (row == 0 ? "" : " row " + row) : cell;
        String place = cell.isEmpty() ? file + (row == 0 ? "" : " 第 " + row + " 行") : cell;
        return new Bilingual(where + (column.isEmpty() ? "" : ", " + column) + ": " + (value.isEmpty() ? "" : "found \"" + value + "\", ")
                + "expected " + wanted.english(), place + (column.isEmpty() ? "" : "，" + column) + "："
                + (value.isEmpty() ? "" : "写的是“" + value + "”，") + "应为" + wanted.chinese()).in(locale);
    }

    /// In English.
    @Override public String toString() {
        return in(Locale.ENGLISH);
    }
}
