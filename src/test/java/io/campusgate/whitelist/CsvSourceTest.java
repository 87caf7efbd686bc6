package io.campusgate.whitelist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.domain.AccessLevel;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Holidays;
import io.campusgate.domain.Mode;
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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvSourceTest {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    /// The example of GB 11643-1999.
    private static final String ID_NUMBER = "11010519491231002X";
    private static final String LEVELS = "level,modes,gates,lanes,direction,days,from,until,holidays,needs_pass\n";

    @TempDir Path folder;

    private io.campusgate.whitelist.CsvSource source() {
        return new io.campusgate.whitelist.CsvSource(folder, SHANGHAI, Optional.of(Collected.KEY), Collected::policy);
    }

    private Collected read() throws IOException {
        Collected all = new Collected();
        source().read(Refused.none(), all);
        return all;
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
    }

    private Collected people(String text) throws IOException {
        write("people.csv", text);
        return read();
    }

    private Collected beside(String name, String text) throws IOException {
        write("people.csv", "person_id,name,kind\n");
        write(name, text);
        return read();
    }

    private static Instant at(String local) {
        return java.time.LocalDateTime.parse(local).atZone(SHANGHAI).toInstant();
    }

    // What is right

    @Test void readsEveryColumnOfAPerson() throws IOException {
        write("levels.csv", LEVELS + "日常,normal,*,,both,1-5,06:00,22:00,no,no\n夜班,normal,*,,in,*,22:00,06:00,yes,yes\n");
        Person p = people("person_id,name,kind,group,levels,cards,id_number,phone,valid_from,valid_until,status\n"
                + "T0042,王小明,staff,数学组,日常;夜班,001293D8;04:a1:b2:c3:d4:e5:80," + ID_NUMBER + ",13800000000,2026-09-01,2027-07-31,active\n")
                .records.stream().filter(Person.class::isInstance).map(Person.class::cast).findFirst().orElseThrow();

        assertEquals("T0042", p.holder().id());
        assertEquals("王小明", p.holder().name());
        assertEquals(PersonKind.STAFF, p.holder().kind());
        assertEquals("数学组", p.holder().group());
        assertEquals(List.of("日常", "夜班"), p.holder().levels());
        assertEquals(List.of(new CardNumber("001293D8"), new CardNumber("04A1B2C3D4E580")), p.cards());
        assertEquals(Optional.of("ab110105"), p.idHmac());
        assertEquals(Optional.of("110105********002X"), p.idMasked());
        assertEquals(3, p.idSealed().orElseThrow().length);
        assertEquals("13800000000", p.phone());
        assertEquals(Optional.of(at("2026-09-01T00:00:00")), p.holder().validity().from());
        assertEquals(Optional.of(at("2027-08-01T00:00:00")), p.holder().validity().until(), "a bare date includes that day");
        assertTrue(p.holder().active());
    }

    @Test void understandsChineseHeadersAndValuesInEveryFile() throws IOException {
        write("people.csv", "编号,姓名,类别,部门/班级,权限,卡号,身份证号,手机,生效,失效,状态\nS1,李雷,学生,高一(3)班,日常,dec:0001217496,,,,,停用\n"
                + "C1,张师傅,服务人员,,,,,,,,正常\n");
        write("levels.csv", "级别,模式,校门,通道,方向,星期,开始,结束,节假日,需通行证\n日常,正常;错峰,东门,1号,进出,1-5,06:30,22:00,否,是\n");
        write("passes.csv", "通行证号,姓名,身份证号,被访人,事由,批准人,批准时间,生效,失效,校门,次数,二维码摘要\n"
                + "V1,韩梅梅," + ID_NUMBER + ",王小明,家长会,李主任,2026-08-30,2026-09-01T08:00,2026-09-01T12:00,*,2," + "A".repeat(64) + "\n");
        write("watchlist.csv", "卡号,措施,原因,来源,生效,失效\n001293D8,提醒,遗失,保卫处,,\n");
        write("holidays.csv", "日期,名称,类型\n2026-10-01,国庆节,节假日\n2026-10-10,调休,工作日\n");
        Collected all = read();

        assertEquals(List.of(), all.problems);
        Person student = (Person) all.records.stream().filter(r -> r.key().equals("S1")).findFirst().orElseThrow();
        assertEquals(PersonKind.STUDENT, student.holder().kind());
        assertFalse(student.holder().active());
        assertEquals(List.of(new CardNumber("001293D8")), student.cards());
        AccessLevel level = all.records.stream().filter(Level.class::isInstance).map(r -> ((Level) r).level()).findFirst().orElseThrow();
        assertEquals(new AccessLevel("日常", Set.of(Mode.NORMAL, Mode.STAGGERED), Set.of("东门"), Set.of("1号"), Set.of(Direction.IN, Direction.OUT),
                EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY), 390, 1320, false, true), level);
        Visit visit = all.records.stream().filter(Visit.class::isInstance).map(Visit.class::cast).findFirst().orElseThrow();
        assertEquals(new Pass("V1", Optional.empty(), "韩梅梅", "王小明", "家长会", "李主任",
                new Validity(Optional.of(at("2026-09-01T08:00:00")), Optional.of(at("2026-09-01T12:00:00"))), Set.of(), Optional.of(2),
                Optional.of("a".repeat(64))), visit.pass());
        assertEquals("2026-08-30", visit.approvedAt());
        Watch watch = all.records.stream().filter(Watch.class::isInstance).map(Watch.class::cast).findFirst().orElseThrow();
        assertEquals(WatchEntry.Action.ALERT, watch.entry().action());
        assertEquals(Optional.of(new CardNumber("001293D8")), watch.card());
        assertEquals(List.of(new Holiday(LocalDate.of(2026, 10, 1), "国庆节", Holidays.Day.HOLIDAY),
                new Holiday(LocalDate.of(2026, 10, 10), "调休", Holidays.Day.WORKDAY)), all.records.stream().filter(Holiday.class::isInstance).toList());
    }

    @Test void readsTheFourKindsOfPersonInChinese() throws IOException {
        Collected all = people("编号,姓名,类别\n1,甲,教职工\n2,乙,学生\n3,丙,访客\n4,丁,服务人员\n");

        assertEquals(List.of(PersonKind.STAFF, PersonKind.STUDENT, PersonKind.VISITOR, PersonKind.CONTRACTOR),
                all.records.stream().map(r -> ((Person) r).holder().kind()).toList());
    }

    @Test void columnsMayStandInAnyOrderAndRowsMayEndEarly() throws IOException {
        Person p = people("Status,KIND,Name,person id,phone\nsuspended,Visitor,Ann,V7\n").only(Person.class);

        assertEquals("V7", p.holder().id());
        assertFalse(p.holder().active());
    }

    @Test void blanksAroundValuesAreOfNoAccountTheIdeographicOneIncluded() throws IOException {
        Person p = people(" person_id ,name,kind\n\u3000T1\u3000,\u00a0王 小明 , staff\n").only(Person.class);

        assertEquals("T1", p.holder().id());
        assertEquals("王 小明", p.holder().name());
    }

    @Test void takesQuotedFieldsAndEveryLineEnd() throws IOException {
        Collected all = people("person_id,name,kind,cards\r\n\"T1\",\"Smith, \"\"J\"\"\",staff,\"fc:18,37848\"\r\nT2,B,staff,\n\n,,,\n   \nT3,C,staff,w26:212，7041\n");

        assertEquals("Smith, \"J\"", ((Person) all.records.getFirst()).holder().name());
        assertEquals(List.of(new CardNumber("001293D8")), ((Person) all.records.getFirst()).cards());
        assertEquals(List.of(2L, 3L), all.rows);
        assertEquals(7, all.problem().row(), "the row is the line in the file, empty ones counted");
    }

    @Test void aCardGivenTwiceToOnePersonIsOneCard() throws IOException {
        Person p = people("person_id,name,kind,cards\nT1,A,staff,001293D8;dec:0001217496；\"\n".replace("\"", "")).only(Person.class);

        assertEquals(List.of(new CardNumber("001293D8")), p.cards());
    }

    @Test void passesOverTheRowsItIsToldTo() throws IOException {
        write("people.csv", "person_id,name,kind\nT1,A,staff\nT2,,staff\nT3,C,staff\n");
        Refused second = Refused.none();
        second.add("people.csv", 3);
        Collected all = new Collected();
        source().read(second, all);

        assertEquals(List.of(), all.problems);
        assertEquals(List.of("T1", "T3"), all.records.stream().map(WhitelistRecord::key).toList());
        List<String> given = new ArrayList<>();
        source().rows(second, (file, row, fields) -> given.add(file + " " + row + " " + fields));
        assertEquals(List.of("people.csv 1 [person_id, name, kind]", "people.csv 3 [T2, , staff]"), given);
    }

    @Test void tellsHowManyBytesAreRead() throws IOException {
        Collected all = people("person_id,name,kind\nT1,A,staff\n");

        assertEquals(all.total, all.done);
        assertEquals(Files.size(folder.resolve("people.csv")), all.total);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"1-5 | 1,2,3,4,5", "1;3;5 | 1,3,5", "* | 1,2,3,4,5,6,7", "1-2；6-7 | 1,2,6,7", "7 | 7"})
    void readsDays(String text, String days) throws IOException {
        Level level = beside("levels.csv", LEVELS + "L,normal,*,,in," + text + ",00:00,24:00,no,no\n").only(Level.class);

        assertEquals(List.of(days.split(",")), level.level().days().stream().sorted().map(d -> String.valueOf(d.getValue())).toList());
    }

    @Test void aLevelMaySpanMidnightAndTheWholeDay() throws IOException {
        Collected all = beside("levels.csv", LEVELS + "夜班,*,东门;西门,*,out,*,22:00,06:00,yes,yes\n全天,closed,*,,both,*,00:00,24:00,,\n");
        List<AccessLevel> levels = all.records.stream().map(r -> ((Level) r).level()).toList();

        assertEquals(List.of(), all.problems);
        assertEquals(1320, levels.getFirst().fromMinute());
        assertEquals(360, levels.getFirst().untilMinute());
        assertEquals(Set.of(Mode.values()), levels.getFirst().modes());
        assertEquals(Set.of("东门", "西门"), levels.getFirst().gates());
        assertEquals(1440, levels.getLast().untilMinute());
        assertFalse(levels.getLast().needsPass());
    }

    @Test void takesThePolicyApartAndTellsItsProblems() throws IOException {
        assertEquals(new Setting("screening.threshold-celsius", "37.5"), beside("policy.toml", "screening.threshold-celsius=37.5").only(Setting.class));
        assertEquals(new Problem("policy.toml", 1, "bad", "x", "something else"), beside("policy.toml", "bad=x").problem());
    }

    // Encodings, as real bytes

    private static final String CHINESE = "编号,姓名,类别\n1,王小明,教职工\n";

    @Test void takesUtf8WithAndWithoutByteOrderMark() throws IOException {
        for (String mark : List.of("", "EFBBBF")) {
            Files.write(folder.resolve("people.csv"), bytes(mark, CHINESE, StandardCharsets.UTF_8));
            Collected all = read();

            assertEquals("王小明", all.only(Person.class).holder().name());
            assertEquals("read as UTF-8", all.notes.get("people.csv"));
        }
    }

    @Test void takesGb18030WhenTheBytesAreNoUtf8AndSaysSo() throws IOException {
        // 编号,姓名,类别 LF 1,王小明,教职工 LF: from the GB 2312 code table
        Files.write(folder.resolve("people.csv"), bytes("B1E0BAC52CD0D5C3FB2CC0E0B1F00A312CCDF5D0A1C3F72CBDCCD6B0B9A40A", "", StandardCharsets.UTF_8));
        Collected all = read();

        assertEquals("王小明", all.only(Person.class).holder().name());
        assertEquals("read as GB18030, since it is no valid UTF-8", all.notes.get("people.csv"));
    }

    @Test void takesAFourByteCharacterOfGb18030() throws IOException {
        // 㐀 (U+3400) is 81 39 EE 39, a four-byte code of GB 18030
        Files.write(folder.resolve("people.csv"), bytes("B1E0BAC52CD0D5C3FB2CC0E0B1F00A312C8139EE392CBDCCD6B0B9A40A", "", StandardCharsets.UTF_8));

        assertEquals("㐀", read().only(Person.class).holder().name());
    }

    @Test void refusesBytesThatAreNeitherAndNamesTheOffsets() throws IOException {
        Files.write(folder.resolve("people.csv"), bytes("706572736F6E5F69642C6E616D652C6B696E640A312CFF", "", StandardCharsets.UTF_8));
        Problem p = read().problem();

        assertEquals("people.csv", p.file());
        assertEquals(0, p.row());
        assertEquals("UTF-8 (not so at byte offset 22) or GB18030 (not so at byte offset 22)", p.expected());
    }

    @Test void findsABadByteFarIntoAFile() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.write("person_id,name,kind\n".getBytes(StandardCharsets.UTF_8));
        while (text.size() < 200_000) {
            text.write(("T" + text.size() + ",王小明,staff\n").getBytes(StandardCharsets.UTF_8));
        }
        int offset = text.size();
        text.write(new byte[] {(byte) 0xFF, '\n'});
        Files.write(folder.resolve("people.csv"), text.toByteArray());

        assertTrue(read().problem().expected().startsWith("UTF-8 (not so at byte offset " + offset + ")"));
    }

    @Test void aFileThatSaysItIsUtf8IsNotTakenForGb18030() throws IOException {
        Files.write(folder.resolve("people.csv"), bytes("EFBBBFB1E0BAC5", "", StandardCharsets.UTF_8));

        assertEquals("UTF-8 (not so at byte offset 3, though the file says it is)", read().problem().expected());
    }

    @Test void explainsUtf16() throws IOException {
        Files.write(folder.resolve("people.csv"), bytes("FFFE", "person_id", StandardCharsets.UTF_16LE));

        assertTrue(read().problem().expected().contains("UTF-16"));
    }

    private static byte[] bytes(String hex, String text, Charset charset) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(java.util.HexFormat.of().parseHex(hex));
        all.write(text.getBytes(charset));
        return all.toByteArray();
    }

    // What is wrong, and where

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
            "kind        | teacher             | staff (教职工), student (学生)",
            "kind        |                     | staff (教职工), student (学生)",
            "name        |                     | the person's name",
            "person_id   |                     | a number or name that no other person has",
            "levels      | 日常                 | levels table is missing",
            "cards       | 12                  | 3 to 10 bytes of hex",
            "cards       | 001293D             | 3 to 10 bytes of hex",
            "cards       | dec:99999999999     | 1 to 10 digits up to 4294967295",
            "cards       | ００１２９３Ｄ８         | full-width",
            "cards       | 1.2E+10             | a spreadsheet cut them",
            "cards       | 1217496.0           | without a decimal point",
            "cards       | 00000000            | what a broken reader reports",
            "cards       | FFFFFFFF            | what a broken reader reports",
            "valid_from  | 2026/9/1            | a date like 2026-09-01 or a time like 2026-09-01T07:30",
            "valid_from  | 2026-02-30          | a date like 2026-09-01 or a time like 2026-09-01T07:30",
            "valid_until | 2026-09-01T24:30    | a date like 2026-09-01 or a time like 2026-09-01T07:30",
            "status      | gone                | active (正常), suspended (停用)"})
    void namesFileRowColumnValueAndExpectation(String column, String value, String expected) throws IOException {
        Map<String, String> row = new TreeMap<>(Map.of("person_id", "T1", "name", "A", "kind", "staff"));
        String text = value == null ? "" : value;
        row.put(column, text);
        Problem p = people(String.join(",", row.keySet()) + "\n" + String.join(",", row.values()) + "\n").problem();

        assertEquals("people.csv", p.file());
        assertEquals(2, p.row());
        assertEquals(column, p.column());
        assertEquals(text, p.value());
        assertTrue(p.expected().contains(expected), p.expected());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "level      |       | the level's name",
            "modes      | open  | normal (正常), staggered (错峰), closed (封闭), lockdown (封锁), evacuation (疏散), * (全部)",
            "modes      |       | normal (正常)",
            "gates      |       | names of gates, or * for all",
            "gates      | *;east | names, or * alone",
            "direction  | up    | in (进), out (出), both (双向)",
            "days       | 0     | days from 1 (Monday) to 7",
            "days       | 5-1   | days from 1 (Monday) to 7",
            "days       |       | days from 1 (Monday) to 7",
            "from       | 24:00 | a time of day from 00:00 to 23:59",
            "from       | 7am   | a time of day from 00:00 to 23:59",
            "until      | 24:01 | a time of day from 00:00 to 24:00",
            "until      | 06:60 | a time of day from 00:00 to 24:00",
            "until      | 06:00 | the whole day is 00:00 to 24:00",
            "holidays   | maybe | yes (是), no (否)",
            "needs_pass | 2     | yes (是), no (否)"})
    void namesWhatIsWrongWithALevel(String column, String value, String expected) throws IOException {
        Map<String, String> row = new TreeMap<>(Map.of("level", "L", "modes", "normal", "gates", "*", "direction", "in", "days", "1-5",
                "from", "06:00", "until", "22:00", "holidays", "no", "needs_pass", "no"));
        String text = value == null ? "" : value;
        row.put(column, text);
        Problem p = beside("levels.csv", String.join(",", row.keySet()) + "\n" + String.join(",", row.values()) + "\n").problem();

        assertEquals(List.of("levels.csv", 2L, column, text), List.of(p.file(), p.row(), p.column(), p.value()));
        assertTrue(p.expected().contains(expected), p.expected());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "V1,,,,,          | person_id   | a person_id, or a name and id_number",
            "V1,T1,,11010519491231002X,, | person_id | either person_id, or name and id_number",
            "V1,,Ann,,,       | id_number   | a name alone cannot be shown at a gate",
            "V1,T1,,,0,       | entries     | a whole number from 1 to 999999",
            "V1,T1,,,1.5,     | entries     | a whole number from 1 to 999999",
            "V1,T1,,,,abc     | code_sha256 | the 64 hex digits of a SHA-256",
            ",T1,,,,          | pass_id     | a number that no other pass has"})
    void namesWhatIsWrongWithAPass(String row, String column, String expected) throws IOException {
        Problem p = beside("passes.csv", "pass_id,person_id,name,id_number,entries,code_sha256\n" + row + "\n").problem();

        assertEquals(column, p.column());
        assertTrue(p.expected().contains(expected), p.expected());
    }

    @Test void aPassWithACodeNeedsANumberThatFitsIntoTheCode() throws IOException {
        Problem p = beside("passes.csv", "pass_id,person_id,code_sha256\n访客一," + "T1," + "0".repeat(64) + "\n").problem();

        assertEquals("pass_id", p.column());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "T1,,001293D8,deny | person_id | exactly one of person_id, id_number and card",
            ",,,deny           | person_id | exactly one of person_id, id_number and card",
            ",,001293D8,kill   | action    | deny (拒绝), alert (提醒)",
            ",,001293D8,       | action    | deny (拒绝), alert (提醒)",
            ",,12,alert        | card      | 3 to 10 bytes of hex"})
    void namesWhatIsWrongWithTheWatchList(String row, String column, String expected) throws IOException {
        Problem p = beside("watchlist.csv", "person_id,id_number,card,action\n" + row + "\n").problem();

        assertEquals(List.of("watchlist.csv", 2L, column), List.of(p.file(), p.row(), p.column()));
        assertTrue(p.expected().contains(expected), p.expected());
    }

    @Test void namesWhatIsWrongWithAHoliday() throws IOException {
        List<Problem> problems = beside("holidays.csv", "date,name,kind\n2026-10-1,A,holiday\n2026-10-02,B,feast\n").problems;

        assertEquals(List.of("date", "kind"), problems.stream().map(Problem::column).toList());
        assertEquals(List.of(2L, 3L), problems.stream().map(Problem::row).toList());
    }

    @Test void tellsAllProblemsOfAllRowsAtOnceAndKeepsReading() throws IOException {
        Collected all = people("person_id,name,kind,cards,valid_from\n,,x,zz,tomorrow\nT2,B,staff,,\nT3,,staff,12,\n");

        assertEquals(List.of("2 person_id", "2 name", "2 kind", "2 cards", "2 valid_from", "4 name", "4 cards"),
                all.problems.stream().map(p -> p.row() + " " + p.column()).toList());
        assertEquals(List.of("T2"), all.records.stream().map(WhitelistRecord::key).toList());
    }

    @Test void aRefusedRowStillClaimsItsNumberAndItsCards() throws IOException {
        Collected all = people("person_id,name,kind,cards\nT1,A,nobody,001293D8;12\n");

        assertEquals(List.of("2 T1 [001293D8]"), all.claims);
    }

    @Test void validityMustBeginBeforeItEnds() throws IOException {
        Problem p = people("person_id,name,kind,valid_from,valid_until\nT1,A,staff,2026-09-02,2026-09-01\n").problem();

        assertEquals("valid_until", p.column());
        assertEquals("later than valid_from, which is 2026-09-02", p.expected());
        assertEquals(Optional.of(at("2026-09-02T00:00:00")),
                people("person_id,name,kind,valid_from,valid_until\nT1,A,staff,2026-09-01,2026-09-01\n").only(Person.class).holder().validity().until());
    }

    @ParameterizedTest
    @ValueSource(strings = {"11010519491231002Y", "110105194912310021", "11010519491331002X", "1101051949", "1.10105E+17", "１１010519491231002X"})
    void anIdentityNumberIsCheckedAndNeverShownWhole(String number) throws IOException {
        Problem p = people("person_id,name,kind,id_number\nT1,A,staff," + number + "\n").problem();

        assertEquals("id_number", p.column());
        assertTrue(p.value().contains("*"), p.value());
        assertFalse(p.toString().contains(number));
    }

    @Test void anIdentityNumberInAWrongColumnIsMaskedToo() throws IOException {
        Problem p = people("person_id,name,kind\nT1,A," + ID_NUMBER + "\n").problem();

        assertEquals("110105********002X", p.value());
    }

    @Test void withoutAKeyAFileWithIdentityNumbersIsOneProblemThatNamesTheSetting() throws IOException {
        write("people.csv", "person_id,name,kind,id_number\nT1,A,staff," + ID_NUMBER + "\nT2,B,staff,440524188001010014\n");
        Collected all = new Collected();
        new io.campusgate.whitelist.CsvSource(folder, SHANGHAI, Optional.empty(), Collected::policy).read(Refused.none(), all);

        assertTrue(all.problem().expected().contains("id-key-file"));
        assertFalse(all.problem().toString().contains(ID_NUMBER));
    }

    @Test void anUnknownColumnIsNamed() throws IOException {
        Problem p = people("person_id,name,kind,colour\nT1,A,staff,red\n").problem();

        assertEquals(List.of(1L, "colour", "colour"), List.of(p.row(), p.column(), p.value()));
        assertTrue(p.expected().contains("valid_until (失效)"));
    }

    @Test void aMissingColumnIsNamed() throws IOException {
        Problem p = people("person_id,name\nT1,A\n").problem();

        assertEquals(List.of(1L, "kind", "a column kind (类别)"), List.of(p.row(), p.column(), p.expected()));
    }

    @Test void aColumnGivenTwiceIsNamed() throws IOException {
        assertEquals("编号", people("person_id,name,kind,编号\n").problem().column());
    }

    @Test void aFileWithoutAHeaderIsOneProblem() throws IOException {
        Problem p = people("T1,王小明,staff\nT2,B,staff\n").problem();

        assertEquals(1, p.row());
        assertTrue(p.expected().startsWith("a header row"));
        assertTrue(people("").problem().expected().startsWith("a header row"));
    }

    @Test void aFieldUnderNoColumnIsRefused() throws IOException {
        Problem p = people("person_id,name,kind\nT1,A,staff,,extra\n").problem();

        assertEquals("extra", p.value());
        assertEquals(1, people("person_id,name,kind\nT1,A,staff,,\n").records.size(), "empty ones are left by spreadsheets");
    }

    @Test void aFileThatEndsWithinARowIsRefused() throws IOException {
        assertTrue(people("person_id,name,kind,cards\nT1,A,staff,\nT2,B,staff").problem().expected().contains("ends in the middle"));
        assertEquals(List.of(), people("person_id,name,kind,cards\nT1,A,staff,001293D8").problems);
    }

    @Test void aQuoteThatNeverClosesIsRefusedWithItsRow() throws IOException {
        Problem p = people("person_id,name,kind\nT1,A,staff\nT2,\"B,staff\nT3,C,staff\n").problem();

        assertEquals(3, p.row());
        assertTrue(p.expected().startsWith("a closing quote"), p.expected());
        assertTrue(people("person_id,name,kind\nT2,\"B\"x,staff\n").problem().expected().contains("after a closing quote"));
        assertEquals(2, people("person_id,name,kind\nT2,\"" + "x".repeat(600_000)).problem().row());
        assertEquals(2, people("person_id,name,kind\nT2," + "x".repeat(20_000) + ",staff\n").problem().row());
        assertEquals(2, people("person_id,name,kind\n" + ",".repeat(200) + "x\n").problem().row());
    }

    @Test void aTextOverSeveralLinesIsRefused() throws IOException {
        assertEquals("A�B", people("person_id,name,kind\nT1,\"A\nB\",staff\n").problem().value());
    }

    @Test void peopleMustBeThere() throws IOException {
        assertEquals("people.csv", read().problem().file());
        assertThrows(NotDirectoryException.class, () -> new io.campusgate.whitelist.CsvSource(folder.resolve("no"), SHANGHAI, Optional.empty(),
                Collected::policy).read(Refused.none(), new Collected()));
    }

    @Test void notesAFileWithAMisspeltName() throws IOException {
        assertTrue(beside("holiday.csv", "date\n").notes.getOrDefault("holiday.csv", "").contains("is not read"));
    }
}
