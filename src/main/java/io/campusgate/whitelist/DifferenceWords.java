package io.campusgate.whitelist;

import static io.campusgate.domain.Bilingual.same;
import static io.campusgate.domain.Bilingual.say;

import io.campusgate.domain.AccessLevel;
import io.campusgate.domain.Bilingual;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Cardholder;
import io.campusgate.domain.Pass;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.Validity;
import io.campusgate.domain.WatchEntry;
import io.campusgate.domain.WhitelistRecord;
import io.campusgate.domain.WhitelistRecord.Holiday;
import io.campusgate.domain.WhitelistRecord.Level;
import io.campusgate.domain.WhitelistRecord.Person;
import io.campusgate.domain.WhitelistRecord.Setting;
import io.campusgate.domain.WhitelistRecord.Visit;
import io.campusgate.domain.WhitelistRecord.Watch;
import io.campusgate.domain.Word;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// One difference between two versions in plain words: `~ person S1 李雷: cards 001293D8 → 04A1B2C3`.
public final class DifferenceWords {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);
    private static final Bilingual NONE = say("none", "无");
    /// Of each table how it is counted.
    private static final Map<String, Bilingual> TABLES = tables();

    /// What of a record is another: its name, what it was, what it is.
    public record Field(Bilingual name, Bilingual before, Bilingual after) {}

    private final ZoneId zone;
    private final boolean whole;

    /// @param zone  in which times are told
    /// @param whole whether card and phone numbers are told in full
    public DifferenceWords(ZoneId zone, boolean whole) {
        this.zone = zone;
        this.whole = whole;
    }

    /// `people: 3 added, 1 removed, 0 changed; cards: 4 added …`.
    public static Bilingual summary(Changes c) {
        if (c.isNone()) {
            return say("Nothing differs from the version in force.", "与现行版本没有差别。");
        }
        List<Bilingual> parts = new ArrayList<>();
        add(parts, say("people", "人员"), c.people());
        add(parts, say("cards", "卡"), c.cards());
        TABLES.forEach((table, told) -> add(parts, told, c.in(table)));
        return parts.stream().reduce((a, b) -> a.then(say("; ", "；")).then(b)).orElse(same("")).then(say(".", "。"));
    }

    private static void add(List<Bilingual> parts, Bilingual what, Changes.Numbers n) {
        if (n.added() + n.removed() + n.changed() > 0) {
            parts.add(say(what.english() + ": " + n.added() + " added, " + n.removed() + " removed, " + n.changed() + " changed",
                    what.chinese() + "：新增 " + n.added() + "，删除 " + n.removed() + "，修改 " + n.changed()));
        }
    }

    private static Map<String, Bilingual> tables() {
        Map<String, Bilingual> tables = new LinkedHashMap<>();
        tables.put("level", say("rows of levels", "权限行"));
        tables.put("pass", say("passes", "通行证"));
        tables.put("watch", say("watch-list entries", "重点关注"));
        tables.put("holiday", say("holidays", "节假日"));
        tables.put("policy", say("policy settings", "策略"));
        return tables;
    }

    /// @param before empty: added
    /// @param after  empty: removed
    public Bilingual line(Optional<WhitelistRecord> before, Optional<WhitelistRecord> after) {
        if (before.isPresent() && after.isPresent()) {
            return same("~ ").then(name(after.get())).then(same(": ")).then(fields(before.get(), after.get()).stream()
                    .map(f -> f.name().then(same(" ")).then(f.before()).then(same(" → ")).then(f.after()))
                    .reduce((a, b) -> a.then(say("; ", "；")).then(b)).orElse(same("")));
        }
        WhitelistRecord record = after.or(() -> before).orElseThrow();
        return same(before.isEmpty() ? "+ " : "- ").then(name(record)).then(about(record));
    }

    private Bilingual name(WhitelistRecord record) {
        return switch (record) {
            case Person p -> say("person ", "人员 ").then(same(p.holder().id() + " " + p.holder().name()));
            case Level l -> say("level ", "权限 ").then(same(l.level().name()));
            case Visit v -> say("pass ", "通行证 ").then(same(v.pass().id()));
            case Watch w -> say("watch-list entry ", "重点关注 ").then(same(w.personId().or(() -> w.card().map(this::card)).orElse("")))
                    .then(w.idHmac().isPresent() ? say("of an identity number", "（身份证号）") : same(""));
            case Holiday h -> say("holiday ", "节假日 ").then(same(h.date() + " " + h.name()));
            case Setting s -> say("policy ", "策略 ").then(same(s.key()));
        };
    }

    /// What else a new record says, or one that is gone said.
    private Bilingual about(WhitelistRecord record) {
        return switch (record) {
            case Person p -> say(" (", "（").then(kind(p.holder().kind())).then(same(p.holder().group().isEmpty() ? "" : " " + p.holder().group()))
                    .then(say(")", "）")).then(p.cards().isEmpty() ? same("") : say(", cards ", "，卡号 ").then(cards(p)));
            case Level l -> same(": ").then(row(l.level()));
            case Visit v -> say(" of ", "，持证人 ").then(same(v.pass().personId().orElse(v.pass().name()))).then(say(", ", "，")).then(validity(v.pass().validity()));
            case Watch w -> same(": " + w.entry().action().word() + " " + w.entry().reason());
            case Holiday h -> same(": " + h.day().word());
            case Setting s -> same(" = " + s.value());
        };
    }

    /// All that differs between two records of one key.
    public List<Field> fields(WhitelistRecord before, WhitelistRecord after) {
        List<Field> fields = new ArrayList<>();
        switch (after) {
            case Person now when before instanceof Person then -> person(fields, then, now);
            case Visit now when before instanceof Visit then -> pass(fields, then, now);
            case Watch now when before instanceof Watch then -> watch(fields, then.entry(), now.entry());
            case Holiday now when before instanceof Holiday then -> {
                add(fields, say("name", "名称"), then.name(), now.name());
                add(fields, say("kind", "类型"), then.day().word(), now.day().word());
            }
            case Setting now when before instanceof Setting then -> add(fields, say("value", "值"), then.value(), now.value());
            default -> { }   // a level is known by all it says, so a changed one is removed and added
        }
        return fields;
    }

    private void person(List<Field> fields, Person then, Person now) {
        Cardholder was = then.holder();
        Cardholder is = now.holder();
        add(fields, say("name", "姓名"), was.name(), is.name());
        add(fields, say("kind", "类别"), kind(was.kind()), kind(is.kind()));
        add(fields, say("group", "部门/班级"), was.group(), is.group());
        add(fields, say("levels", "权限"), String.join(";", was.levels()), String.join(";", is.levels()));
        add(fields, say("cards", "卡号"), cards(then), cards(now));
        idNumber(fields, then.idHmac().equals(now.idHmac()), then.idMasked(), now.idMasked());
        add(fields, say("phone", "手机"), phone(then), phone(now));
        add(fields, say("valid", "有效期"), validity(was.validity()), validity(is.validity()));
        add(fields, say("status", "状态"), status(was), status(is));
    }

    private void pass(List<Field> fields, Visit then, Visit now) {
        Pass was = then.pass();
        Pass is = now.pass();
        add(fields, say("holder", "持证人"), was.personId().orElse(was.name()), is.personId().orElse(is.name()));
        idNumber(fields, then.idHmac().equals(now.idHmac()), then.idMasked(), now.idMasked());
        add(fields, say("host", "被访人"), was.host(), is.host());
        add(fields, say("reason", "事由"), was.reason(), is.reason());
        add(fields, say("approved by", "批准人"), was.approvedBy(), is.approvedBy());
        add(fields, say("approved at", "批准时间"), then.approvedAt(), now.approvedAt());
        add(fields, say("valid", "有效期"), validity(was.validity()), validity(is.validity()));
        add(fields, say("gates", "校门"), names(was.gates()), names(is.gates()));
        add(fields, say("entries", "次数"), was.entries().map(n -> same(n.toString())).orElse(say("no limit", "不限")), is.entries().map(n -> same(n.toString())).orElse(say("no limit", "不限")));
        add(fields, say("code", "二维码"), was.codeSha256().map(c -> c.substring(0, 8)).orElse(""), is.codeSha256().map(c -> c.substring(0, 8)).orElse(""));
    }

    private void watch(List<Field> fields, WatchEntry was, WatchEntry is) {
        add(fields, say("action", "措施"), was.action().word(), is.action().word());
        add(fields, say("reason", "原因"), was.reason(), is.reason());
        add(fields, say("source", "来源"), was.source(), is.source());
        add(fields, say("valid", "有效期"), validity(was.validity()), validity(is.validity()));
    }

    /// Two numbers may look the same where only their ends are shown.
    private static void idNumber(List<Field> fields, boolean isSame, Optional<String> before, Optional<String> after) {
        if (!isSame) {
            Bilingual now = after.map(Bilingual::same).orElse(NONE);
            fields.add(new Field(say("identity number", "身份证号"), before.map(Bilingual::same).orElse(NONE),
                    before.equals(after) ? now.then(say(" (another)", "（另一个号）")) : now));
        }
    }

    private static void add(List<Field> fields, Bilingual name, String before, String after) {
        add(fields, name, before.isEmpty() ? NONE : same(before), after.isEmpty() ? NONE : same(after));
    }

    private static void add(List<Field> fields, Bilingual name, Bilingual before, Bilingual after) {
        if (!before.equals(after)) {
            fields.add(new Field(name, before, after));
        }
    }

    private String card(CardNumber card) {
        return whole ? card.hex() : card.toString();
    }

    private String phone(Person p) {
        return whole ? p.phone() : p.maskedPhone();
    }

    private Bilingual cards(Person p) {
        return p.cards().isEmpty() ? NONE : same(p.cards().stream().map(this::card).sorted().collect(Collectors.joining(";")));
    }

    private static Bilingual kind(PersonKind kind) {
        return say(kind.word(), switch (kind) {
            case STAFF -> "教职工";
            case STUDENT -> "学生";
            case CONTRACTOR -> "服务人员";
            case VISITOR -> "访客";
        });
    }

    private static Bilingual status(Cardholder holder) {
        return holder.active() ? say("active", "正常") : say("suspended", "停用");
    }

    private Bilingual validity(Validity validity) {
        return validity.equals(Validity.ALWAYS) ? say("always", "长期") : same(validity.from().map(this::minute).orElse("…") + " – " + validity.until().map(this::minute).orElse("…"));
    }

    private String minute(Instant at) {
        return MINUTE.format(at.atZone(zone));
    }

    private static Bilingual row(AccessLevel l) {
        String days = l.days().stream().sorted().map(d -> Integer.toString(d.getValue())).collect(Collectors.joining(""));
        String where = names(l.gates()) + (l.lanes().isEmpty() ? "" : " " + names(l.lanes()));
        String hours = String.format(Locale.ROOT, "%02d:%02d–%02d:%02d", l.fromMinute() / 60, l.fromMinute() % 60, l.untilMinute() / 60, l.untilMinute() % 60);
        return same(words(l.modes()) + ", " + where + ", " + words(l.directions()) + ", ").then(say("days ", "星期 ")).then(same(days + ", " + hours))
                .then(l.holidays() ? say(", on holidays too", "，含节假日") : same("")).then(l.needsPass() ? say(", needs a pass", "，需通行证") : same(""));
    }

    private static String names(Collection<String> names) {
        return names.isEmpty() ? "*" : names.stream().sorted().collect(Collectors.joining(";"));
    }

    private static String words(Collection<? extends Word> words) {
        return words.stream().map(Word::word).sorted().collect(Collectors.joining(";"));
    }
}
