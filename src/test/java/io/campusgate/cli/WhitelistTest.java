package io.campusgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands about people, with the store of a stopped gate.
class WhitelistTest {
    private static final String PEOPLE = "person_id,name,kind,group,levels,cards,status\n";
    private static final String LEVELS = "level,modes,gates,direction,days,from,until\n日常,normal,*,both,*,00:00,24:00\n";

    @TempDir Path folder;
    private SmallGate gate = new SmallGate(Path.of(""));
    private Path school = Path.of("");

    @BeforeEach void aGate() throws IOException {
        gate = SmallGate.in(folder);
        school = Files.createDirectory(folder.resolve("school"));
        Files.writeString(school.resolve("levels.csv"), LEVELS);
    }

    private Typed whitelist(String... words) {
        return whitelist(Locale.ENGLISH, words);
    }

    private Typed whitelist(Locale locale, String... words) {
        return gate.run(locale, List.of("whitelist"), words);
    }

    private String people(String rows) throws IOException {
        Files.writeString(school.resolve("people.csv"), PEOPLE + rows);
        return school.toString();
    }

    private static String students(int count) {
        return IntStream.range(0, count).mapToObj(i -> "S" + i + ",学生" + i + ",student,,,,\n").collect(Collectors.joining());
    }

    @Test void checksImportsAndComparesAFolder() throws IOException {
        Typed checked = whitelist("check", people("T1,王小明,staff,数学组,日常,001293D8,\nS1,李雷,student,高一3班,日常,,\n"));
        assertEquals(0, checked.exit());
        assertTrue(checked.out().endsWith(school + ": OK, 2 people\n"), checked.out());
        Typed imported = whitelist("import", school.toString(), "--by", "wang");
        assertEquals(0, imported.exit(), imported.err());
        assertTrue(imported.out().contains("Whitelist 0+1 is in force: 2 people. people: 2 added, 0 removed, 0 changed; cards: 1 added, 0 removed, 0 changed; "
                + "rows of levels: 1 added, 0 removed, 0 changed."), imported.out());

        people("T1,王小明,staff,物理组,日常,04A1B2C3,停用\nS2,韩梅梅,student,高一3班,日常,001293D8,\nS1,李雷,student,高一3班,日常,,\n");
        Typed diff = whitelist("diff", school.toString());
        assertEquals("""
                + person S2 韩梅梅 (student 高一3班), cards 001293D8
                ~ person T1 王小明: group 数学组 → 物理组; cards 001293D8 → 04A1B2C3; status active → suspended
                people: 1 added, 0 removed, 1 changed; cards: 2 added, 1 removed, 0 changed.
                """, diff.out());
        assertEquals(0, diff.exit());
        Typed check = whitelist("check", school.toString());
        assertTrue(check.out().endsWith("3 people\n" + diff.out()), check.out());
        assertEquals("""
                {"change":"added","table":"person","key":"S2"}
                {"change":"changed","table":"person","key":"T1","fields":[{"field":"group","old":"数学组","new":"物理组"},\
                {"field":"cards","old":"001293D8","new":"04A1B2C3"},{"field":"status","old":"active","new":"suspended"}]}
                """, whitelist("diff", school.toString(), "--json").out());
    }

    @Test void tellsEveryKindOfDifferenceInBothLanguages() throws IOException {
        people("T1,王小明,staff,,日常,,\n");
        Files.writeString(school.resolve("passes.csv"), "pass_id,person_id,approved_by,valid_from,valid_until,gates,entries\nV1,T1,李,2026-09-01,2026-09-01T12:00,east,2\n");
        Files.writeString(school.resolve("watchlist.csv"), "card,action,reason\n04A1B2C3,alert,遗失\n");
        Files.writeString(school.resolve("holidays.csv"), "date,name,kind\n2026-10-01,国庆节,holiday\n");
        Files.writeString(school.resolve("policy.toml"), "[screening]\nthreshold-celsius = 37.3\n");
        assertEquals(0, whitelist("import", school.toString()).exit());

        Files.writeString(school.resolve("passes.csv"), "pass_id,person_id,approved_by,valid_from,valid_until,gates,entries\nV1,T1,,2026-09-01,2026-09-01T18:00,*,\n");
        Files.writeString(school.resolve("watchlist.csv"), "card,action,reason\n04A1B2C3,deny,遗失\n");
        Files.writeString(school.resolve("holidays.csv"), "date,name,kind\n2026-10-01,国庆,workday\n");
        Files.writeString(school.resolve("policy.toml"), "[screening]\nthreshold-celsius = 37.5\n");
        Files.writeString(school.resolve("levels.csv"), LEVELS.replace("00:00,24:00", "06:30,22:00"));

        Set<String> told = whitelist("diff", school.toString()).out().lines().collect(Collectors.toSet());
        assertTrue(told.containsAll("""
                ~ holiday 2026-10-01 国庆: name 国庆节 → 国庆; kind holiday → workday
                + level 日常: normal, *, in;out, days 1234567, 06:30–22:00
                - level 日常: normal, *, in;out, days 1234567, 00:00–24:00
                ~ pass V1: approved by 李 → none; valid 2026-09-01 00:00 – 2026-09-01 12:00 → 2026-09-01 00:00 – 2026-09-01 18:00; gates east → *; entries 2 → no limit
                ~ policy screening.threshold-celsius: value 37.3 → 37.5
                - watch-list entry 04A1B2C3: alert 遗失
                + watch-list entry 04A1B2C3: deny 遗失
                """.lines().toList()), told::toString);
        assertEquals(8, told.size());
        String chinese = whitelist(Locale.SIMPLIFIED_CHINESE, "diff", school.toString()).out();
        assertTrue(chinese.contains("~ 通行证 V1: 批准人 李 → 无；有效期 2026-09-01 00:00 – 2026-09-01 12:00 → 2026-09-01 00:00 – 2026-09-01 18:00；校门 east → *；次数 2 → 不限\n"), chinese);
        assertTrue(chinese.endsWith("权限行：新增 1，删除 1，修改 0；通行证：新增 0，删除 0，修改 1；重点关注：新增 1，删除 1，修改 0；节假日：新增 0，删除 0，修改 1；策略：新增 0，删除 0，修改 1。\n"), chinese);
    }

    @Test void stopsWhenMoreThanAFifthOfThePeopleWouldGo() throws IOException {
        assertEquals(0, whitelist("import", people(students(10))).exit());
        people(students(8));
        for (String command : List.of("check", "diff", "import")) {
            assertEquals(0, whitelist("check", school.toString()).exit(), "a fifth is not more than a fifth");
            people(students(7));
            Typed typed = whitelist(command, school.toString());
            assertEquals("3 of 10 people would go, more than a fifth; if that is right, say --yes. Nothing was applied.", typed.firstError());
            assertEquals(1, typed.exit());
            people(students(8));
        }
        people(students(7));
        assertEquals(0, whitelist("check", school.toString(), "--yes").exit());
        assertEquals(0, whitelist("diff", school.toString(), "--yes").exit());
        assertEquals(0, whitelist("import", school.toString(), "--yes").exit());
    }

    @Test void namesProblemsForPeopleAndForMachines() throws IOException {
        people("T1,王小明,teacher,,,12,\n");
        Typed typed = whitelist("check", school.toString());
        assertTrue(typed.out().contains("people.csv row 2, kind: found \"teacher\", expected staff (教职工), student (学生), contractor (服务人员), visitor (访客)\n"), typed.out());
        assertTrue(typed.out().contains("levels.csv: read as UTF-8\n"), typed.out());
        assertEquals(1, typed.exit());
        assertEquals("{\"file\":\"people.csv\",\"row\":2,\"column\":\"kind\",\"value\":\"teacher\",\"expected\":\"staff (教职工), student (学生), contractor (服务人员), visitor (访客)\"}",
                whitelist("check", school.toString(), "--json").out().lines().findFirst().orElse(""));
        assertTrue(whitelist(Locale.SIMPLIFIED_CHINESE, "check", school.toString()).out().contains("people.csv 第 2 行，cards：写的是“12”，应为卡号：3 到 10 个字节的十六进制数"));
        assertTrue(whitelist("import", school.toString()).firstError().equals(school + " has 2 problem(s); nothing was applied."));
    }

    @Test void saysWhichEncodingWasTakenAndWhereAByteIsNoText() throws IOException {
        people("");
        Files.write(school.resolve("people.csv"), "编号,姓名,类别\n1,王小明,教职工\n".getBytes(Charset.forName("GB18030")));
        Typed typed = whitelist("check", school.toString());
        assertTrue(typed.out().contains("people.csv: read as GB18030, since it is no valid UTF-8\n"), typed.out());
        assertEquals(0, typed.exit());
        Files.write(school.resolve("people.csv"), new byte[] {'1', (byte) 0xFF});
        assertTrue(whitelist("check", school.toString()).out().contains("people.csv: expected UTF-8 (not so at byte offset 1) or GB18030 (not so at byte offset 1)"));
    }

    @Test void leavesOutBadRowsAndWritesThemToAFileOfTheirOwn() throws IOException {
        Path refused = folder.resolve("left-out.csv");
        people("T1,王小明,staff,,,001293D8,\nT2,B,teacher,,,,\nT3,C,staff,,,dec:0001217496,\n");
        Typed typed = whitelist("import", school.toString(), "--skip-bad", "--refused", refused.toString());

        assertEquals(0, typed.exit(), typed.err());
        assertTrue(typed.err().contains("2 row(s) were left out; they are in " + refused), typed.err());
        assertTrue(typed.err().contains("people.csv row 4, cards: found \"dec:0001217496\", expected a card of nobody else; it is also that of row 2, written 001293D8"), typed.err());
        assertEquals("\uFEFFpeople.csv,1,person_id,name,kind,group,levels,cards,status\r\npeople.csv,3,T2,B,teacher,,,,\r\npeople.csv,4,T3,C,staff,,,dec:0001217496,\r\n",
                Files.readString(refused));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(refused)));
        assertEquals("T1  王小明  staff    levels   cards 001293D8\n", whitelist("show").out());
    }

    @Test void aTemplateIsSoundAsItStandsAndLetsNobodyIn() throws IOException {
        for (String language : List.of("zh-CN", "en")) {
            for (String name : List.of("template-" + language + ".xlsx", "csv-" + language)) {
                String place = folder.resolve(name).toString();
                Typed made = whitelist("template", place, "--language", language);
                assertEquals(0, made.exit(), made.err());
                Typed checked = whitelist("check", place);
                assertTrue(checked.out().contains(place + ": OK, 2 people"), checked.out());
                assertFalse(checked.out().contains("is not read"), checked.out());
                Typed again = whitelist("template", place);
                assertTrue(again.firstError().endsWith("is there already; a template overwrites nothing."), again.err());
                assertEquals(1, again.exit());
            }
        }
        assertEquals(0, whitelist("import", folder.resolve("template-zh-CN.xlsx").toString()).exit());
        assertEquals(2, whitelist("show").out().lines().filter(l -> l.contains("suspended")).count());
    }

    @Test void aTemplateHasDropDownsAndCommentsAndIsAllText() throws IOException {
        Path file = folder.resolve("t.xlsx");
        whitelist("template", file.toString(), "--language", "zh-CN");
        try (java.util.zip.ZipFile zip = new java.util.zip.ZipFile(file.toFile())) {
            String people = new String(zip.getInputStream(zip.getEntry("xl/worksheets/sheet1.xml")).readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(3, people.split("<dataValidation ", -1).length - 1, "kind, levels, status");
            assertTrue(people.contains("'!$A$2:$A$5001</formula1>"), "the levels of the other sheet");
            String comments = new String(zip.getInputStream(zip.getEntry("xl/comments1.xml")).readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(comments.contains("person_id (&#x7f16;&#x53f7;) *"), comments);
            assertTrue(new String(zip.getInputStream(zip.getEntry("xl/styles.xml")).readAllBytes(), StandardCharsets.UTF_8).contains("formatCode=\"@\""));
        }
    }

    @Test void listsEveryColumnAndWord() {
        List<String> lines = whitelist("template").out().lines().toList();
        assertTrue(lines.contains("people (人员, 人员名单, 名单)"));
        assertTrue(lines.contains("  kind (类别, 人员类别) *: staff (教职工), student (学生), contractor (服务人员), visitor (访客)"));
        assertTrue(lines.contains("  holidays (节假日): yes (是), no (否)"));
        assertTrue(whitelist(Locale.SIMPLIFIED_CHINESE, "template").out().contains("  from (开始, 开始时间) *: 07:00\n  until"));
        assertEquals("Invalid value for option '--language': 'fr' is no language of this program; expected zh-CN or en", whitelist("template", "--language", "fr").firstError());
    }

    private Path workbook() throws IOException {
        Path file = folder.resolve("school.xlsx");
        try (OutputStream out = Files.newOutputStream(file); Workbook workbook = new Workbook(out, "test", "1.0")) {
            Worksheet sheet = workbook.newWorksheet("人员");
            String[][] rows = {{"编号", "姓名", "类别", "卡号"}, {"T1", "王小明", "教职工", "001293D8"}, {"T2", "李雷", "学生", ""}, {"T2", "李雷", "学生", ""}, {"T3", "韩梅梅", "学生", "dec:0001217496"}};
            for (int row = 0; row < rows.length; row++) {
                for (int column = 0; column < rows[row].length; column++) {
                    sheet.value(row, column, rows[row][column]);
                }
            }
            sheet.range(2, 3, 3, 3).merge();
        }
        return file;
    }

    @Test void aWorkbookIsOneSourceMoreWhoseCellsAreNamed() throws IOException {
        Path file = workbook();
        Typed typed = whitelist("check", file.toString());

        assertEquals(List.of("人员!D4, 卡号: found \"D3:D4\", expected a value of its own; the cells D3:D4 are merged: unmerge them and write into each of them what it means",
                "人员!A4, 编号: found \"T2\", expected a number or name that no other person has; 人员!A3 says the same: delete one of them",
                "人员!D5, 卡号: found \"dec:0001217496\", expected a card of nobody else; it is also that of 人员!D2, written 001293D8",
                file + " has 3 problem(s); nothing was applied."), typed.out().lines().toList());
        assertEquals(1, typed.exit());
        assertTrue(whitelist("check", file.toString(), "--json").out().contains("\"row\":5,\"column\":\"卡号\",\"value\":\"dec:0001217496\","));
        assertTrue(whitelist("check", file.toString(), "--json").out().contains("\"cell\":\"人员!D5\"}"));

        Typed imported = whitelist("import", file.toString(), "--skip-bad", "--refused", folder.resolve("r.csv").toString());
        assertEquals(0, imported.exit(), imported.err());
        assertEquals(List.of("T1", "T2"), whitelist("show").out().lines().map(l -> l.substring(0, 2)).toList());
        assertEquals(List.of("人员,1,编号,姓名,类别,卡号", "人员,4,T2,李雷,学生,", "人员,5,T3,韩梅梅,学生,dec:0001217496"),
                Files.readString(folder.resolve("r.csv")).substring(1).lines().toList());
    }

    @Test void whatIsNoSourceIsSaidInOneSentence() throws IOException {
        for (String command : List.of("check", "diff", "import")) {
            Typed missing = whitelist(command, folder.resolve("nowhere").toString());
            assertEquals(1, missing.exit());
            assertEquals("Cannot use " + folder.resolve("nowhere") + ": that is no folder.", missing.firstError());
            Path text = Files.writeString(folder.resolve("people.csv"), "编号\n", StandardCharsets.UTF_8);
            Typed typed = whitelist(command, text.toString());
            assertEquals(1, typed.exit());
            assertTrue((typed.out() + typed.err()).contains("if this is a CSV file, name it people.csv and name its folder here"), command + ": " + typed);
            assertFalse(typed.showsATrace());
        }
    }
}
