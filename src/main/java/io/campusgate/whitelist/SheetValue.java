package io.campusgate.whitelist;

import io.campusgate.whitelist.RawTable.Nature;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;

/// What a cell of a sheet says, as the person who wrote it sees it.
///
/// A spreadsheet keeps a date as the number of days since 1900 and shows it by the cell's format; such a cell reads as
/// `2026-09-01`, `2026-09-01T07:30` or `07:30`. A number of a format of zeros only, like `00000`, keeps its zeros.
record SheetValue(String text, Nature nature) {
    static final SheetValue EMPTY = new SheetValue("", Nature.TEXT);

    private static final int SECONDS_OF_DAY = 86_400;
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm", Locale.ROOT);
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);
    /// What of a format is no letter of its own: quoted text, escaped characters, colours and conditions.
    private static final Pattern LITERAL = Pattern.compile("\"[^\"]*\"|\\\\.|_.|\\*.|\\[(?!h+\\]|m+\\]|s+\\])[^\\]]*\\]", Pattern.CASE_INSENSITIVE);
    private static final Pattern DATE_LETTER = Pattern.compile("[ymdhs]", Pattern.CASE_INSENSITIVE);
    private static final Pattern ZEROS = Pattern.compile("0{2,30}");
    private static final Pattern ERROR = Pattern.compile("#[A-Z/0!?]+");
    /// A spreadsheet computes with so many digits; more are noise: 37.3 is kept as 37.299999999999997.
    private static final MathContext DIGITS = new MathContext(15);
    private static final int LONGEST_PLAIN = 30;

    static SheetValue of(Cell cell) {
        Object value = cell.getValue();
        if (cell.getType() == CellType.ERROR || cell.getFormula() != null && value instanceof String s && ERROR.matcher(s).matches()) {
            return new SheetValue(cell.getText().isEmpty() ? "#" : cell.getText(), Nature.ERROR);
        }
        return switch (value) {
            case BigDecimal number -> number(cell, number);
            case Boolean b -> new SheetValue(b ? "TRUE" : "FALSE", Nature.TEXT);
            case null -> cell.getFormula() == null ? EMPTY : new SheetValue("=" + cell.getFormula(), Nature.UNCOMPUTED);
            default -> new SheetValue(value.toString(), Nature.TEXT);
        };
    }

    private static SheetValue number(Cell cell, BigDecimal number) {
        if (isDate(cell) && number.signum() >= 0 && number.compareTo(BigDecimal.valueOf(2_958_466)) < 0) {
            return new SheetValue(date(cell, number), Nature.DATE);
        }
        String format = cell.getDataFormatString() == null ? "" : cell.getDataFormatString();
        String plain = plain(cell.getRawValue(), number);
        return new SheetValue(ZEROS.matcher(format).matches() && plain.matches("\\d+") ? "0".repeat(Math.max(0, format.length() - plain.length())) + plain : plain,
                Nature.NUMBER);
    }

    /// As the file has it where it would be long.
    private static String plain(String raw, BigDecimal number) {
        if (Math.abs((long) number.scale()) > LONGEST_PLAIN || number.precision() > LONGEST_PLAIN || raw.indexOf('E') >= 0 || raw.indexOf('e') >= 0) {
            return raw;
        }
        BigDecimal rounded = number.scale() > 0 ? number.round(DIGITS) : number;
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    /// The formats 27 to 36 and 50 to 58 are the Chinese, Japanese and Korean dates, which are written nowhere.
    private static boolean isDate(Cell cell) {
        Integer id = cell.getDataFormatId();
        String format = cell.getDataFormatString();
        if (id == null) {
            return false;
        }
        return format == null ? id >= 14 && id <= 22 || id >= 27 && id <= 36 || id >= 45 && id <= 47 || id >= 50 && id <= 58
                : DATE_LETTER.matcher(LITERAL.matcher(format.split(";", 2)[0]).replaceAll("")).find();
    }

    private static String date(Cell cell, BigDecimal number) {
        boolean elapsed = cell.getDataFormatString() != null && cell.getDataFormatString().toLowerCase(Locale.ROOT).startsWith("[h");
        if (elapsed && number.compareTo(BigDecimal.ONE) == 0) {
            return "24:00";
        }
        LocalDateTime exact = cell.asDate();
        LocalDateTime at = exact.toLocalDate().atStartOfDay().plusSeconds(Math.round(exact.toLocalTime().toNanoOfDay() / 1e9));
        if (number.compareTo(BigDecimal.ONE) < 0) {
            LocalTime time = LocalTime.ofSecondOfDay(Math.round(number.doubleValue() * SECONDS_OF_DAY) % SECONDS_OF_DAY);
            return time.toString();
        }
        LocalDate day = at.toLocalDate();
        return at.toLocalTime().equals(LocalTime.MIDNIGHT) ? day.toString() : at.getSecond() == 0 ? MINUTE.format(at) : SECOND.format(at);
    }
}
