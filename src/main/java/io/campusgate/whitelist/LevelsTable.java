package io.campusgate.whitelist;

import static io.campusgate.domain.Bilingual.same;
import static io.campusgate.domain.Bilingual.say;

import io.campusgate.domain.AccessLevel;
import io.campusgate.domain.Bilingual;
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
    private static final Column LEVEL = Column.required("level", "级别", "权限", "级别名称", "权限级别")
            .holding("the level's name; rows of one name are alternatives", "级别名称；同名的各行任选其一");
    private static final Column MODES = Column.required("modes", "模式").holding("several separated by ;", "多个用 ; 分隔").of(Spellings.MODE);
    private static final Column GATES = Column.required("gates", "校门", "大门").holding("names of gates separated by ;, or * for all", "校门名称，多个用 ; 分隔；* 表示全部");
    private static final Column LANES = Column.optional("lanes", "通道").holding("names of lanes separated by ;, or * for all", "通道名称，多个用 ; 分隔；* 表示全部");
    private static final Column DIRECTION = Column.required("direction", "方向").of(Spellings.DIRECTION);
    private static final Column DAYS = Column.required("days", "星期").holding("1 (Monday) to 7 like 1-5, 1;3;5, or *", "1（周一）到 7，如 1-5、1;3;5 或 *");
    private static final Column FROM = Column.required("from", "开始", "开始时间").holding("07:00", "07:00");
    private static final Column UNTIL = Column.required("until", "结束", "结束时间")
            .holding("22:00, itself outside; earlier than from: over midnight; 24:00: to the day's end", "22:00，不含；早于开始表示跨过零点；24:00 表示到当天结束");
    private static final Column HOLIDAYS = Column.optional("holidays", "节假日").of(Spellings.YES_NO);
    private static final Column NEEDS_PASS = Column.optional("needs_pass", "需通行证", "需要通行证").of(Spellings.YES_NO);
    static final TableForm FORM = new TableForm("levels", List.of("权限", "级别"),
            List.of(LEVEL, MODES, GATES, LANES, DIRECTION, DAYS, FROM, UNTIL, HOLIDAYS, NEEDS_PASS));

    private final Set<String> names = new HashSet<>();

    /// The names of all levels read so far, sound or not.
    Set<String> names() {
        return names;
    }

    @Override public TableForm form() {
        return FORM;
    }

    @Override public void read(String file, Cells cells, WhitelistSource.Sink sink) {
        String name = cells.required(LEVEL, say("the level's name", "级别名称"));
        if (name.contains(";") || name.contains("；")) {
            cells.problem(LEVEL, name, say("a name without ; which separates names", "不含 ; 的名称，; 用来分隔多个名称"));
        }
        names.add(name);
        Set<Mode> modes = cells.words(MODES, Spellings.MODE);
        present(cells, MODES, same(Spellings.MODE.expected()));
        present(cells, GATES, say("names of gates, or * for all", "校门名称，或 * 表示全部"));
        Set<String> gates = cells.namesOrAll(GATES);
        Set<String> lanes = cells.namesOrAll(LANES);
        Set<Direction> directions = cells.requiredWord(DIRECTION, Spellings.DIRECTION, Set.of());
        present(cells, DAYS, say("days from 1 (Monday) to 7 like 1-5, 1;3;5, or *", "星期，1（周一）到 7，如 1-5、1;3;5 或 *"));
        Set<DayOfWeek> days = cells.days(DAYS);
        int from = cells.minuteOfDay(FROM, MINUTES_OF_DAY - 1);
        int until = cells.minuteOfDay(UNTIL, MINUTES_OF_DAY);
        if (from >= 0 && from == until) {
            cells.problem(UNTIL, cells.text(UNTIL), say("another time than from; the whole day is 00:00 to 24:00", "与开始不同的时刻；全天是 00:00 到 24:00"));
        }
        boolean holidays = cells.word(HOLIDAYS, Spellings.YES_NO, false);
        boolean needsPass = cells.word(NEEDS_PASS, Spellings.YES_NO, false);
        if (cells.isSound()) {
            sink.record(file, cells.row(), new Level(new AccessLevel(name, modes, gates, lanes, directions, days, from, until, holidays, needsPass)));
        }
    }

    private static void present(Cells cells, Column column, Bilingual expected) {
        if (cells.list(column).isEmpty()) {
            cells.problem(column, cells.text(column), expected);
        }
    }
}
