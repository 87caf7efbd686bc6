package io.campusgate.whitelist;

import static io.campusgate.domain.Bilingual.same;
import static io.campusgate.domain.Bilingual.say;

import io.campusgate.domain.Bilingual;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.IdNumber;
import io.campusgate.domain.Validity;
import io.campusgate.whitelist.RawTable.Nature;
import io.campusgate.whitelist.RawTable.Row;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One row of a table: gives the values of its cells and tells every problem, so that one reading finds all of them.
/// A value with a problem reads as if the cell were empty. What a problem proposes instead is made by [Repairs].
final class Cells {
    private static final int LONGEST_TEXT = 200;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Pattern LIST = Pattern.compile("[;；]");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}");
    private static final Pattern OF_DAY = Pattern.compile("(\\d{1,2}):(\\d{2})");
    private static final Pattern DAYS = Pattern.compile("([1-7])(?:-([1-7]))?");
    private static final Bilingual A_DATE = say("a date like 2026-09-01", "日期，如 2026-09-01");
    private static final Bilingual A_TIME = say("a date like 2026-09-01 or a time like 2026-09-01T07:30", "日期，如 2026-09-01，或时间，如 2026-09-01T07:30");
    private static final Bilingual SOME_DAYS = say("days from 1 (Monday) to 7 like 1-5, 1;3;5, 1-5;7, or *", "星期，1（周一）到 7，如 1-5、1;3;5、1-5;7，或 *");

    private final Header header;
    private final Row row;
    private final Consumer<Problem> problems;
    private final BitSet told = new BitSet();
    private boolean sound = true;

    Cells(Header header, Row row, Consumer<Problem> problems) {
        this.header = header;
        this.row = row;
        this.problems = problems;
        for (int i = 0; i < row.fields().size(); i++) {
            hold(i);
        }
        if (row.isCut() && row.fields().size() < header.width()) {
            add(-1, "", "", say("all " + header.width() + " fields: the file ends in the middle of its last row",
                    "共 " + header.width() + " 个字段：文件在最后一行中间断掉了"));
        }
    }

    /// Whether the cell can hold anything at all, whatever it may mean.
    private void hold(int column) {
        String text = row.fields().get(column);
        boolean headed = !header.spelling(column).isEmpty();
        if (!headed && !text.isEmpty() && row.nature(column) != Nature.MERGED && told.isEmpty()) {
            add(column, "", text, say("at most " + header.width() + " fields as in the header row; this one stands under no column",
                    "最多 " + header.width() + " 个字段，与列名行相同；这个值上方没有列名"));
        } else if (headed) {
            Repairs.unreadable(row.nature(column), text).ifPresent(why -> add(column, header.spelling(column), text, why));
        }
    }

    long row() {
        return row.number();
    }

    /// Whether no problem was told so far.
    boolean isSound() {
        return sound;
    }

    void problem(Column column, String value, Bilingual expected) {
        add(header.indexOf(column), header.spelling(column), value, expected);
    }

    /// Of a cell that cannot be read at all nothing more is said.
    private void add(int index, String column, String value, Bilingual expected) {
        sound = false;
        if (index < 0 || !told.get(index) || Repairs.unreadable(row.nature(index), text(index)).isEmpty()) {
            problems.accept(header.problem(row.number(), index, column, value, expected));
        }
        if (index >= 0) {
            told.set(index);
        }
    }

    /// What stands in the cell; empty if nothing does or the table has no such column.
    String text(Column column) {
        int index = header.indexOf(column);
        return Repairs.unreadable(row.nature(index), text(index)).isEmpty() ? text(index) : "";
    }

    private String text(int index) {
        return index < 0 || index >= row.fields().size() ? "" : row.fields().get(index);
    }

    private Nature nature(Column column) {
        return row.nature(header.indexOf(column));
    }

    /// One line of text of sane length, may be empty.
    String line(Column column) {
        String text = text(column);
        if (text.length() > LONGEST_TEXT || CONTROL.matcher(text).find()) {
            problem(column, text, say("one line of at most " + LONGEST_TEXT + " characters", "一行文字，最多 " + LONGEST_TEXT + " 个字符"));
            return "";
        }
        return text;
    }

    /// A text that must be there; empty only together with a problem.
    String required(Column column, Bilingual expected) {
        if (text(column).isEmpty()) {
            problem(column, "", expected);
        }
        return line(column);
    }

    /// An [#identifier] that must be there.
    String requiredIdentifier(Column column, Bilingual expected) {
        if (text(column).isEmpty()) {
            problem(column, "", expected);
        }
        return identifier(column);
    }

    /// A text by which something is told from others; its digits and letters are the plain ones. May be empty.
    String identifier(Column column) {
        String text = line(column);
        Optional<String> plain = Repairs.halfWidth(text);
        if (plain.isPresent()) {
            problem(column, text, say("plain digits and letters; these are full-width: write " + plain.get(), "半角数字和字母；这里是全角，请写 " + plain.get()));
            return "";
        }
        if (nature(column) == Nature.NUMBER) {
            header.notice(RawTable.Oddity.NUMBER_FOR_A_NAME, row.number(), column);
        }
        return text;
    }

    /// The items of a list separated by `;`.
    List<String> list(Column column) {
        return items(line(column));
    }

    static List<String> items(String text) {
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
            problem(column, text, same(spellings.expected()));
        }
        return meaning.orElse(absent);
    }

    /// [#word] that must be there.
    <T> T requiredWord(Column column, Spellings<T> spellings, T instead) {
        if (text(column).isEmpty()) {
            problem(column, "", same(spellings.expected()));
        }
        return word(column, spellings, instead);
    }

    /// Names separated by `;`, or `*` for all of them, which is the empty set.
    Set<String> namesOrAll(Column column) {
        List<String> names = list(column);
        if (names.contains("*") && names.size() > 1) {
            problem(column, text(column), say("names, or * alone", "名称，或单独一个 *"));
        }
        return names.contains("*") ? Set.of() : Set.copyOf(names);
    }

    /// Of each item the first spelling that is right; a wrong item is a problem of its own.
    <T> Set<T> words(Column column, Spellings<Set<T>> spellings) {
        Set<T> all = new LinkedHashSet<>();
        for (String item : list(column)) {
            spellings.of(item).ifPresentOrElse(all::addAll, () -> problem(column, item, same(spellings.expected())));
        }
        return all;
    }

    /// `1-5`, `1;3;5`, `1-5;7` or `*`: Monday is 1.
    Set<DayOfWeek> days(Column column) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        if (nature(column) == Nature.DATE) {
            problem(column, text(column), SOME_DAYS.then(Repairs.MADE_A_DATE));
            return days;
        }
        for (String item : list(column)) {
            Matcher m = DAYS.matcher(item);
            if (item.equals("*")) {
                days.addAll(EnumSet.allOf(DayOfWeek.class));
            } else if (m.matches() && (m.group(2) == null || m.group(1).compareTo(m.group(2)) <= 0)) {
                DayOfWeek last = DayOfWeek.of(Integer.parseInt(m.group(2) == null ? m.group(1) : m.group(2)));
                days.addAll(EnumSet.range(DayOfWeek.of(Integer.parseInt(m.group(1))), last));
            } else {
                problem(column, item, SOME_DAYS);
            }
        }
        return days;
    }

    /// Minutes from midnight of `HH:MM`; -1 together with a problem.
    int minuteOfDay(Column column, int latest) {
        Matcher m = OF_DAY.matcher(text(column));
        int minute = m.matches() && Integer.parseInt(m.group(2)) < 60 ? Integer.parseInt(m.group(1)) * 60 + Integer.parseInt(m.group(2)) : -1;
        if (minute < 0 || minute > latest) {
            String last = latest == 1440 ? "24:00" : "23:59";
            problem(column, text(column), say("a time of day from 00:00 to " + last, "一天中的时刻，00:00 到 " + last)
                    .then(Repairs.proposal(Repairs.timeOfDay(text(column), nature(column)))));
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
        problem(column, text, A_DATE.then(Repairs.proposal(Repairs.date(text, nature(column)))));
        return Optional.empty();
    }

    /// A bare date in `from` means its first moment; in `until` the day is included. `until` itself is outside.
    Validity validity(Column from, Column until, ZoneId zone) {
        Optional<Instant> begin = time(from, zone, 0);
        Optional<Instant> end = time(until, zone, 1);
        if (begin.isPresent() && end.isPresent() && !begin.get().isBefore(end.get())) {
            problem(until, text(until), say("later than " + header.spelling(from) + ", which is " + text(from),
                    "晚于“" + header.spelling(from) + "”的 " + text(from)));
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
        problem(column, text, A_TIME.then(Repairs.proposal(Repairs.date(text, nature(column)))));
        return Optional.empty();
    }

    /// A whole number from 1 on; empty for an empty cell.
    Optional<Integer> count(Column column) {
        String text = text(column);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) < 1) {
            problem(column, text, say("a whole number from 1 to 999999, or nothing for no limit", "1 到 999999 的整数；不填表示不限"));
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
            problem(column, text, say("the 64 hex digits of a SHA-256", "SHA-256 的 64 位十六进制数"));
            return Optional.empty();
        }
        return Optional.of(text.toLowerCase(Locale.ROOT));
    }

    /// The identity number; its problem never shows it whole.
    Optional<IdNumber> idNumber(Column column) {
        String text = text(column);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (nature(column) != Nature.NUMBER) {
                return Optional.of(IdNumber.parse(text));
            }
            problem(column, Problem.maskedIdNumber(text), Repairs.ID_NUMBER_AS_NUMBER);
        } catch (IdNumber.BadIdNumber e) {
            problem(column, Problem.maskedIdNumber(text), Repairs.idNumber(text, e));
        }
        return Optional.empty();
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
        Optional<Bilingual> spoilt = Repairs.card(text, nature(column));
        if (spoilt.isPresent()) {
            problem(column, text, spoilt.get());
            return Optional.empty();
        }
        try {
            CardNumber number = CardNumber.parse(text);
            if (!number.isBlank()) {
                return Optional.of(number);
            }
            problem(column, text, say("the number of a card; all zeros or FFFFFFFF is what a broken reader reports", "卡号；全 0 或 FFFFFFFF 是读卡器故障时的读数"));
        } catch (IllegalArgumentException e) {
            problem(column, text, say(String.valueOf(e.getMessage()), "卡号：3 到 10 个字节的十六进制数，如 001293D8 或 04:A1:B2:C3，"
                    + "或 dec:0001217496、fc:18,37848、w26:212,7041"));
        }
        return Optional.empty();
    }
}
