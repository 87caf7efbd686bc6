package io.campusgate.cli;

import io.campusgate.domain.CardNumber;
import io.campusgate.domain.EventType;
import io.campusgate.domain.Mode;
import io.campusgate.domain.Role;
import io.campusgate.domain.WhitelistVersion;
import io.campusgate.domain.Word;
import io.campusgate.report.EventExport.Format;
import io.campusgate.report.ReportFile;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// From what was typed to values; what is wrong is said in one clause that picocli puts behind the option's name.
final class Converters {
    private Converters() {}

    static final class OfMode implements ITypeConverter<Mode> {
        @Override public Mode convert(String word) {
            return Word.of(Mode.class, word).orElseThrow(() ->
                    new TypeConversionException("'" + word + "' is no mode; expected " + Word.list(Mode.class)));
        }
    }

    static final class OfRole implements ITypeConverter<Role> {
        @Override public Role convert(String word) {
            return Word.of(Role.class, word).orElseThrow(() ->
                    new TypeConversionException("'" + word + "' is no role; expected " + Word.list(Role.class)));
        }
    }

    static final class OfCard implements ITypeConverter<CardNumber> {
        @Override public CardNumber convert(String text) {
            try {
                return CardNumber.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + text + "' is no card number: " + e.getMessage());
            }
        }
    }

    static final class OfVersion implements ITypeConverter<WhitelistVersion> {
        @Override public WhitelistVersion convert(String text) {
            try {
                return WhitelistVersion.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    static final class OfLanguage implements ITypeConverter<Locale> {
        @Override public Locale convert(String word) {
            return switch (word) {
                case "zh-CN", "zh" -> Locale.SIMPLIFIED_CHINESE;
                case "en" -> Locale.ENGLISH;
                default -> throw new TypeConversionException("'" + word + "' is no language of this program; expected zh-CN or en");
            };
        }
    }

    static final class OnOff implements ITypeConverter<String> {
        @Override public String convert(String word) {
            if (word.equals("on") || word.equals("off")) {
                return word;
            }
            throw new TypeConversionException("'" + word + "' is neither on nor off");
        }
    }

    static final class OfEventType implements ITypeConverter<EventType> {
        @Override public EventType convert(String word) {
            return Word.of(EventType.class, word).orElseThrow(() ->
                    new TypeConversionException("'" + word + "' is no type of event; expected " + Word.list(EventType.class)));
        }
    }

    static final class OfFormat implements ITypeConverter<Format> {
        @Override public Format convert(String word) {
            return Word.of(Format.class, word).orElseThrow(() ->
                    new TypeConversionException("'" + word + "' is no format; expected " + Word.list(Format.class)));
        }
    }

    static final class OfLimit implements ITypeConverter<Integer> {
        @Override public Integer convert(String text) {
            if (!text.matches("0*[1-9]\\d{0,8}")) {
                throw new TypeConversionException("'" + text + "' is no number from 1 to 999999999");
            }
            return Integer.parseInt(text);
        }
    }

    static final class OfCelsius implements ITypeConverter<BigDecimal> {
        @Override public BigDecimal convert(String text) {
            if (!text.matches("\\d{2}(\\.\\d{1,2})?")) {
                throw new TypeConversionException("'" + text + "' is no temperature; expected one like 37.3");
            }
            return new BigDecimal(text);
        }
    }

    static final class OfDate implements ITypeConverter<LocalDate> {
        @Override public LocalDate convert(String text) {
            try {
                return LocalDate.parse(text);
            } catch (DateTimeException e) {
                throw new TypeConversionException("'" + text + "' is no date; expected one like 2026-09-01");
            }
        }
    }

    static final class OfTime implements ITypeConverter<LocalTime> {
        @Override public LocalTime convert(String text) {
            try {
                return LocalTime.parse(text);
            } catch (DateTimeException e) {
                throw new TypeConversionException("'" + text + "' is no time of day; expected one like 09:00");
            }
        }
    }

    static final class OfMinutes implements ITypeConverter<Duration> {
        @Override public Duration convert(String text) {
            if (!text.matches("\\d{1,3}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 120) {
                throw new TypeConversionException("'" + text + "' is no number of minutes from 1 to 120");
            }
            return Duration.ofMinutes(Integer.parseInt(text));
        }
    }

    static final class OfReportFile implements ITypeConverter<ReportFile> {
        @Override public ReportFile convert(String word) {
            return Word.of(ReportFile.class, word).orElseThrow(() ->
                    new TypeConversionException("'" + word + "' is no format; expected " + Word.list(ReportFile.class)));
        }
    }

    /// A text that says something.
    static final class OfText implements ITypeConverter<String> {
        @Override public String convert(String text) {
            if (text.isBlank()) {
                throw new TypeConversionException("it is empty");
            }
            return text.strip();
        }
    }
}
