package io.campusgate.whitelist;

import io.campusgate.domain.CardNumber;
import io.campusgate.domain.IdNumber;
import io.campusgate.domain.Validity;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One row of a table: gives the values of its cells and tells every problem, so that one reading finds all of them.
/// A value with a problem reads as if the cell were empty.
final class Cells {
    private static final int LONGEST_TEXT = 200;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Pattern LIST = Pattern.compile("[;；]");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}");
    private static final Pattern OF_DAY = Pattern.compile("(\\d{1,2}):(\\d{2})");
    private static final Pattern DAYS = Pattern.compile("([1-7])(?:-([1-7]))?");
    private static final Pattern FULL_WIDTH_DIGIT = Pattern.compile("[０-９]");
    private static final Pattern SCIENTIFIC = Pattern.compile("\\d+(\\.\\d+)?[eE][+-]?\\d+");
    private static final Pattern DECIMAL = Pattern.compile("\\d+\\.\\d*");
    private static final String A_TIME = "a date like 2026-09-01 or a time like 2026-09-01T07:30";

    private final Header header;
    private final long row;
    private final List<String> fields;
    private final Consumer<Problem> problems;
    private boolean sound = true;

    /// @param fields stripped
    Cells(Header header, long row, List<String> fields, Consumer<Problem> problems) {
        this.header = header;
        this.row = row;
        this.fields = fields;
        this.problems = problems;
    }

    long row() {
        return row;
    }

    /// Whether no problem was told so far.
    boolean isSound() {
        return sound;
    }

    void problem(Column column, String value, String expected) {
        problem(header.spelling(column), value, expected);
    }

    void problem(String column, String value, String expected) {
        sound = false;
        problems.accept(new Problem(header.file(), row, column, value, expected));
    }

    /// What stands in the cell; empty if nothing does or the table has no such column.
    String text(Column column) {
        int index = header.indexOf(column);
        return index < 0 || index >= fields.size() ? "" : fields.get(index);
    }

    /// One line of text of sane length, may be empty.
    String line(Column column) {
        String text = text(column);
        if (text.length() > LONGEST_TEXT || CONTROL.matcher(text).find()) {
            problem(column, text, "one line of at most " + LONGEST_TEXT + " characters");
            return "";
        }
        return text;
    }

    /// A text that must be there; empty only together with a problem.
    String required(Column column, String expected) {
        if (text(column).isEmpty()) {
            problem(column, "", expected);
        }
        return line(column);
    }

    /// The items of a list separated by `;`.
    List<String> list(Column column) {
        String text = line(column);
        return text.isEmpty() ? List.of() : LIST.splitAsStream(text).map(Cells::strip).filter(item -> !item.isEmpty()).distinct().toList();
    }

    /// Blanks of every kind, the ideographic one included, around a text are of no account.
    static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c <= ' ' || Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\uFEFF';
    }

    /// One of the words of `spellings`, or `absent` for an empty cell.
    <T> T word(Column column, Spellings<T> spellings, T absent) {
        String text = text(column);
        if (text.isEmpty()) {
            return absent;
        }
        Optional<T> meaning = spellings.of(text);
        if (meaning.isEmpty()) {
            problem(column, text, spellings.expected());
        }
        return meaning.orElse(absent);
    }

    /// [#word] that must be there.
    <T> T requiredWord(Column column, Spellings<T> spellings, T instead) {
        if (text(column).isEmpty()) {
            problem(column, "", spellings.expected());
        }
        return word(column, spellings, instead);
    }

    /// Names separated by `;`, or `*` for all of them, which is the empty set.
    Set<String> namesOrAll(Column column) {
        List<String> names = list(column);
        if (names.contains("*") && names.size() > 1) {
            problem(column, text(column), "names, or * alone");
        }
        return names.contains("*") ? Set.of() : Set.copyOf(names);
    }

    /// Of each item the first spelling that is right; a wrong item is a problem of its own.
    <T> Set<T> words(Column column, Spellings<Set<T>> spellings) {
        Set<T> all = new LinkedHashSet<>();
        for (String item : list(column)) {
            spellings.of(item).ifPresentOrElse(all::addAll, () -> problem(column, item, spellings.expected()));
        }
        return all;
    }

    /// `1-5`, `1;3;5`, `1-5;7` or `*`: Monday is 1.
    Set<DayOfWeek> days(Column column) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String item : list(column)) {
            Matcher m = DAYS.matcher(item);
            if (item.equals("*")) {
                days.addAll(EnumSet.allOf(DayOfWeek.class));
            } else if (m.matches() && (m.group(2) == null || m.group(1).compareTo(m.group(2)) <= 0)) {
                DayOfWeek last = DayOfWeek.of(Integer.parseInt(m.group(2) == null ? m.group(1) : m.group(2)));
                days.addAll(EnumSet.range(DayOfWeek.of(Integer.parseInt(m.group(1))), last));
            } else {
                problem(column, item, "days from 1 (Monday) to 7 like 1-5, 1;3;5, 1-5;7, or *");
            }
        }
        return days;
    }

    /// Minutes from midnight of `HH:MM`; -1 together with a problem.
    int minuteOfDay(Column column, int latest) {
        Matcher m = OF_DAY.matcher(text(column));
        int minute = m.matches() && Integer.parseInt(m.group(2)) < 60 ? Integer.parseInt(m.group(1)) * 60 + Integer.parseInt(m.group(2)) : -1;
        if (minute < 0 || minute > latest) {
            problem(column, text(column), "a time of day from 00:00 to " + (latest == 1440 ? "24:00" : "23:59"));
            return -1;
        }
        return minute;
    }

    Optional<LocalDate> date(Column column) {
        String text = text(column);
        try {
            if (DATE.matcher(text).matches()) {
                return Optional.of(LocalDate.parse(text));
            }
        } catch (DateTimeException e) {
            // told below
        }
        problem(column, text, "a date like 2026-09-01");
        return Optional.empty();
    }

    /// A bare date in `from` means its first moment; in `until` the day is included. `until` itself is outside.
    Validity validity(Column from, Column until, ZoneId zone) {
        Optional<Instant> begin = time(from, zone, 0);
        Optional<Instant> end = time(until, zone, 1);
        if (begin.isPresent() && end.isPresent() && !begin.get().isBefore(end.get())) {
            problem(until, text(until), "later than " + header.spelling(from) + ", which is " + text(from));
            return Validity.ALWAYS;
        }
        return new Validity(begin, end);
    }

    /// A date or a time in the site's zone.
    ///
    /// @param dayPart days to add to a bare date
    Optional<Instant> time(Column column, ZoneId zone, int dayPart) {
        String text = text(column);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (DATE.matcher(text).matches()) {
                return Optional.of(LocalDate.parse(text).plusDays(dayPart).atStartOfDay(zone).toInstant());
            }
            if (TIME.matcher(text).matches()) {
                return Optional.of(LocalDateTime.parse(text).atZone(zone).toInstant());
            }
        } catch (DateTimeException e) {
            // told below
        }
        problem(column, text, A_TIME);
        return Optional.empty();
    }

    /// A whole number from 1 on; empty for an empty cell.
    Optional<Integer> count(Column column) {
        String text = text(column);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) < 1) {
            problem(column, text, "a whole number from 1 to 999999, or nothing for no limit");
            return Optional.empty();
        }
        return Optional.of(Integer.parseInt(text));
    }

    /// 64 hex digits, in lower case; empty for an empty cell.
    Optional<String> sha256(Column column) {
        String text = text(column);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (!text.matches("[0-9A-Fa-f]{64}")) {
            problem(column, text, "the 64 hex digits of a SHA-256");
            return Optional.empty();
        }
        return Optional.of(text.toLowerCase(java.util.Locale.ROOT));
    }

    /// The identity number; its problem never shows it whole.
    Optional<IdNumber> idNumber(Column column) {
        String text = text(column);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(IdNumber.parse(text));
        } catch (IdNumber.BadIdNumber e) {
            problem(column, Problem.maskedIdNumber(text), "an identity number of 18 characters whose check digit fits (or 15, like USA310018000101); "
                    + (FULL_WIDTH_DIGIT.matcher(text).find() ? "its digits are full-width" : e.getMessage())
                    + (SCIENTIFIC.matcher(text).matches() ? "; a spreadsheet cut it: format the column as text" : ""));
            return Optional.empty();
        }
    }

    /// Each card of a list once.
    List<CardNumber> cards(Column column) {
        Set<CardNumber> cards = new LinkedHashSet<>();
        for (String item : list(column)) {
            card(column, item).ifPresent(cards::add);
        }
        return new ArrayList<>(cards);
    }

    Optional<CardNumber> card(Column column, String text) {
        try {
            CardNumber number = CardNumber.parse(text);
            if (!number.isBlank()) {
                return Optional.of(number);
            }
            problem(column, text, "the number of a card; all zeros or FFFFFFFF is what a broken reader reports");
        } catch (IllegalArgumentException e) {
            problem(column, text, whyNoCard(text).orElseGet(() -> String.valueOf(e.getMessage())));
        }
        return Optional.empty();
    }

    private static Optional<String> whyNoCard(String text) {
        if (FULL_WIDTH_DIGIT.matcher(text).find()) {
            return Optional.of("a card number in plain digits 0-9; these are full-width");
        }
        if (SCIENTIFIC.matcher(text).matches()) {
            return Optional.of("all digits of the card number; a spreadsheet cut them to an approximate number: format the column as text and enter it again");
        }
        if (DECIMAL.matcher(text).matches()) {
            return Optional.of("a card number without a decimal point; format the column as text");
        }
        return Optional.empty();
    }
}
