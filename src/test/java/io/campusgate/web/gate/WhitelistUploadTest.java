package io.campusgate.web.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.domain.Role;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whitelist sent from the settings page to a running gate, and the look at somebody's numbers in full.
class WhitelistUploadTest {
    private static final String HEAD = "编号,姓名,类别,班级,权限,卡号,身份证号,手机\n";
    private static final String TEN = HEAD + IntStream.range(0, 10).mapToObj(i -> "S" + i + ",学生" + i + ",学生,初一,,0A0B0C0" + i + ",,\n").reduce("", String::concat);

    @TempDir private Path folder;
    private PageSite desk;

    @BeforeEach void start() throws Exception {
        desk = new PageSite(folder, HttpClient.newHttpClient(), "");
    }

    @AfterEach void stop() {
        desk.close();
    }

    private HttpResponse<String> preview(byte[] bytes) throws Exception {
        return desk.upload(Role.ADMIN, "/api/whitelist/preview", bytes);
    }

    private HttpResponse<String> apply(byte[] bytes, HttpResponse<String> preview, String more) throws Exception {
        return desk.upload(Role.ADMIN, "/api/whitelist/apply?shown=" + URLEncoder.encode(member(preview, "shown"), StandardCharsets.UTF_8) + more, bytes);
    }

    private static String member(HttpResponse<String> answer, String name) {
        Matcher m = Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(answer.body());
        assertTrue(m.find(), name + " is not in " + answer.body());
        return m.group(1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] zip(Map<String, String> files) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(bytes(file.getValue()));
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }

    private void nothingIsLeft() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            assertEquals(List.of(), all.filter(p -> p.getFileName().toString().startsWith("upload")).toList());
        }
    }

    @Test void whatWasShownIsAppliedAndJournaled() throws Exception {
        byte[] file = bytes(TEN);
        HttpResponse<String> shown = preview(file);
        assertEquals(200, shown.statusCode(), shown.body());
        assertEquals("10", member(shown, "changes"));
        assertTrue(shown.body().contains("+ 人员 S3 学生3"), shown.body());
        assertEquals("0", desk.gate.controls().whitelist().version().toString(), "a look changes nothing");

        HttpResponse<String> applied = apply(file, shown, "");
        assertEquals(200, applied.statusCode(), applied.body());
        assertEquals("0+1", member(applied, "version"));
        assertEquals("0+1", desk.gate.controls().whitelist().version().toString());
        assertEquals(1, desk.events("\"type\":\"operator\"", "\"what\":\"whitelist_upload\"", "\"by\":\"admin\"").size());
        assertEquals(1, desk.events("\"type\":\"whitelist\"", "\"outcome\":\"applied\"", "\"by\":\"admin\"").size());

        HttpResponse<String> changed = preview(bytes(TEN.replace("学生3", "李雷").replace("0A0B0C04", "0A0B0CFF")));
        assertTrue(changed.body().contains("~ 人员 S3 李雷: 姓名 学生3 → 李雷"), changed.body());
        assertTrue(!changed.body().contains("0A0B0CFF") && changed.body().contains("…0CFF"), "cards are masked: " + changed.body());
        nothingIsLeft();
    }

    @Test void aFifthOfThePeopleGoesOnlyWithAWordOfItsOwn() throws Exception {
        byte[] ten = bytes(TEN);
        assertEquals(200, apply(ten, preview(ten), "").statusCode());
        byte[] seven = bytes(TEN.lines().limit(8).reduce("", (a, b) -> a + b + "\n"));
        HttpResponse<String> shown = preview(seven);
        assertEquals("true", member(shown, "alarming"));
        HttpResponse<String> refused = apply(seven, shown, "");
        assertEquals(409, refused.statusCode());
        assertTrue(refused.body().contains("10 人中将删除 3 人"), refused.body());
        assertEquals("0+1", desk.gate.controls().whitelist().version().toString());
        assertEquals(200, apply(seven, shown, "&removals=yes").statusCode());
        assertEquals("0+2", desk.gate.controls().whitelist().version().toString());
    }

    @Test void onlyWhatWasShownIsApplied() throws Exception {
        byte[] ten = bytes(TEN);
        HttpResponse<String> shown = preview(ten);
        assertEquals(409, apply(bytes(TEN.replace("学生3", "李雷")), shown, "").statusCode(), "another file");
        assertEquals(200, apply(ten, shown, "").statusCode());
        assertEquals(409, apply(ten, shown, "").statusCode(), "over another version");
    }

    @Test void mistakesAreToldWithTheirCellAndNothingIsApplied() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Workbook book = new Workbook(out, "test", "1.0")) {
            Worksheet sheet = book.newWorksheet("people");
            List<List<String>> rows = List.of(List.of("person_id", "name", "kind", "cards"), List.of("S1", "张三", "student", "0A0B0C0D"), List.of("S2", "李四", "student", "no card"));
            for (int r = 0; r < rows.size(); r++) {
                for (int c = 0; c < rows.get(r).size(); c++) {
                    sheet.value(r, c, rows.get(r).get(c));
                }
            }
        }
        HttpResponse<String> shown = preview(out.toByteArray());
        assertEquals(200, shown.statusCode(), shown.body());
        assertEquals("false", member(shown, "sound"));
        assertTrue(shown.body().contains("people!D3") && shown.body().contains("no card"), shown.body());
        assertEquals(409, desk.upload(Role.ADMIN, "/api/whitelist/apply?shown=x", out.toByteArray()).statusCode());
        nothingIsLeft();
    }

    @Test void aZipOfTheFilesIsTakenAndLeadsNowhereElse() throws Exception {
        byte[] file = zip(Map.of("school/people.csv", TEN.replace("初一,,", "初一,全天,"), "../../levels.csv", "level,modes,gates,direction,days,from,until,holidays,needs_pass\n全天,normal,*,both,*,00:00,24:00,yes,no\n", "../evil.sh", "#!/bin/sh"));
        HttpResponse<String> shown = preview(file);
        assertEquals(200, shown.statusCode(), shown.body());
        assertEquals("11", member(shown, "changes"), shown.body());
        assertTrue(!Files.exists(folder.resolve("evil.sh")) && !Files.exists(folder.resolve("levels.csv")));
        assertEquals(400, preview(zip(Map.of("readme.txt", "nothing"))).statusCode());
        assertEquals(200, preview(new byte[0]).statusCode(), "an empty file is a source with a mistake");
        byte[] cut = Arrays.copyOf(file, 40);
        assertTrue(preview(cut).statusCode() < 500, "a ZIP that was cut off");
        nothingIsLeft();
    }

    @Test void theRollNamesWhoIsInsideByGroup() throws Exception {
        byte[] file = bytes(HEAD + "T1,王<b>小明,教职工,数学组,,0A0B0C0D,,\nS1,李雷,学生,初一,,0A0B0C0E,,\n");
        assertEquals(200, apply(file, preview(file), "").statusCode());
        assertTrue(desk.get(Role.GUARD, "/roll").body().contains("校内无人"));
        String now = LocalDateTime.ofInstant(desk.gate.controls().now(), desk.config.site().timezone()).truncatedTo(ChronoUnit.MINUTES).toString();
        HttpResponse<String> late = desk.post(Role.GUARD, "/api/desk/late-entry", "{\"person\":\"T1\",\"direction\":\"in\",\"happened\":\"" + now + "\",\"lane\":\"in-1\"}");
        assertEquals(200, late.statusCode(), late.body());
        String roll = desk.get(Role.GUARD, "/roll").body();
        assertTrue(roll.contains("教职工 · 数学组") && roll.contains("王&lt;b&gt;小明") && roll.contains("1 人在校") && !roll.contains("李雷"), roll);
        assertEquals(2, desk.events("\"outcome\":\"looked_up\"", "\"what\":\"roll_call\"", "\"by\":\"guard\"").size());
    }

    @Test void numbersAreSeenInFullForAReasonAlone() throws Exception {
        byte[] file = bytes(HEAD + "T1,王小明,教职工,数学组,,0A0B0C0D,11010519491231002X,13812345678\n");
        assertEquals(200, apply(file, preview(file), "").statusCode());
        HttpResponse<String> found = desk.get(Role.REVIEWER, "/api/people?text=T1&reason=x");
        assertTrue(found.body().contains("110105********002X") && found.body().contains("138…78") && !found.body().contains("0A0B0C0D"), found.body());

        assertEquals(403, desk.post(Role.GUARD, "/api/people/T1/reveal", "{\"reason\":\"x\"}").statusCode());
        assertEquals(400, desk.post(Role.REVIEWER, "/api/people/T1/reveal", "{\"reason\":\"  \"}").statusCode());
        assertEquals(404, desk.post(Role.REVIEWER, "/api/people/T9/reveal", "{\"reason\":\"x\"}").statusCode());
        assertEquals(0, desk.events("person_unmasked").size());
        HttpResponse<String> whole = desk.post(Role.REVIEWER, "/api/people/T1/reveal", "{\"reason\":\"家长来电核实\"}");
        assertEquals(200, whole.statusCode(), whole.body());
        assertTrue(whole.body().contains("11010519491231002X") && whole.body().contains("13812345678") && whole.body().contains("0A0B0C0D"), whole.body());
        String event = desk.events("\"outcome\":\"looked_up\"", "\"what\":\"person_unmasked\"").getFirst();
        assertTrue(event.contains("家长来电核实") && event.contains("\"by\":\"reviewer\"") && event.contains("\"id\":\"T1\"") && !event.contains("11010519491231002X"), event);
    }
}
