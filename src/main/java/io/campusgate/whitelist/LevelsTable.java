package io.campusgate.whitelist;

import io.campusgate.domain.AccessLevel;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Mode;
import io.campusgate.domain.WhitelistRecord.Level;
import java.time.DayOfWeek;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// `levels`: where and when. Rows of one name are alternatives.
final class LevelsTable implements Table {
    private static final int MINUTES_OF_DAY = 1440;
    private static final Column LEVEL = Column.required("level", "级别", "权限", "级别名称", "权限级别");
    private static final Column MODES = Column.required("modes", "模式");
    private static final Column GATES = Column.required("gates", "校门", "大门");
    private static final Column LANES = Column.optional("lanes", "通道");
    private static final Column DIRECTION = Column.required("direction", "方向");
    private static final Column DAYS = Column.required("days", "星期");
    private static final Column FROM = Column.required("from", "开始", "开始时间");
    private static final Column UNTIL = Column.required("until", "结束", "结束时间");
    private static final Column HOLIDAYS = Column.optional("holidays", "节假日");
    private static final Column NEEDS_PASS = Column.optional("needs_pass", "需通行证", "需要通行证");
    static final List<Column> COLUMNS = List.of(LEVEL, MODES, GATES, LANES, DIRECTION, DAYS, FROM, UNTIL, HOLIDAYS, NEEDS_PASS);

    private final Set<String> names = new HashSet<>();

    /// The names of all levels read so far, sound or not.
    Set<String> names() {
        return names;
    }

    @Override public String name() {
        return "levels";
    }

    @Override public List<Column> columns() {
        return COLUMNS;
    }

    @Override public void read(String file, Cells cells, WhitelistSource.Sink sink) {
        String name = cells.required(LEVEL, "the level's name");
        if (name.contains(";") || name.contains("；")) {
            cells.problem(LEVEL, name, "a name without ; which separates names");
        }
        names.add(name);
        Set<Mode> modes = cells.words(MODES, Spellings.MODE);
        present(cells, MODES, Spellings.MODE.expected());
        present(cells, GATES, "names of gates, or * for all");
        Set<String> gates = cells.namesOrAll(GATES);
        Set<String> lanes = cells.namesOrAll(LANES);
        Set<Direction> directions = cells.requiredWord(DIRECTION, Spellings.DIRECTION, Set.of());
        present(cells, DAYS, "days from 1 (Monday) to 7 like 1-5, 1;3;5, or *");
        Set<DayOfWeek> days = cells.days(DAYS);
        int from = cells.minuteOfDay(FROM, MINUTES_OF_DAY - 1);
        int until = cells.minuteOfDay(UNTIL, MINUTES_OF_DAY);
        if (from >= 0 && from == until) {
            cells.problem(UNTIL, cells.text(UNTIL), "another time than from; the whole day is 00:00 to 24:00");
        }
        boolean holidays = cells.word(HOLIDAYS, Spellings.YES_NO, false);
        boolean needsPass = cells.word(NEEDS_PASS, Spellings.YES_NO, false);
        if (cells.isSound()) {
            sink.record(file, cells.row(), new Level(new AccessLevel(name, modes, gates, lanes, directions, days, from, until, holidays, needsPass)));
        }
    }

    private static void present(Cells cells, Column column, String expected) {
        if (cells.list(column).isEmpty()) {
            cells.problem(column, cells.text(column), expected);
        }
    }
}
