package io.campusgate.store;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// The time of an event as text: `2026-09-01T07:31:05.123+08:00`, always milliseconds, always a numeric offset.
/// Written by hand, since it is in the path of every tap.
final class EventTime {
    private EventTime() {}

    static void append(JsonText out, Instant time, ZoneId zone) {
        ZoneOffset offset = zone.getRules().getOffset(time);
        LocalDateTime local = LocalDateTime.ofEpochSecond(time.getEpochSecond(), time.getNano(), offset);
        digits(out, local.getYear(), 4);
        digits(out.raw('-'), local.getMonthValue(), 2);
        digits(out.raw('-'), local.getDayOfMonth(), 2);
        digits(out.raw('T'), local.getHour(), 2);
        digits(out.raw(':'), local.getMinute(), 2);
        digits(out.raw(':'), local.getSecond(), 2);
        digits(out.raw('.'), local.getNano() / 1_000_000, 3);
        int minutes = offset.getTotalSeconds() / 60;
        digits(out.raw(minutes < 0 ? '-' : '+'), Math.abs(minutes) / 60, 2);
        digits(out.raw(':'), Math.abs(minutes) % 60, 2);
    }

    /// @throws java.time.DateTimeException if `text` is no such time
    static Instant parse(CharSequence text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    private static void digits(JsonText out, int value, int width) {
        for (int power = width == 4 ? 1000 : width == 3 ? 100 : 10; power > 0; power /= 10) {
            out.raw((char) ('0' + value / power % 10));
        }
    }
}
