package io.campusgate.cli;

import static io.campusgate.report.GateDay.GUEST;
import static io.campusgate.report.GateDay.HAN;
import static io.campusgate.report.GateDay.LI;
import static io.campusgate.report.GateDay.WANG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.JsonValues;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.Verdict;
import io.campusgate.domain.Who;
import io.campusgate.report.GateDay;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTest {
    @TempDir Path folder;
    private Path config = Path.of("");

    @BeforeEach void aGateThatKnowsFivePeople() throws IOException {
        config = Files.writeString(folder.resolve("gate.toml"), """
                [site]
                id = "no1"
                gate = "east"
                language = "en"
                [store]
                path = "gate.db"
                [screening]
                required.normal = ["student", "visitor"]
                [[lane]]
                id = "in-1"
                direction = "in"
                reader = { driver = "sim" }
                relay = { driver = "sim" }
                """);
        Path people = Files.createDirectories(folder.resolve("people"));
        Files.writeString(people.resolve("people.csv"), """
                person_id,name,kind,group,levels,cards,valid_until,status
                T0042,王小明,staff,数学组,,,,active
                S0001,李雷,student,高一3班,,,,active
                S0002,韩梅梅,student,高一3班,,,,active
                S0003,"=2+5, <b>林</b>",student,高一4班,,,,active
                S0004,吴,student,高一4班,,,,suspended
                S0005,旧,student,高一4班,,,2020-01-01,active
                V0001,访客甲,visitor,,,,,active
                """);
        Typed imported = Typed.run("whitelist", "import", people.toString(), "-c", config.toString());
        assertEquals(0, imported.exit(), imported.err());
    }

    private GateDay day() {
        return new GateDay(folder.resolve("gate.db"));
    }

    private Typed report(String... arguments) {
        return Typed.run(Stream.concat(Stream.of("report", "daily", "-c", config.toString()), Arrays.stream(arguments)).toArray(String[]::new));
    }

    private void aMorning() {
        try (GateDay day = day()) {
            day.in(WANG, "07:00").measured(LI, "07:10", 36.6, Verdict.NORMAL).measured(HAN, "07:11", 38.1, Verdict.FEVER)
                    .entry(GUEST, "08:00", "in-1", "granted", "ok", Map.of("pass", "P7"), "passed").opened("guard1", "08:30", "救护车").out(WANG, "09:30")
                    .refused(WANG, "10:00", "outside_hours").drill(LI, "10:30");
        }
    }

    @Test void tellsTheDayInJson() {
        aMorning();
        Typed typed = report("--date", "2026-09-01", "--json");
        assertEquals(0, typed.exit(), typed.err());
        Map<String, Object> r = object(typed.out());
        assertEquals("no1 east 2026-09-01 2026-09-02T00:00:00+08:00 1 false", said(r, "site", "gate", "date", "until", "number", "zero"));
        assertEquals("3 1 1 1 2", said(r, "entries", "exits", "operator_openings", "drill", "inside"));
        assertEquals("{fever=1, outside_hours=1}", said(r, "refusals"));
        assertEquals(List.of("S0002 38.1"), rows(r, "fevers", "person_id", "celsius"));
        assertEquals(List.of("V0001"), rows(r, "unmeasured", "person_id"));
        assertEquals(List.of("V0001 P7"), rows(r, "visitors", "person_id", "pass"));
        assertEquals(List.of("S0003"), rows(r, "missing", "person_id"));
        assertEquals(List.of("staff 1 1 0 0", "student 3 1 1 1", "visitor 0 1 1 0"), rows(r, "kinds", "kind", "expected", "came", "inside", "not_seen"));
        assertEquals(List.of("数学组 1 1 0", "高一3班 2 1 0", "高一4班 1 0 1", " 0 1 0"), rows(r, "groups", "group", "expected", "came", "not_seen"));
    }

    private static Map<String, Object> object(String json) {
        Map<String, Object> object = new LinkedHashMap<>();
        ((Map<?, ?>) JsonValues.parse(json)).forEach((name, value) -> object.put(String.valueOf(name), value));
        return object;
    }

    private static List<String> rows(Map<String, Object> report, String list, String... members) {
        return ((List<?>) report.getOrDefault(list, List.of())).stream().map(row -> said((Map<?, ?>) row, members)).toList();
    }

    private static String said(Map<?, ?> object, String... members) {
        return String.join(" ", Arrays.stream(members).map(m -> String.valueOf(object.get(m))).toList());
    }

    @Test void countsUntilTheTimeItIsTold() {
        aMorning();
        Map<String, Object> r = object(report("--date", "2026-09-01", "--until", "09:00", "--json").out());
        assertEquals("2026-09-01T09:00:00+08:00 3 0 3", said(r, "until", "entries", "exits", "inside"));
    }

    @Test void aDayWithoutAnythingIsAZeroReport() {
        Typed typed = report("--date", "2026-09-03");
        assertTrue(typed.out().contains("Zero report: nothing happened at this gate."), typed.out());
        assertTrue(typed.out().contains("Fever: nobody (zero report)."), typed.out());
        assertEquals("true", said(object(report("--date", "2026-09-03", "--json").out()), "zero"));
        try (GateDay day = day()) {
            day.in(WANG, "07:00");
        }
        assertFalse(report("--date", "2026-09-01").out().contains("Zero report: nothing"));
    }

    @Test void aWholeGateWithoutAStoreSaysSo() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith("gate.db")).toList()) {
                Files.delete(file);
            }
        }
        Typed typed = report();
        assertEquals(1, typed.exit());
        assertEquals("there is no store at " + folder.resolve("gate.db") + "\n", typed.err());
    }

    @Test void writesATableForMachinesThatRunsNothing() throws IOException {
        aMorning();
        Path file = folder.resolve("day.csv");
        Typed typed = report("--date", "2026-09-01", "--out", file.toString());
        assertEquals("Wrote " + file + ".\n", typed.err());
        List<String> lines = Files.readString(file).lines().toList();
        assertEquals("\uFEFFsection,item,kind,group,person_id,name,time,lane,count,celsius,detail", lines.getFirst());
        assertTrue(lines.containsAll(List.of("report,date,,,,,,,,,2026-09-01", "passages,in,,,,,,,3,,", "passages,operator,,,,,,,1,,", "kind,came,student,,,,,,1,,",
                "group,not_seen,student,高一4班,,,,,1,,", "refusals,outside_hours,,,,,,,1,,", "fever,denied,student,高一3班,S0002,韩梅梅,2026-09-01T07:11:00+08:00,in-1,,38.1,fever",
                "visitor,came,visitor,,V0001,访客甲,2026-09-01T08:00:00+08:00,,,,P7", "opening,in,,,,guard1,2026-09-01T08:30:00+08:00,in-1,,,救护车",
                "not_seen,,student,高一4班,S0003,\"'=2+5, <b>林</b>\",,,,,")), String.join("\n", lines));
    }

    @Test void writesAPageThatShowsNamesAndRunsNothing() throws IOException {
        aMorning();
        Path file = folder.resolve("day.html");
        report("--date", "2026-09-01", "--format", "html", "--out", file.toString());
        String html = Files.readString(file);
        assertTrue(html.contains("<bdi>=2+5, &lt;b&gt;林&lt;/b&gt;</bdi>"));
        assertFalse(html.contains("<b>林") || html.contains("<script") || html.contains("http"));
        assertTrue(html.contains("lang=\"en\"") && html.contains("<h2>Not seen</h2>"));
    }

    @Test void writesAWorkbookWithTheLongListsOnSheetsOfTheirOwn() throws IOException {
        aMorning();
        Path file = folder.resolve("day.xlsx");
        assertEquals(0, report("--date", "2026-09-01", "--out", file.toString()).exit());
        assertTrue(new String(Files.readAllBytes(file), 0, 2, StandardCharsets.ISO_8859_1).equals("PK"));
    }

    @Test void readsInTheSitesLanguage() throws IOException {
        Files.writeString(config, Files.readString(config).replace("language = \"en\"", "language = \"zh-CN\""));
        aMorning();
        String text = report("--date", "2026-09-01").out();
        assertTrue(text.contains("校门日报  no1 · east 门") && text.contains("发热 1 人。") && text.contains("不在允许时间"), text);
    }

    /// what was typed | exit | first line of stderr
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            report daily --date 1.9.2026      | 2 | Invalid value for option '--date': '1.9.2026' is no date; expected one like 2026-09-01
            report daily --until nine         | 2 | Invalid value for option '--until': 'nine' is no time of day; expected one like 09:00
            report daily --format pdf         | 2 | Invalid value for option '--format': 'pdf' is no format; expected xlsx, csv, html
            report                            | 2 | A command is missing: campus-gate report daily
            report daily --issue              | 1 | no gate daemon is running on {store}
            contacts                          | 2 | Missing required parameter: 'PERSON'
            contacts X --minutes 0            | 2 | Invalid value for option '--minutes': '0' is no number of minutes from 1 to 120
            contacts X --from 2026-09-02 --to soon | 2 | Invalid value for --to: 'soon' is no time; expected one like 2026-09-01T07:30 or 2026-09-01
            contacts nobody                   | 1 | 'nobody' was not at this gate in that time; a person is named by number or by the whole name.
            """)
    void saysWhatIsWrong(String line, int exit, String sentence) {
        Typed typed = Typed.run(Stream.concat(Arrays.stream(line.split(" ")), Stream.of("-c", config.toString())).toArray(String[]::new));
        assertEquals(sentence.replace("{store}", folder.resolve("gate.db").toString()), typed.firstError());
        assertEquals(exit, typed.exit());
    }

    @Test void listsContactsAndAsksForTheNumberWhereANameIsNotEnough() {
        Who.Person other = new Who.Person("S0099", "李雷", PersonKind.STUDENT, "初一1班");
        try (GateDay day = day()) {
            day.in(LI, "07:00").in(WANG, "07:02").in(HAN, "07:20").in(other, "12:00");
        }
        Typed typed = Typed.run("contacts", "S0001", "--from", "2026-09-01", "--to", "2026-09-01", "--json", "-c", config.toString());
        assertEquals("{\"person_id\":\"T0042\",\"name\":\"王小明\",\"kind\":\"staff\",\"group\":\"数学组\",\"times\":1,\"nearest_s\":120,\"same_lane\":true,"
                + "\"last\":\"2026-09-01T07:02:00+08:00\",\"lane\":\"in-1\"}\n", typed.out());
        Typed people = Typed.run("contacts", "S0001", "--minutes", "30", "-c", config.toString());
        assertEquals("S0001 李雷 was at the gate 1 times; 2 others were there within 30 minutes.", people.firstError());
        assertEquals(2, people.out().lines().count());
        Typed both = Typed.run("contacts", "李雷", "-c", config.toString());
        assertEquals(1, both.exit());
        assertEquals("Say which by the number: several people have this name: S0001 李雷, S0099 李雷.", both.firstError());
    }
}
