package io.campusgate.demo;

import io.campusgate.domain.CardNumber;
import io.campusgate.domain.IdNumber;
import io.campusgate.domain.PersonKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/// An invented school with Chinese names: the same seed and size always give the same people. Written as the folder of CSV
/// files a real school would keep. Nobody in it is real; identity numbers have birth years before 1900.
///
/// Access windows are laid around the moment of the demo, so that it is a busy morning whenever it is started.
public final class School {
    private static final String[] SURNAMES = ("王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 高 罗 郑 梁 谢 宋 唐 许 韩 冯 邓 曹 彭 曾 "
            + "肖 田 董 袁 潘 于 蒋 蔡 余 杜 叶 程 苏 魏 吕 丁 任 沈 欧阳 司马 诸葛").split(" ");
    private static final String[] GIVEN = ("伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 霞 平 刚 文 雪 琳 晨 宇 浩 轩 梓 涵 雨 欣 怡 博 思 "
            + "嘉 子 一 若 佳 俊 瑞 泽 诗 语 晓 天 志 建 国 春 秀 英 慧 玲 桂 兰 鹏 飞 辉 云 安 宁 乐 悦").split(" ");
    private static final String[] DEPARTMENTS = {"语文组", "数学组", "英语组", "物理组", "教务处", "总务处"};
    private static final String[] GRADES = {"初一", "初二", "初三", "高一", "高二", "高三"};
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm", Locale.ROOT);

    /// What makes somebody interesting at the gate.
    public enum Role { ORDINARY, SUSPENDED, WATCHED, WRONG_HOURS, NO_PASS }

    /// @param level of levels.csv; empty for visitors
    public record Person(String id, String name, PersonKind kind, String group, String level, CardNumber card, Role role) {}

    /// A visitor's pass shown as a QR code.
    public record QrPass(String id, String name, String secret, String idNumber) {
        public String code() {
            return "CG1." + id + "." + secret;
        }
    }

    private final Random random;
    private final LocalDateTime now;
    private final List<Person> people = new ArrayList<>();
    private final List<QrPass> passes = new ArrayList<>();

    /// @param size how many people, at least 20; one in twelve is staff, one in forty a contractor, one in sixty a visitor
    public School(long seed, int size, LocalDateTime now) {
        if (size < 20) {
            throw new IllegalArgumentException("a school has at least 20 people, not " + size);
        }
        this.random = new Random(seed);
        this.now = now;
        int staff = size / 12;
        int contractors = size / 40 + 1;
        int visitors = size / 60 + 1;
        addAll(staff, PersonKind.STAFF, "T", "教职工");
        addAll(contractors, PersonKind.CONTRACTOR, "C", "服务人员");
        addAll(visitors, PersonKind.VISITOR, "V", "");
        addAll(size - staff - contractors - visitors, PersonKind.STUDENT, "S", "学生");
        for (int i = 0; i < 3; i++) {
            byte[] secret = new byte[16];
            random.nextBytes(secret);
            passes.add(new QrPass("P9" + i, name(), HexFormat.of().formatHex(secret), idNumber()));
        }
    }

    public List<Person> people() {
        return List.copyOf(people);
    }

    public List<QrPass> passes() {
        return List.copyOf(passes);
    }

    private void addAll(int count, PersonKind kind, String prefix, String level) {
        for (int i = 1; i <= count; i++) {
            Role role = role(kind, i, count);
            people.add(new Person(String.format(Locale.ROOT, "%s%04d", prefix, i), name(), kind, group(kind, i),
                    role == Role.WRONG_HOURS ? "晚班" : level, CardNumber.ofInt(0x0012_0000L + people.size() * 257L + 1), role));
        }
    }

    private static Role role(PersonKind kind, int number, int count) {
        return switch (kind) {
            case STUDENT -> number % 250 == 7 ? Role.SUSPENDED : Role.ORDINARY;
            case CONTRACTOR -> number == 1 ? Role.WATCHED : number == 2 ? Role.WRONG_HOURS : Role.ORDINARY;
            case VISITOR -> number == count ? Role.NO_PASS : Role.ORDINARY;
            case STAFF -> number == 5 ? Role.SUSPENDED : Role.ORDINARY;
        };
    }

    private static String group(PersonKind kind, int number) {
        return switch (kind) {
            case STAFF -> DEPARTMENTS[number % DEPARTMENTS.length];
            case STUDENT -> GRADES[number % GRADES.length] + (number / GRADES.length % 8 + 1) + "班";
            case CONTRACTOR -> number % 2 == 0 ? "食堂" : "保洁";
            case VISITOR -> "";
        };
    }

    private String name() {
        String given = GIVEN[random.nextInt(GIVEN.length)];
        return SURNAMES[random.nextInt(SURNAMES.length)] + given + (random.nextInt(3) == 0 ? "" : GIVEN[random.nextInt(GIVEN.length)]);
    }

    private String idNumber() {
        String start = String.format(Locale.ROOT, "110105%04d%02d%02d%03d", 1850 + random.nextInt(49), 1 + random.nextInt(12),
                1 + random.nextInt(28), random.nextInt(1000));
        for (char check : "0123456789X".toCharArray()) {
            Optional<IdNumber> number = valid(start + check);
            if (number.isPresent()) {
                return number.get().number();
            }
        }
        throw new IllegalStateException("one of eleven check digits always fits");
    }

    private static Optional<IdNumber> valid(String text) {
        try {
            return Optional.of(new IdNumber(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Writes people.csv, levels.csv, passes.csv, watchlist.csv, holidays.csv and policy.toml into `folder`.
    public void writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<String> rows = new ArrayList<>(List.of("编号,姓名,类别,部门/班级,权限,卡号,状态"));
        for (Person p : people) {
            rows.add(String.join(",", p.id(), p.name(), p.kind().word(), p.group(), p.level(), p.card().hex(),
                    p.role() == Role.SUSPENDED ? "停用" : "正常"));
        }
        write(folder, "people.csv", rows);
        String from = window(-3);
        String until = window(9);
        write(folder, "levels.csv", List.of("level,modes,gates,direction,days,from,until,holidays,needs_pass",
                "教职工,normal;staggered;closed,*,both,*," + from + "," + until + ",yes,no",
                "学生,normal;staggered,*,both,*," + from + "," + until + ",yes,no",
                "服务人员,normal;staggered,*,both,*," + from + "," + until + ",yes,no",
                "晚班,normal,*,both,*," + window(10) + "," + window(14) + ",yes,no"));
        write(folder, "passes.csv", passRows());
        String watched = people.stream().filter(p -> p.role() == Role.WATCHED).map(Person::id).findFirst().orElseThrow();
        write(folder, "watchlist.csv", List.of("person_id,action,reason,source", watched + ",deny,警方通报,demo"));
        write(folder, "holidays.csv", List.of("date,name,kind", now.getYear() + "-10-01,国庆节,holiday"));
        write(folder, "policy.toml", List.of("[screening]", "required.normal = [\"visitor\", \"contractor\", \"student\"]",
                "required.closed = [\"*\"]"));
    }

    private List<String> passRows() {
        List<String> rows = new ArrayList<>(List.of(
                "pass_id,person_id,name,id_number,host,reason,approved_by,approved_at,valid_from,valid_until,gates,entries,code_sha256"));
        String span = MINUTE.format(now.minusHours(3)) + "," + MINUTE.format(now.plusHours(9));
        int number = 1;
        for (Person p : people) {
            if (p.kind() == PersonKind.VISITOR && p.role() != Role.NO_PASS) {
                rows.add(String.format(Locale.ROOT, "P%03d,%s,,,教务处,家长会,王主任,%s,%s,*,2,", number++, p.id(), MINUTE.format(now.minusDays(1)), span));
            }
        }
        for (QrPass p : passes) {
            rows.add(String.join(",", p.id(), "", p.name(), p.idNumber(), "总务处", "设备维修", "王主任", MINUTE.format(now.minusDays(1)), span,
                    "*", "2", sha256(p.secret())));
        }
        return rows;
    }

    private String window(int hours) {
        return String.format(Locale.ROOT, "%02d:00", Math.floorMod(now.getHour() + hours, 24));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void write(Path folder, String name, List<String> lines) throws IOException {
        Files.write(folder.resolve(name), lines, StandardCharsets.UTF_8);
    }
}
