package io.campusgate.whitelist;

import static io.campusgate.whitelist.RawXlsx.number;
import static io.campusgate.whitelist.RawXlsx.row;
import static io.campusgate.whitelist.RawXlsx.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.domain.CardNumber;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.WhitelistRecord;
import io.campusgate.domain.WhitelistRecord.Holiday;
import io.campusgate.domain.WhitelistRecord.Level;
import io.campusgate.domain.WhitelistRecord.Person;
import io.campusgate.domain.WhitelistRecord.Setting;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class XlsxSourceTest {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final String HEADER = row(1, "person_id", "name", "kind", "cards", "valid_from", "id_number");

    @TempDir Path folder;

    private XlsxSource source() {
        return new XlsxSource(folder.resolve("school.xlsx"), SHANGHAI, Optional.of(Collected.KEY), Collected::policy);
    }

    private Collected read() throws IOException {
        return Collected.of(source());
    }

    private Collected read(RawXlsx workbook) throws IOException {
        workbook.write(folder.resolve("school.xlsx"));
        return read();
    }

    /// A sheet `people` whose first row is [#HEADER].
    private Collected people(String... rows) throws IOException {
        return read(new RawXlsx().sheet("people", HEADER + String.join("", rows)).formats("14", "22", "20", "165", "49", "31"));
    }

    private interface Fill {
        void sheets(Workbook workbook);
    }

    /// A workbook by the library's writer, so that its reader is not alone with our own XML.
    private Collected written(Fill fill) throws IOException {
        try (OutputStream out = Files.newOutputStream(folder.resolve("school.xlsx")); Workbook workbook = new Workbook(out, "test", "1.0")) {
            fill.sheets(workbook);
        }
        return read();
    }

    private static Worksheet sheet(Workbook workbook, String name, String... header) {
        Worksheet sheet = workbook.newWorksheet(name);
        line(sheet, 0, header);
        return sheet;
    }

    private static void line(Worksheet sheet, int row, String... values) {
        for (int i = 0; i < values.length; i++) {
            if (!values[i].isEmpty()) {
                sheet.value(row, i, values[i]);
            }
        }
    }

    // What is right

    @Test void readsEverySheetInChineseAndEnglish() throws IOException {
        Collected all = written(workbook -> {
            line(sheet(workbook, "人员", "编号", "姓名", "类别", "部门/班级", "权限", "卡号", "身份证号"), 1,
                    "T0042", "王小明", "教职工", "数学组", "日常", "001293D8;04:a1:b2:c3:d4:e5:80", "11010519491231002X");
            line(sheet(workbook, "Levels", "level", "modes", "gates", "direction", "days", "from", "until"), 1, "日常", "normal", "*", "both", "1-5", "06:00", "22:00");
            line(sheet(workbook, "通行证", "通行证号", "编号", "批准人"), 1, "V1", "T0042", "李主任");
            line(sheet(workbook, "watchlist", "card", "action"), 1, "04A1B2C3", "alert");
            line(sheet(workbook, "节假日", "日期", "类型"), 1, "2026-10-01", "节假日");
            line(sheet(workbook, "策略", "键", "值"), 1, "screening.degraded", "deny");
        });

        assertEquals(List.of(), all.problems);
        Person person = all.all(Person.class).getFirst();
        assertEquals(List.of("T0042", "王小明", "数学组"), List.of(person.holder().id(), person.holder().name(), person.holder().group()));
        assertEquals(PersonKind.STAFF, person.holder().kind());
        assertEquals(List.of(new CardNumber("001293D8"), new CardNumber("04A1B2C3D4E580")), person.cards());
        assertEquals(Optional.of("110105********002X"), person.idMasked());
        assertEquals(List.of("holiday", "level", "pass", "person", "policy", "watch"), all.records.stream().map(WhitelistRecord::table).sorted().toList());
        assertEquals(List.of(new Setting("screening.degraded ", " \"deny\"")), all.all(Setting.class));
    }

    @Test void readsDatesThatTheSpreadsheetKnowsToBeDates() throws IOException {
        Collected all = written(workbook -> {
            Worksheet sheet = sheet(workbook, "people", "person_id", "name", "kind", "valid_from", "valid_until");
            line(sheet, 1, "T1", "A", "staff");
            sheet.value(1, 3, LocalDate.of(2026, 9, 1));
            sheet.style(1, 3).format("yyyy-mm-dd").set();
            sheet.value(1, 4, LocalDateTime.of(2026, 9, 1, 18, 30));
            sheet.style(1, 4).format("yyyy\"年\"m\"月\"d\"日\" h:mm").set();
        });

        Person person = all.only(Person.class);
        assertEquals(LocalDateTime.of(2026, 9, 1, 0, 0).atZone(SHANGHAI).toInstant(), person.holder().validity().from().orElseThrow());
        assertEquals(LocalDateTime.of(2026, 9, 1, 18, 30).atZone(SHANGHAI).toInstant(), person.holder().validity().until().orElseThrow());
    }

    /// value as the file has it | number of its format | what a person sees
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "46266               | 14  | 2026-09-01",
            "46266               | 31  | 2026-09-01",
            "46266.3125          | 22  | 2026-09-01T07:30",
            "46266.312499999993  | 22  | 2026-09-01T07:30",
            "46266.3126          | 22  | 2026-09-01T07:30:09",
            "0.3125              | 20  | 07:30",
            "1                   | 46  | 24:00",
            "0.89583333333333337 | 20  | 21:30",
            "46266               | 0   | 46266",
            "20260001            | 49  | 20260001",
            "37.299999999999997  | 0   | 37.3",
            "5.0                 | 0   | 5",
            "1.2345678901234568E+17 | 0 | 1.2345678901234568E+17"})
    void seesWhatThePersonAtTheSpreadsheetSees(String value, String format, String seen) throws IOException {
        Path file = new RawXlsx().sheet("people", HEADER + "<row r=\"2\">" + text("A2", "T1") + text("B2", "A") + text("C2", "staff")
                + number("E2", value, 1) + "</row>").formats(format).write(folder.resolve("school.xlsx"));
        List<String> fields = new ArrayList<>();
        Refused all = Refused.none();
        all.add("people", 2);
        new XlsxSource(file, SHANGHAI, Optional.empty(), Collected::policy).rows(all, (_, row, cells) -> fields.add(row == 2 ? cells.get(4) : ""));

        assertEquals(List.of("", seen), fields);
    }

    @Test void keepsZerosThatAFormatShows() throws IOException {
        Collected all = written(workbook -> {
            Worksheet sheet = sheet(workbook, "people", "person_id", "name", "kind");
            line(sheet, 1, "", "A", "staff");
            sheet.value(1, 0, 42);
            sheet.style(1, 0).format("00000").set();
        });

        assertEquals("00042", all.only(Person.class).holder().id());
    }

    @Test void takesTheValueOfAFormulaAndWhetherItIsYesOrNo() throws IOException {
        Collected all = read(new RawXlsx().sheet("people", row(1, "person_id", "name", "kind", "levels")
                + "<row r=\"2\"><c r=\"A2\" t=\"str\"><f>\"T\"&amp;1</f><v>T1</v></c>" + text("B2", "A") + text("C2", "staff") + text("D2", "L") + "</row>")
                .sheet("levels", row(1, "level", "modes", "gates", "direction", "days", "from", "until", "holidays")
                        + "<row r=\"2\">" + text("A2", "L") + text("B2", "normal") + text("C2", "*") + text("D2", "in") + number("E2", "6")
                        + text("F2", "07:00") + text("G2", "08:00") + "<c r=\"H2\" t=\"b\"><v>1</v></c></row>"));

        assertEquals(List.of(), all.problems);
        assertEquals("T1", all.all(Person.class).getFirst().holder().id());
        assertTrue(all.all(Level.class).getFirst().level().holidays());
    }

    @Test void readsAPolicyOfListsNumbersAndChineseWords() throws IOException {
        Collected all = read(new RawXlsx().sheet("people", HEADER).sheet("policy", row(1, "key", "value") + "<row r=\"2\">" + text("A2", "screening.threshold-celsius")
                + number("B2", "37.299999999999997") + "</row>" + row(3, "screening.required.normal", "访客;服务人员") + row(5, "pass-modes", "normal")
                + row(6, "screening.ambient", "[16, 35]")));

        assertEquals(List.of(), all.problems);
        assertEquals(List.of("screening.threshold-celsius = 37.3", "screening.required.normal = [\"visitor\", \"contractor\"]", "pass-modes = [\"normal\"]",
                "screening.ambient = [16, 35]"), all.all(Setting.class).stream().map(s -> s.key() + "=" + s.value()).toList());
    }

    @Test void namesTheCellOfAWrongPolicy() throws IOException {
        new RawXlsx().sheet("people", HEADER).sheet("policy", row(1, "key", "value") + row(3, "screening.threshold-celsius", "37.3") + row(4, "access.stale", "x"))
                .write(folder.resolve("school.xlsx"));
        Collected all = Collected.of(new XlsxSource(folder.resolve("school.xlsx"), SHANGHAI, Optional.empty(), text -> {
            throw new PolicyText.BadPolicy(List.of(new Problem("policy.toml", 2, "access.stale", "x", "warn or deny")));
        }));

        assertEquals("policy!B4, access.stale: found \"x\", expected warn or deny", all.problem().toString());
    }

    @Test void columnsStandAnywhereAndRowsEndEarly() throws IOException {
        Collected all = read(new RawXlsx().sheet("people", row(3, "", "Kind", "", "Person ID", "NAME") + row(5, "", "staff", "", "T1", "A")));

        assertEquals("T1", all.only(Person.class).holder().id());
        assertEquals(List.of(5L), all.rows);
    }

    @Test void passesOverTheRowsItIsToldTo() throws IOException {
        new RawXlsx().sheet("people", HEADER + row(2, "T1", "A", "staff") + row(3, "T2", "", "staff")).write(folder.resolve("school.xlsx"));
        Refused third = Refused.none();
        third.add("people", 3);
        Collected all = new Collected();
        source().read(third, all);

        assertEquals("T1", all.only(Person.class).holder().id());
        assertEquals(all.total, all.done);
        assertEquals(3, all.total);
    }

    // Spreadsheets as people make them

    @Test void everyMergedCellIsNamedWithItsRange() throws IOException {
        Collected all = read(new RawXlsx().sheet("people", HEADER + row(2, "T1", "A", "staff") + row(3, "T2", "B") + row(4, "T3", "C", "staff"),
                "<mergeCells count=\"1\"><mergeCell ref=\"C2:C3\"/></mergeCells>"));

        assertEquals(List.of("people!C3, kind: found \"C2:C3\", expected a value of its own; the cells C2:C3 are merged: "
                + "unmerge them and write into each of them what it means"), all.problems.stream().map(Problem::toString).toList());
        assertEquals(List.of("T1", "T3"), all.all(Person.class).stream().map(Person::key).toList());
    }

    @Test void cellsMergedBesideTheTableDoNotMatter() throws IOException {
        Collected all = read(new RawXlsx().sheet("people", HEADER + row(2, "T1", "A", "staff") + row(3, "T2", "B", "staff"),
                "<mergeCells><mergeCell ref=\"J1:K3\"/><mergeCell ref=\"A9:C12\"/></mergeCells>"));

        assertEquals(List.of(), all.problems);
        assertEquals(2, all.records.size());
    }

    @Test void aTitleAboveTheHeaderIsNamedWithTheRowsToDelete() throws IOException {
        Collected all = read(new RawXlsx().sheet("people", row(1, "第一中学人员名单") + row(3, "编号", "姓名", "类别") + row(4, "T1", "A", "staff"),
                "<mergeCells><mergeCell ref=\"A1:F1\"/></mergeCells>"));

        assertEquals("people!A1: found \"第一中学人员名单\", expected the header row first; it stands in row 3: delete the rows above it", all.problem().toString());
    }

    /// cell | its problem's value | part of what is said
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "number D 1217496                | 1217496      | a spreadsheet took it for a number and dropped the zeros in front",
            "number D 1217496                | 1217496      | or dec:0001217496 if it is the decimal number printed on the card",
            "number D 123456                 | 123456       | format the column as text and write it again",
            "number D 4.1234567890123E+17    | 4.1234567890123E+17 | cut them to an approximate number",
            "text D 1.2E+10                  | 1.2E+10      | cut them to an approximate number",
            "text D ００１２９３Ｄ８           | ００１２９３Ｄ８ | write 001293D8",
            "text A Ｔ００４２                | Ｔ００４２     | write T0042",
            "text E 2026/9/1                 | 2026/9/1     | write 2026-09-01",
            "text E 2026年9月1日              | 2026年9月1日   | write 2026-09-01",
            "text E 2026.9.1 7:30            | 2026.9.1 7:30 | write 2026-09-01T07:30",
            "text E ２０２６－０９－０１        | ２０２６－０９－０１ | write 2026-09-01",
            "number E 20260901               | 20260901     | write 2026-09-01",
            "number E 46266                  | 46266        | write 2026-09-01",
            "text F 110105194912310021       | 110105*********021 | the check digit does not fit",
            "number F 110105194912310020     | 110105*********020 | keeps 15 of the 18 digits",
            "number F 1.1010519491231E+17    | 1.1010**********+17 | keeps 15 of the 18 digits",
            "error D #N/A                    | #N/A         | the formula in this cell failed",
            "formula D 1                     | =1           | never computed"})
    void namesTheCellAndTheRepair(String cell, String value, String said) throws IOException {
        String[] words = cell.split(" ", 3);
        String at = words[1] + "2";
        String made = switch (words[0]) {
            case "number" -> number(at, words[2]);
            case "error" -> "<c r=\"" + at + "\" t=\"e\"><v>" + words[2] + "</v></c>";
            case "formula" -> "<c r=\"" + at + "\"><f>" + words[2] + "</f></c>";
            default -> text(at, words[2]);
        };
        List<String> cells = new ArrayList<>(List.of(text("A2", "T1"), text("B2", "A"), text("C2", "staff")));
        cells.removeIf(c -> c.contains("\"" + at + "\""));
        cells.add(made);
        cells.sort(java.util.Comparator.naturalOrder());
        Problem problem = people("<row r=\"2\">" + String.join("", cells) + "</row>").problem();

        assertEquals("people!" + at, problem.cell());
        assertEquals(2, problem.row());
        assertEquals(value, problem.value());
        assertTrue(problem.expected().contains(said), problem.expected());
        assertFalse(problem.in(Locale.SIMPLIFIED_CHINESE).contains("expected"), problem.in(Locale.SIMPLIFIED_CHINESE));
    }

    @Test void aDayRangeThatBecameADateAndATimeThatIsANumberAreNamed() throws IOException {
        Collected all = read(new RawXlsx().sheet("people", HEADER).formats("16").sheet("levels", row(1, "level", "modes", "gates", "direction", "days", "from", "until")
                + "<row r=\"2\">" + text("A2", "L") + text("B2", "normal") + text("C2", "*") + text("D2", "in") + number("E2", "46027", 1)
                + number("F2", "0.3125") + text("G2", "22：30") + "</row>"));

        assertEquals(List.of("levels!E2", "levels!F2", "levels!G2"), all.problems.stream().map(Problem::cell).toList());
        assertTrue(all.problems.get(0).expected().contains("made a date of it"));
        assertTrue(all.problems.get(1).expected().endsWith("write 07:30"));
        assertTrue(all.problems.get(2).expected().endsWith("write 22:30"));
    }

    @Test void saysWhereItCutBlanksOffAndWhereANumberMayHaveLostZeros() throws IOException {
        Collected all = people("<row r=\"2\">" + number("A2", "42") + text("B2", "王小明 \u3000") + text("C2", " staff") + "</row>",
                "<row r=\"3\">" + number("A3", "43") + text("B3", "B") + text("C3", "staff") + text("D3", "   ") + "</row>");

        assertEquals(List.of("42", "43"), all.all(Person.class).stream().map(Person::key).toList());
        assertEquals("王小明", all.all(Person.class).getFirst().holder().name());
        assertEquals("blanks around the text were cut off in people!B2 (+1); kept as a number, so that zeros in front are lost if there were any: people!A2 (+1); "
                + "format the column as text if they matter", all.notes.get("people"));
    }

    @Test void saysThatHiddenRowsAreRead() throws IOException {
        Collected all = people(row(2, "T1", "A", "staff").replace("<row r=\"2\"", "<row r=\"2\" hidden=\"1\""));

        assertEquals("T1", all.only(Person.class).holder().id());
        assertEquals("hidden rows are read like the others: people!A2", all.notes.get("people"));
    }

    @Test void aMillionEmptyRowsArePassedOverAndNamed() throws IOException {
        StringBuilder rows = new StringBuilder(HEADER + row(2, "T1", "A", "staff"));
        for (int i = 3; i <= 1_048_576; i++) {
            rows.append("<row r=\"").append(i).append("\" spans=\"1:6\" ht=\"15\" customHeight=\"1\"/>");
        }
        assertTrue(rows.length() > 50_000_000, "50 MB");
        Collected all = people(rows.substring(HEADER.length()));

        assertEquals("T1", all.only(Person.class).holder().id());
        assertEquals("empty rows were passed over: people!A3 (+1048573); delete them to make the workbook small", all.notes.get("people"));
    }

    @Test void aValueUnderNoHeadingIsNamed() throws IOException {
        Problem problem = people(row(2, "T1", "A", "staff", "", "", "", "", "extra")).problem();

        assertEquals("people!H2: found \"extra\", expected at most 6 fields as in the header row; this one stands under no column", problem.toString());
    }

    @Test void twoSheetsOfOneTableAndAnUnknownSheetAreTold() throws IOException {
        Collected all = read(new RawXlsx().sheet("people", HEADER).sheet("人员", HEADER).sheet("Sheet3", row(1, "x")));

        assertEquals("人员: expected one sheet people (人员); people is there already", all.problem().toString());
        assertTrue(all.notes.getOrDefault("Sheet3", "").contains("is not read"));
    }

    @Test void aWorkbookWithoutPeopleSaysWhatItHas() throws IOException {
        Problem problem = read(new RawXlsx().sheet("Sheet1", HEADER)).problem();

        assertEquals("school.xlsx: found \"Sheet1\", expected a sheet people (人员); rename the one with the people", problem.toString());
    }

    @Test void anEmptySheetIsOneProblem() throws IOException {
        assertEquals("people!1:1: expected a header row with the names of the columns, and there is nothing at all", read(new RawXlsx().sheet("people", "")).problem().toString());
    }

    // What is no workbook, or should not be one

    private Problem file(byte[] bytes) throws IOException {
        Files.write(folder.resolve("school.xlsx"), bytes);
        Problem problem = read().problem();
        assertEquals(List.of("school.xlsx", 0L), List.of(problem.file(), problem.row()));
        return problem;
    }

    /// The start of a compound file (MS-CFB section 2.2) with a directory entry of this name.
    private static byte[] compound(String entry) {
        byte[] bytes = new byte[2048];
        byte[] magic = {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, (byte) 0xA1, (byte) 0xB1, 0x1A, (byte) 0xE1};
        System.arraycopy(magic, 0, bytes, 0, magic.length);
        byte[] name = entry.getBytes(StandardCharsets.UTF_16LE);
        System.arraycopy(name, 0, bytes, 1024, name.length);
        return bytes;
    }

    @Test void saysWhatTheFileIsInstead() throws IOException {
        assertTrue(file(new byte[0]).expected().contains("the file is empty"));
        assertTrue(file(compound("Workbook")).expected().contains("this is an old .xls, whatever its name"));
        assertTrue(file(compound("EncryptedPackage")).expected().contains("without a password"));
        assertTrue(file("<html><table>".getBytes(StandardCharsets.UTF_8)).expected().contains("this is a web page"));
        assertTrue(file("编号,姓名\n".getBytes(StandardCharsets.UTF_8)).expected().contains("if this is a CSV file, name it people.csv"));
    }

    @ParameterizedTest
    @CsvSource({"word/document.xml, Word (.docx)", "xl/workbook.bin, Excel binary (.xlsb)", "other.txt, this is zip"})
    void saysWhatAnotherZipIs(String part, String said) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve("school.xlsx")))) {
            zip.putNextEntry(new ZipEntry(part));
            zip.closeEntry();
        }
        assertTrue(read().problem().expected().contains(said), read().problem().expected());
    }

    /// Cut at every place: never an exception, never a person.
    @Test void aWorkbookCutAnywhereIsRefusedPlainly() throws IOException {
        byte[] whole = Files.readAllBytes(new RawXlsx().sheet("people", HEADER + row(2, "T1", "A", "staff")).write(folder.resolve("whole.xlsx")));
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(folder.resolve("school.xlsx"), java.util.Arrays.copyOf(whole, length));
            Collected all = read();
            assertEquals(1, all.problems.size(), "cut at " + length);
            assertEquals(List.of(), all.records, "cut at " + length);
        }
    }

    /// Every third byte damaged: a problem, or the reading of the whole workbook; no exception, and nobody else's name.
    @Test void aWorkbookWithADamagedByteIsReadOrRefusedPlainly() throws IOException {
        byte[] whole = Files.readAllBytes(new RawXlsx().sheet("people", HEADER + row(2, "T1", "A", "staff")).write(folder.resolve("whole.xlsx")));
        int refused = 0;
        for (int at = 0; at < whole.length; at += 3) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x55;
            Files.write(folder.resolve("school.xlsx"), damaged);
            Collected all = read();
            refused += all.problems.isEmpty() ? 0 : 1;
            assertTrue(!all.problems.isEmpty() || all.only(Person.class).holder().name().equals("A"), "byte " + at);
        }
        assertTrue(refused > whole.length / 6, refused + " of " + whole.length);
    }

    /// What a part says | what is refused
    @ParameterizedTest
    @ValueSource(strings = {
            "<row r=\"2\"><c r=\"ZZZZZZ2\"><v>1</v></c></row>",
            "<row r=\"2\"><c r=\"XFE2\"><v>1</v></c></row>",
            "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>2000000000</v></c></row>",
            "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c></row>",
            "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>x</v></c></row>",
            "<row r=\"2\"><c r=\"A2\" t=\"d\"><v>2026-09-01</v></c></row>",
            "<row r=\"9999999\"><c r=\"A2\"><v>1</v></c></row>",
            "<row r=\"x\"/>",
            "<row r=\"2\"/><row r=\"2\"/>",
            "<row r=\"3\"/><row r=\"2\"/>",
            "<row r=\"2\"><c r=\"A2\"><v>1</v></row>",
            "<row r=\"2\"><c r=\"A2\"><f t=\"shared\" si=\"7\"/><v>1</v></c></row>",
            "<row r=\"2\"><c r=\"A2\" s=\"x\"><v>1</v></c></row>",
            "<row r=\"2\">&unknown;</row>"})
    void refusesSheetsThatNoSpreadsheetWrites(String rows) throws IOException {
        assertTrue(people(rows).problem().expected().contains("damaged"));
    }

    @Test void refusesATextThatIsTooLong() throws IOException {
        String endless = "x".repeat(200_000);
        assertTrue(people(row(2, endless, "A", "staff")).problem().expected().contains("damaged"));
        assertTrue(read(new RawXlsx().sheet("people", HEADER).strings("<si><t>" + endless + "</t></si>")).problem().expected().contains("damaged"));
        assertTrue(people("<row r=\"2\" x=\"" + "x".repeat(2_000_000) + "\"/>").problem().expected().contains("unpacks to no more than 1 GiB"));
        assertTrue(people("<a>".repeat(200)).problem().expected().contains("damaged"));
    }

    /// A document type that would read a file of the machine, or grow without end.
    @Test void refusesADocumentType() throws IOException {
        String sheet = "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>&e;</t></is></c></row></sheetData></worksheet>";
        assertTrue(read(new RawXlsx().sheet("people", "").part("xl/worksheets/sheet1.xml", sheet)).problem().expected().contains("damaged"));
    }

    /// A few megabytes that unpack to more than a gigabyte, or to more rows than a sheet can have.
    @Test void refusesBombs() throws IOException {
        bomb("xl/worksheets/sheet1.xml", "<worksheet><sheetData>", " ".repeat(1 << 20), 2);
        assertTrue(read().problem().expected().contains("unpacks to no more than 1 GiB"));
        bomb("xl/worksheets/sheet1.xml", "<worksheet><sheetData>", "<x a=\"" + "y".repeat(500_000) + "\"/>", 2_200);
        assertTrue(read().problem().expected().contains("unpacks to no more than 1 GiB"));
        bomb("xl/worksheets/sheet1.xml", "<worksheet><sheetData>", "<row/>".repeat(100_000), 11);
        assertTrue(read().problem().expected().contains("damaged"));
    }

    /// A part that begins like a whole one and then says the same again and again.
    private void bomb(String name, String start, String filling, int times) throws IOException {
        Path model = new RawXlsx().sheet("people", HEADER).write(folder.resolve("model.xlsx"));
        byte[] piece = filling.getBytes(StandardCharsets.UTF_8);
        try (java.util.zip.ZipFile parts = new java.util.zip.ZipFile(model.toFile());
             ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve("school.xlsx")))) {
            zip.setLevel(1);
            for (ZipEntry part : java.util.Collections.list(parts.entries())) {
                zip.putNextEntry(new ZipEntry(part.getName()));
                if (part.getName().equals(name)) {
                    zip.write(start.getBytes(StandardCharsets.UTF_8));
                    for (int i = 0; i < times; i++) {
                        zip.write(piece);
                    }
                } else {
                    zip.write(parts.getInputStream(part).readAllBytes());
                }
                zip.closeEntry();
            }
        }
        assertTrue(Files.size(folder.resolve("school.xlsx")) < 30_000_000, "small as a file");
    }

    @Test void refusesTooManyPartsAndTwoOfOneName() throws IOException {
        RawXlsx many = new RawXlsx().sheet("people", HEADER);
        for (int i = 0; i < 5_001; i++) {
            many.part("xl/media/" + i, "");
        }
        assertTrue(read(many).problem().expected().contains("at most 5000 parts"));
        assertTrue(read(new RawXlsx().sheet("people", HEADER).part("XL/Workbook.xml", "")).problem().expected().contains("damaged"));
    }

    @Test void aHolidaySheetIsReadByItsDates() throws IOException {
        Collected all = read(new RawXlsx().sheet("people", HEADER).formats("14").sheet("holidays", row(1, "date", "kind")
                + "<row r=\"2\">" + number("A2", "46296", 1) + text("B2", "holiday") + "</row>"));

        assertEquals(LocalDate.of(2026, 10, 1), all.only(Holiday.class).date());
    }
}
