package io.campusgate.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/// Times as a person types them: `2026-09-01`, `2026-09-01T07:30[:05]` in the site's zone, or with an offset of their own.
final class Times {
    private Times() {}

    /// As text with an offset, for the daemon. A bare date means its first moment.
    static String parse(GateCommand command, String name, String text, ZoneId zone) {
        return from(command, name, text, zone).atZone(zone).truncatedTo(ChronoUnit.SECONDS)
                .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }

    /// A bare date means its first moment.
    static Instant from(GateCommand command, String name, String text, ZoneId zone) {
        return isDate(text) ? date(command, name, text).atStartOfDay(zone).toInstant() : time(command, name, text, zone);
    }

    /// The end of a range, outside of it: a bare date includes that day.
    static Instant until(GateCommand command, String name, String text, ZoneId zone) {
        return isDate(text) ? date(command, name, text).plusDays(1).atStartOfDay(zone).toInstant() : time(command, name, text, zone);
    }

    private static boolean isDate(String text) {
        return text.matches("\\d{4}-\\d{2}-\\d{2}");
    }

    private static LocalDate date(GateCommand command, String name, String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw unreadable(command, name, text);
        }
    }

    private static Instant time(GateCommand command, String name, String text, ZoneId zone) {
        String iso = text.strip().replace(' ', 'T');
        try {
            return iso.matches(".*(Z|[+-]\\d{2}:\\d{2})") && iso.contains("T")
                    ? OffsetDateTime.parse(iso).toInstant()
                    : LocalDateTime.parse(iso).atZone(zone).toInstant();
        } catch (DateTimeException e) {
            throw unreadable(command, name, text);
        }
    }

    private static RuntimeException unreadable(GateCommand command, String name, String text) {
        return command.wrongUsage("Invalid value for " + name + ": '" + text + "' is no time; expected one like 2026-09-01T07:30 or 2026-09-01");
    }
}
