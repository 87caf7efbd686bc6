package io.campusgate.domain;

import java.time.LocalDate;
import java.util.Map;

/// The dates that are not what their weekday says.
public record Holidays(Map<LocalDate, Day> dates) {
    public static final Holidays NONE = new Holidays(Map.of());

    /// `HOLIDAY`: only levels with `holidays = yes`. `WORKDAY`: counts as any of Monday to Friday (a make-up Saturday).
    public enum Day implements Word { HOLIDAY, WORKDAY }

    public Holidays {
        dates = Map.copyOf(dates);
    }

    public boolean isHoliday(LocalDate date) {
        return dates.get(date) == Day.HOLIDAY;
    }

    public boolean isWorkday(LocalDate date) {
        return dates.get(date) == Day.WORKDAY;
    }
}
