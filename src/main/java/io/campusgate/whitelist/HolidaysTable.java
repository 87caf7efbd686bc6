package io.campusgate.whitelist;

import io.campusgate.domain.Holidays;
import io.campusgate.domain.WhitelistRecord.Holiday;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// `holidays`: the dates that are not what their weekday says.
final class HolidaysTable implements Table {
    static final Column DATE = Column.required("date", "日期").holding("2026-10-01", "2026-10-01");
    private static final Column HOLIDAY_NAME = Column.optional("name", "名称", "节日").holding("what day it is", "节日名称");
    private static final Column KIND = Column.required("kind", "类型", "类别").of(Spellings.DAY);
    static final TableForm FORM = new TableForm("holidays", List.of("节假日", "假日"), List.of(DATE, HOLIDAY_NAME, KIND));

    @Override public TableForm form() {
        return FORM;
    }

    @Override public void read(String file, Cells cells, WhitelistSource.Sink sink) {
        Optional<LocalDate> date = cells.date(DATE);
        String name = cells.line(HOLIDAY_NAME);
        Holidays.Day kind = cells.requiredWord(KIND, Spellings.DAY, Holidays.Day.HOLIDAY);
        if (cells.isSound()) {
            date.ifPresent(d -> sink.record(file, cells.row(), new Holiday(d, name, kind)));
        }
    }
}
