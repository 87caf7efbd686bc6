package io.campusgate.decision;

import io.campusgate.domain.AccessLevel;
import io.campusgate.domain.Holidays;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;

/// Whether the hours of an access level admit at a moment of local time.
final class Hours {
    private Hours() {}

    static boolean admit(AccessLevel row, LocalDateTime at, Holidays holidays) {
        LocalDate today = at.toLocalDate();
        int minute = at.getHour() * 60 + at.getMinute();
        boolean spansMidnight = row.untilMinute() <= row.fromMinute();
        if (!spansMidnight) {
            return isOn(row, today, holidays) && minute >= row.fromMinute() && minute < row.untilMinute();
        }
        return isOn(row, today, holidays) && minute >= row.fromMinute()
                || isOn(row, today.minusDays(1), holidays) && minute < row.untilMinute();
    }

    /// Whether a window may begin on `date`. A workday is any of Monday to Friday and no longer the day of its name.
    private static boolean isOn(AccessLevel row, LocalDate date, Holidays holidays) {
        if (holidays.isWorkday(date)) {
            return row.days().stream().anyMatch(day -> day.compareTo(DayOfWeek.FRIDAY) <= 0);
        }
        return row.days().contains(date.getDayOfWeek()) && (row.holidays() || !holidays.isHoliday(date));
    }
}
