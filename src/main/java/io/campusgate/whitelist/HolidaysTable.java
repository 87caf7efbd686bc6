package io.campusgate.whitelist;

import io.campusgate.domain.Holidays;
import io.campusgate.domain.WhitelistRecord.Holiday;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// `holidays`: the dates that are not what their weekday says.
final class HolidaysTable implements Table {
    static final String NAME = "holidays";
    static final Column DATE = Column.required("date", "日期");
    private static final Column HOLIDAY_NAME = Column.optional("name", "名称", "节日");
    private static final Column KIND = Column.required("kind", "类型", "类别");
    static final List<Column> COLUMNS = List.of(DATE, HOLIDAY_NAME, KIND);

    @Override public String name() {
        return NAME;
    }

    @Override public List<Column> columns() {
        return COLUMNS;
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
