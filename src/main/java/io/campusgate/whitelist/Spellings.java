package io.campusgate.whitelist;

import io.campusgate.domain.Direction;
import io.campusgate.domain.Holidays;
import io.campusgate.domain.Mode;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.WatchEntry;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The words a column knows, in English and Chinese, and what they mean. The first English and the first Chinese word
/// of each are the ones people are told.
///
/// @param meanings by every word
/// @param told     Chinese word by English word, in their order
record Spellings<T>(Map<String, T> meanings, Map<String, String> told) {
    static final Spellings<PersonKind> KIND = new Builder<PersonKind>()
            .word(PersonKind.STAFF, "staff", "教职工", "教师", "职工", "教工")
            .word(PersonKind.STUDENT, "student", "学生")
            .word(PersonKind.CONTRACTOR, "contractor", "服务人员", "外包人员")
            .word(PersonKind.VISITOR, "visitor", "访客", "来访人员").done();
    static final Spellings<Boolean> ACTIVE = new Builder<Boolean>()
            .word(true, "active", "正常", "启用")
            .word(false, "suspended", "停用", "禁用").done();
    static final Spellings<Boolean> YES_NO = new Builder<Boolean>()
            .word(true, "yes", "是", "y", "true")
            .word(false, "no", "否", "n", "false").done();
    static final Spellings<Set<Direction>> DIRECTION = new Builder<Set<Direction>>()
            .word(Set.of(Direction.IN), "in", "进", "入")
            .word(Set.of(Direction.OUT), "out", "出")
            .word(Set.of(Direction.IN, Direction.OUT), "both", "双向", "进出").done();
    static final Spellings<Set<Mode>> MODE = new Builder<Set<Mode>>()
            .word(Set.of(Mode.NORMAL), "normal", "正常")
            .word(Set.of(Mode.STAGGERED), "staggered", "错峰")
            .word(Set.of(Mode.CLOSED), "closed", "封闭")
            .word(Set.of(Mode.LOCKDOWN), "lockdown", "封锁")
            .word(Set.of(Mode.EVACUATION), "evacuation", "疏散")
            .word(Set.of(Mode.values()), "*", "全部").done();
    static final Spellings<WatchEntry.Action> ACTION = new Builder<WatchEntry.Action>()
            .word(WatchEntry.Action.DENY, "deny", "拒绝", "禁止")
            .word(WatchEntry.Action.ALERT, "alert", "提醒", "报警", "预警").done();
    static final Spellings<Holidays.Day> DAY = new Builder<Holidays.Day>()
            .word(Holidays.Day.HOLIDAY, "holiday", "节假日", "假日", "放假")
            .word(Holidays.Day.WORKDAY, "workday", "工作日", "上班", "调休上班").done();

    Spellings {
        meanings = Map.copyOf(meanings);
        told = Collections.unmodifiableMap(new LinkedHashMap<>(told));
    }

    Optional<T> of(String text) {
        return Optional.ofNullable(meanings.get(text.toLowerCase(Locale.ROOT)));
    }

    /// The English word for one of these words.
    Optional<String> english(String text) {
        return of(text).flatMap(meaning -> told.keySet().stream().filter(word -> meaning.equals(meanings.get(word))).findFirst());
    }

    /// `staff (教职工), student (学生)`.
    String expected() {
        return told.entrySet().stream().map(e -> e.getKey() + " (" + e.getValue() + ")").collect(Collectors.joining(", "));
    }

    private static final class Builder<T> {
        private final Map<String, T> meanings = new LinkedHashMap<>();
        private final Map<String, String> told = new LinkedHashMap<>();

        Builder<T> word(T meaning, String english, String chinese, String... synonyms) {
            meanings.put(english, meaning);
            meanings.put(chinese, meaning);
            List.of(synonyms).forEach(word -> meanings.put(word, meaning));
            told.put(english, chinese);
            return this;
        }

        Spellings<T> done() {
            return new Spellings<>(meanings, told);
        }
    }
}
