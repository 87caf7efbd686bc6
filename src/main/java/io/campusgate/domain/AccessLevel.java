package io.campusgate.domain;

import java.time.DayOfWeek;
import java.util.Set;

/// One row of an access level: where and when. Rows of one name are alternatives.
///
/// @param modes       in which the row is in force
/// @param gates       empty: every gate
/// @param lanes       empty: every lane
/// @param fromMinute  0 to 1439, minute of the day from which it admits
/// @param untilMinute 0 to 1440, exclusive; not later than `fromMinute`: the window spans midnight and its second
///                    half belongs to the day on which it began
/// @param holidays    whether it is also in force on a holiday
/// @param needsPass   whether its holders need an approved pass besides (rule 6)
public record AccessLevel(String name, Set<Mode> modes, Set<String> gates, Set<String> lanes, Set<Direction> directions,
                          Set<DayOfWeek> days, int fromMinute, int untilMinute, boolean holidays, boolean needsPass) {
    public AccessLevel {
        modes = Set.copyOf(modes);
        gates = Set.copyOf(gates);
        lanes = Set.copyOf(lanes);
        directions = Set.copyOf(directions);
        days = Set.copyOf(days);
        if (fromMinute < 0 || fromMinute > 1439 || untilMinute < 0 || untilMinute > 1440) {
            throw new IllegalArgumentException("a level's window lies within a day: " + fromMinute + " to " + untilMinute);
        }
    }
}
