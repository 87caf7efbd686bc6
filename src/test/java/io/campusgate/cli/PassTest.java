package io.campusgate.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Passes in a folder of CSV files, from the command line to the rules.
class PassTest {
    private static final Charset GB18030 = Charset.forName("GB18030");
    private static final Pattern CODE = Pattern.compile("CG1\\.(V\\d{6}-[2-9A-Z]{6})\\.([A-Za-z0-9_-]{22})");

    @TempDir Path folder;
    private SmallGate gate = new SmallGate(Path.of(""));
    private Path school = Path.of("");

    @BeforeEach void aSchool() throws IOException {
        gate = SmallGate.in(folder);
        school = Files.createDirectory(folder.resolve("school"));
        Files.writeString(school.resolve("people.csv"), "person_id,name,kind,cards\nT1,王小明,staff,\nV1,临时卡,visitor,001293D8\n");
    }

    private Typed run(String... words) {
        return run(Locale.ENGLISH, words);
    }

    private Typed run(Locale locale, String... words) {
        return gate.run(locale, words);
    }

    private Typed issue(String... words) {
        return gate.run(Locale.ENGLISH, List.of("pass", "issue", school.toString()), words);
    }

    private String code(Typed typed) {
        assertEquals(0, typed.exit(), typed.err());
        Matcher code = CODE.matcher(typed.out());
        assertTrue(code.find(), typed.out());
        return code.group();
    }

    private String explained(String who, String at) {
        return run("whitelist", "explain", who, "--at", at).out().lines().findFirst().orElse("");
    }

    @Test void aPassIsIssuedImportedAndRevoked() throws IOException {
        Typed typed = issue("--name", "韩梅梅", "--id-number", "11010519491231002X", "--from", "2026-09-01T08:00", "--until", "2026-09-01T12:00", "--gates", "east;west",
                "--entries", "2", "--host", "王小明", "--reason", "家长会", "--approved-by", "李主任");
        String code = code(typed);
        String id = code.split("\\.")[1];
        String secret = code.split("\\.")[2];
        String file = Files.readString(school.resolve("passes.csv"));
        assertTrue(file.startsWith("\uFEFFpass_id,person_id,name,id_number,host,"), file);
        assertTrue(file.contains(id + ",,韩梅梅,11010519491231002X,王小明,家长会,李主任,"), file);
        assertTrue(file.contains(",2026-09-01T08:00,2026-09-01T12:00,east;west,2,"), file);
        assertFalse(file.contains(secret), "only the hash is kept");

        assertEquals(0, run("whitelist", "import", school.toString()).exit());
        assertEquals(id + " 韩梅梅: granted (ok)", explained(code, "2026-09-01T09:00"));
        assertEquals(id + " 韩梅梅: granted (ok)", explained("11010519491231002X", "2026-09-01T09:00"));
        assertEquals(id + " 韩梅梅: denied (expired)", explained(code, "2026-09-01T12:00"));
        assertEquals("denied (unknown_credential)", explained(code.substring(0, code.length() - 1) + (code.endsWith("A") ? "B" : "A"), "2026-09-01T09:00"));

        Typed revoked = run("pass", "revoke", school.toString(), code);
        assertEquals("Pass " + id + " is taken out of " + school.resolve("passes.csv") + "; the next whitelist import or push makes its code nobody's.\n", revoked.out());
        assertEquals(0, run("whitelist", "import", school.toString()).exit());
        assertEquals("denied (unknown_credential)", explained(code, "2026-09-01T09:00"));
        assertEquals("There is no pass " + id + " in " + school.resolve("passes.csv") + ".", run("pass", "revoke", school.toString(), id).firstError());
        assertEquals(1, run("pass", "revoke", school.toString(), id).exit());
    }

    @Test void aPassOfALentCardIsThatPersonsAndRefusedUntilApproved() {
        code(issue("--person", "V1", "--from", "2026-09-01", "--until", "2026-09-01"));
        assertEquals(0, run("whitelist", "import", school.toString()).exit());
        assertEquals("V1 临时卡: denied (pass_not_approved)", explained("001293D8", "2026-09-01T09:00"));
    }

    @Test void theCodeIsWrittenAsAPictureOfItsOwner() throws IOException, ReaderException {
        Path png = folder.resolve("pass.png");
        Typed typed = issue("--person", "V1", "--from", "2026-09-01", "--until", "2026-09-02", "--approved-by", "李", "--png", png.toString());
        BufferedImage image = ImageIO.read(png.toFile());
        int[] rgb = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());

        assertEquals(code(typed), new QRCodeReader().decode(new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(image.getWidth(), image.getHeight(), rgb)))).getText());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(png)));
        byte[] before = Files.readAllBytes(school.resolve("passes.csv"));
        assertEquals(png + " is there already; nothing is overwritten.", issue("--person", "V1", "--from", "2026-09-01", "--until", "2026-09-02", "--png", png.toString()).firstError());
        assertArrayEquals(before, Files.readAllBytes(school.resolve("passes.csv")));
    }

    @Test void whatStandsInTheFileStaysByteForByte() throws IOException {
        String kept = "通行证号,姓名,\"身份证号\" ,批准人\r\n\r\nA1, 甲 ,11010519491231002X,\"李\r\n主任\"\r\nA2,乙,11010519491231002X,王\r\n\r\nA3,丙,,";
        Files.write(school.resolve("passes.csv"), kept.getBytes(GB18030));
        Files.setPosixFilePermissions(school.resolve("passes.csv"), PosixFilePermissions.fromString("rw-rw----"));
        code(issue("--name", "丁，\"老\"", "--from", "2026-09-01", "--until", "2026-09-02", "--approved-by", "赵"));
        String now = new String(Files.readAllBytes(school.resolve("passes.csv")), GB18030);

        assertTrue(now.startsWith("通行证号,姓名,\"身份证号\" ,批准人,批准时间,生效,失效,次数,二维码摘要\r\n" + kept.substring(kept.indexOf("\r\n") + 2) + "\r\nV"), now);
        assertTrue(now.contains(",\"丁，\"\"老\"\"\",,赵,20"), now);
        assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(school.resolve("passes.csv"))));

        assertEquals(0, run("pass", "revoke", school.toString(), "A1").exit());
        assertEquals(now.replace("A1, 甲 ,11010519491231002X,\"李\r\n主任\"\r\n", ""), new String(Files.readAllBytes(school.resolve("passes.csv")), GB18030));
        assertEquals(0, run("pass", "revoke", school.toString(), "A3").exit());
        assertEquals(now.replace("A1, 甲 ,11010519491231002X,\"李\r\n主任\"\r\n", "").replace("A3,丙,,\r\n", ""), new String(Files.readAllBytes(school.resolve("passes.csv")), GB18030));
        try (var left = Files.list(school)) {
            assertEquals(List.of("passes.csv", "people.csv"), left.map(f -> f.getFileName().toString()).sorted().toList());
        }
    }

    @Test void aNewFileTakesTheLanguageOfThePeople() throws IOException {
        Files.writeString(school.resolve("people.csv"), "编号,姓名,类别\nV1,甲,访客\n");
        code(issue("--person", "V1", "--from", "2026-09-01", "--until", "2026-09-02"));
        assertTrue(Files.readString(school.resolve("passes.csv")).startsWith("\uFEFF通行证号,编号,姓名,身份证号,"));
    }

    /// what is typed after SRC | what is said | exit code
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "--person T9 --from 2026-09-01 --until 2026-09-02 | Nobody in people.csv has the number T9. | 1",
            "--name A --id-number 110105194912310021 --from 2026-09-01 --until 2026-09-02 | id_number: found \"110105*********021\", expected an identity number of 18 characters whose check digit fits (or 15, like USA310018000101); the check digit does not fit: is a digit mistyped? | 1",
            "--person V1 --from 2026-09-02 --until 2026-09-01 | valid_until: found \"2026-09-01\", expected later than valid_from, which is 2026-09-02 | 1",
            "--person V1 --from tomorrow --until 2026-09-01 | valid_from: found \"tomorrow\", expected a date like 2026-09-01 or a time like 2026-09-01T07:30 | 1",
            "--person V1 --from 2026-09-01 --until 2026-09-02 --entries -1 | Invalid value for option '--entries': '-1'; expected 0 (no limit) to 999999 | 2",
            "--person V1 --from 2026-09-01 | Missing required option: '--until=TIME' | 2"})
    void refusesWhatIsNoPassAndChangesNothing(String words, String said, int exit) {
        Typed typed = issue(words.split(" "));
        assertEquals(said, typed.firstError());
        assertEquals(exit, typed.exit());
        assertFalse(Files.exists(school.resolve("passes.csv")));
    }

    @Test void onePersonAPass() {
        Typed both = issue("--person", "V1", "--name", "A", "--from", "2026-09-01", "--until", "2026-09-02");
        assertEquals(2, both.exit());
        assertTrue(both.firstError().contains("mutually exclusive"), both.err());
        assertEquals(2, issue("--from", "2026-09-01", "--until", "2026-09-02").exit());
    }

    @Test void listsThePassesAndWhetherTheyCount() throws IOException {
        Files.writeString(school.resolve("passes.csv"), """
                pass_id,person_id,host,approved_by,valid_from,valid_until,gates,entries
                A1,V1,王,李,2020-01-01,2020-01-02,,
                A2,V1,王,李,2020-01-01,2999-01-02T08:30,east,3
                A3,V1,王,李,2998-01-01,2999-01-02,,
                A4,V1,王,,2020-01-01,2999-01-02,,
                """);
        assertEquals("""
                A1  V1  2020-01-01 00:00 – 2020-01-03 00:00  *  ∞  王  expired
                A2  V1  2020-01-01 00:00 – 2999-01-02 08:30  east  3×  王  valid now
                A3  V1  2998-01-01 00:00 – 2999-01-03 00:00  *  ∞  王  not yet
                A4  V1  2020-01-01 00:00 – 2999-01-03 00:00  *  ∞  王  not approved
                """, run("pass", "list", school.toString()).out());
        assertTrue(run("pass", "list", school.toString(), "--json").out().contains("\"valid_until\":\"2999-01-02T08:30+08:00\",\"gates\":[\"east\"],\"entries\":3,\"has_code\":false,\"state\":\"valid\"}"));
        assertTrue(run(Locale.SIMPLIFIED_CHINESE, "pass", "list", school.toString()).out().contains("未批准"));
    }

    @Test void aWorkbookIsNotChangedButTheRowIsPrinted() throws IOException {
        Path workbook = folder.resolve("school.xlsx");
        assertEquals(0, run("whitelist", "template", workbook.toString()).exit());
        byte[] before = Files.readAllBytes(workbook);
        Typed typed = run("pass", "issue", workbook.toString(), "--name", "甲", "--from", "2026-09-01", "--until", "2026-09-02", "--approved-by", "李");
        String code = code(typed);
        assertTrue(typed.out().contains(code.split("\\.")[1] + "\t\t甲\t\t\t\t李\t"), typed.out());
        assertArrayEquals(before, Files.readAllBytes(workbook));
        assertEquals(1, run("pass", "revoke", workbook.toString(), "A1").exit());
        assertEquals(new String(before, StandardCharsets.ISO_8859_1), new String(Files.readAllBytes(workbook), StandardCharsets.ISO_8859_1));
    }

    @Test void everyCodeIsAnother() {
        List<String> codes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            codes.add(code(issue("--person", "V1", "--from", "2026-09-01", "--until", "2026-09-02", "--json")));
        }
        assertEquals(20, codes.stream().map(c -> c.split("\\.")[2]).distinct().count());
        assertEquals(20, codes.stream().map(c -> c.split("\\.")[1]).distinct().count());
    }
}
