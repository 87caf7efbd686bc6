package io.campusgate.whitelist;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.domain.Bilingual;
import io.campusgate.domain.IdNumber;
import io.campusgate.whitelist.RawTable.Nature;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What spreadsheets and people do to values, and what to write instead: only proposed, never applied, since a number
/// that lost its zeros could be another card's.
final class Repairs {
    static final Bilingual MADE_A_DATE = say("; a spreadsheet made a date of it: format the column as text and write it again",
            "；电子表格把它变成了日期：请把该列设为“文本”格式后重新填写");
    static final Bilingual ID_NUMBER_AS_NUMBER = say("an identity number as text: of a number a spreadsheet keeps 15 of the 18 digits; "
            + "format the column as text and write it again", "文本格式的身份证号：按数字保存只能保留 18 位中的 15 位；请把该列设为“文本”格式后重新填写");

    private static final Pattern FULL_WIDTH = Pattern.compile("[０-９Ａ-Ｚａ-ｚ]");
    /// With a point or a sign: a hex number may have an E in the middle, as 100000E0.
    private static final Pattern SCIENTIFIC = Pattern.compile("\\d+\\.\\d+[eE][+-]?\\d+|\\d+[eE][+-]\\d+");
    private static final Pattern DECIMAL = Pattern.compile("\\d+\\.\\d*");
    private static final Pattern LOOSE_DATE = Pattern.compile("(\\d{4})\\s*[-/.年]\\s*(\\d{1,2})\\s*[-/.月]\\s*(\\d{1,2})\\s*日?(?:[T\\s]*(\\d{1,2})[:时](\\d{1,2})分?(?::00)?)?");
    private static final Pattern EIGHT_DIGITS = Pattern.compile("(\\d{4})(\\d{2})(\\d{2})()()");
    private static final Pattern LOOSE_TIME = Pattern.compile("(\\d{1,2})[:时.点](\\d{1,2})分?(?::00)?");
    /// A spreadsheet keeps no more of a number.
    private static final int SURE_DIGITS = 15;
    private static final int MINUTES_OF_DAY = 1440;
    private static final long LATEST_SERIAL = 2_958_465;   // 9999-12-31
    private static final LocalDate SERIAL_0 = LocalDate.of(1899, 12, 30);

    private Repairs() {}

    /// Why a cell of a spreadsheet has no value at all.
    ///
    /// @param text of a merged cell the range
    static Optional<Bilingual> unreadable(Nature nature, String text) {
        return switch (nature) {
            case MERGED -> Optional.of(say("a value of its own; the cells " + text + " are merged: unmerge them and write into each of them what it means",
                    "单独的值；" + text + " 是合并单元格：请取消合并，并在每个单元格中填写"));
            case ERROR -> Optional.of(say("a value; the formula in this cell failed: correct it, or write the value itself", "值；此单元格的公式出错：请改正公式，或直接填写值"));
            case UNCOMPUTED -> Optional.of(say("a value; the formula in this cell was never computed: open the workbook, save it, or write the value itself",
                    "值；此单元格的公式尚未计算：请打开工作簿并保存，或直接填写值"));
            case TEXT, NUMBER, DATE -> Optional.empty();
        };
    }

    /// The same in plain digits and letters, if any is full-width.
    static Optional<String> halfWidth(String text) {
        return FULL_WIDTH.matcher(text).find() ? Optional.of(Normalizer.normalize(text, Normalizer.Form.NFKC)) : Optional.empty();
    }

    /// `; write X` if there is an X.
    static Bilingual proposal(Optional<String> better) {
        return better.map(b -> say("; write " + b, "；请写 " + b)).orElse(say("", ""));
    }

    /// Why a text is no number of a card, if a spreadsheet spoilt it; empty if that is not so.
    static Optional<Bilingual> card(String text, Nature nature) {
        Optional<String> plain = halfWidth(text);
        if (plain.isPresent()) {
            return Optional.of(say("a card number in plain digits 0-9; these are full-width: write " + plain.get(), "半角数字的卡号；这里是全角，请写 " + plain.get()));
        }
        if (SCIENTIFIC.matcher(text).matches() || nature == Nature.NUMBER && text.length() > SURE_DIGITS) {
            return Optional.of(say("all digits of the card number; a spreadsheet cut them to an approximate number: format the column as text and write it again",
                    "完整的卡号；电子表格把它截成了近似数：请把该列设为“文本”格式后重新填写"));
        }
        if (DECIMAL.matcher(text).matches()) {
            return Optional.of(say("a card number without a decimal point; format the column as text", "不带小数点的卡号；请把该列设为“文本”格式"));
        }
        return switch (nature) {
            case NUMBER -> Optional.of(asNumber(text));
            case DATE -> Optional.of(say("a card number", "卡号").then(MADE_A_DATE));
            default -> Optional.empty();
        };
    }

    private static Bilingual asNumber(String text) {
        String decimal = text.matches("\\d{1,10}") && Long.parseLong(text) <= 0xFFFF_FFFFL ? String.format(Locale.ROOT, "dec:%010d", Long.parseLong(text)) : "";
        return say("a card number as text: a spreadsheet took it for a number and dropped the zeros in front, if there were any; "
                + "format the column as text and write it again" + (decimal.isEmpty() ? "" : ", or " + decimal + " if it is the decimal number printed on the card"),
                "文本格式的卡号：电子表格把它当成数字，前面的 0（如果有）已经丢失；请把该列设为“文本”格式后重新填写"
                + (decimal.isEmpty() ? "" : "；如果它是卡面印的十进制号，请写 " + decimal));
    }

    static Bilingual idNumber(String text, IdNumber.BadIdNumber why) {
        Bilingual reason = halfWidth(text).isPresent() ? say("its digits are full-width", "数字是全角的")
                : say(String.valueOf(why.getMessage()), switch (why.fault()) {
                    case LENGTH -> "应为 18 位，不是 " + text.length() + " 位";
                    case CHARSET -> "应为 17 位数字加一位数字或 X";
                    case REGION -> "没有以 0 开头的地区";
                    case DATE -> "第 7 到 14 位不是有效日期";
                    case CHECKSUM -> "校验码不符，是否有一位打错了？";
                });
        return say("an identity number of 18 characters whose check digit fits (or 15, like USA310018000101); ", "校验码正确的 18 位身份证号（或 15 位，如 USA310018000101）；").then(reason)
                .then(SCIENTIFIC.matcher(text).matches() ? say("; a spreadsheet cut it: format the column as text", "；电子表格截断了它：请把该列设为“文本”格式") : say("", ""));
    }

    /// The date or time that a text or a number may mean, as it should be written.
    static Optional<String> date(String text, Nature nature) {
        String plain = halfWidth(text).orElse(text).replace('：', ':');
        for (Pattern form : new Pattern[] {LOOSE_DATE, EIGHT_DIGITS}) {
            Matcher m = form.matcher(plain);
            if (m.matches()) {
                return dateOf(m.group(1), m.group(2), m.group(3)).flatMap(d -> Optional.ofNullable(m.group(4)).filter(h -> !h.isEmpty())
                        .map(hour -> timeOf(hour, m.group(5)).map(t -> d + "T" + t)).orElse(Optional.of(d)));
            }
        }
        return nature == Nature.NUMBER ? serial(plain) : Optional.empty();
    }

    /// The day a number is for a spreadsheet.
    private static Optional<String> serial(String text) {
        return text.matches("\\d{3,7}") && Long.parseLong(text) <= LATEST_SERIAL ? Optional.of(SERIAL_0.plusDays(Long.parseLong(text)).toString()) : Optional.empty();
    }

    private static Optional<String> dateOf(String year, String month, String day) {
        try {
            return Optional.of(LocalDate.of(Integer.parseInt(year), Integer.parseInt(month), Integer.parseInt(day)).toString());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /// The time of day that a text or a number may mean, as it should be written.
    static Optional<String> timeOfDay(String text, Nature nature) {
        Matcher m = LOOSE_TIME.matcher(halfWidth(text).orElse(text).replace('：', ':'));
        if (m.matches()) {
            return timeOf(m.group(1), m.group(2));
        }
        return nature == Nature.NUMBER && text.matches("[01](\\.\\d{1,20})?") ? partOfDay(new BigDecimal(text)) : Optional.empty();
    }

    private static Optional<String> partOfDay(BigDecimal part) {
        int minutes = part.multiply(BigDecimal.valueOf(MINUTES_OF_DAY)).setScale(0, RoundingMode.HALF_UP).intValue();
        return minutes > MINUTES_OF_DAY ? Optional.empty() : Optional.of(clock(minutes / 60, minutes % 60));
    }

    private static Optional<String> timeOf(String hour, String minute) {
        int h = Integer.parseInt(hour);
        int m = Integer.parseInt(minute);
        return h < 24 && m < 60 || h == 24 && m == 0 ? Optional.of(clock(h, m)) : Optional.empty();
    }

    private static String clock(int hour, int minute) {
        return String.format(Locale.ROOT, "%02d:%02d", hour, minute);
    }
}
