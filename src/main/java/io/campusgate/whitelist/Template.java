package io.campusgate.whitelist;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.campusgate.domain.Bilingual;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dhatim.fastexcel.DataValidationErrorStyle;
import org.dhatim.fastexcel.Range;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/// An empty source to be filled in: headers, what goes below them, drop-downs, an example in Chinese and one in English.
/// The examples are people who are suspended, so that a template taken for the real thing lets nobody in.
public final class Template {
    private static final String HELP = "help";
    private static final String HELP_IN_CHINESE = "说明";
    /// Down to which row drop-downs reach.
    private static final int ROWS = 5_000;
    private static final int WIDE = 18;

    private final Locale locale;

    /// @param locale of the headers: Chinese or English; both are understood
    public Template(Locale locale) {
        this.locale = locale;
    }

    /// Whether a sheet is the template's own explanations, which are nothing to read.
    static boolean isHelp(String sheet) {
        String plain = Cells.strip(sheet).toLowerCase(Locale.ROOT);
        return plain.equals(HELP) || plain.equals(HELP_IN_CHINESE);
    }

    /// Every table and column in both languages, what goes into it and which words it takes: a line each.
    public List<String> listing() {
        List<String> lines = new ArrayList<>();
        for (TableForm form : Tables.ALL) {
            lines.add(form.name() + " (" + String.join(", ", form.chinese()) + ")");
            for (Column column : form.columns()) {
                lines.add("  " + column.name() + " (" + String.join(", ", column.chinese()) + ")" + (column.required() ? " *" : "") + ": " + explain(column));
            }
        }
        return lines;
    }

    private String explain(Column column) {
        return Stream.of(column.holds().in(locale), column.words().map(Spellings::expected).orElse("")).filter(t -> !t.isEmpty()).collect(Collectors.joining("; "));
    }

    /// The rows of a table's examples: by column what stands there in a Chinese example and in an English one.
    private static Map<String, Bilingual> example(TableForm form) {
        Map<String, Bilingual> cells = new LinkedHashMap<>();
        for (String line : EXAMPLES.getOrDefault(form.name(), List.of())) {
            String[] parts = line.split("\\|", -1);
            cells.put(parts[0], Bilingual.say(parts[2], parts[1]));
        }
        return cells;
    }

    /// column | in the Chinese example | in the English one.
    private static final Map<String, List<String>> EXAMPLES = Map.of(
            "people", List.of("person_id|示例1|EXAMPLE1", "name|王小明|Wang Xiaoming", "kind|教职工|staff", "group|数学组|Mathematics", "levels|日常|daily",
                    "cards|dec:0000000018|0000001D;w26:0,31", "phone|13800000000|13800000000", "valid_from|2026-09-01|2026-09-01",
                    "valid_until|2027-07-31|2027-07-31T18:00", "status|停用|suspended"),
            "levels", List.of("level|日常|daily", "modes|正常;错峰|normal;staggered", "gates|*|*", "lanes|*|*", "direction|双向|both", "days|1-5|1-5",
                    "from|06:30|06:30", "until|22:00|22:00", "holidays|否|no", "needs_pass|否|no"),
            "passes", List.of("pass_id|示例1|EXAMPLE1", "person_id|示例1|EXAMPLE1", "host|教务处|Office", "reason|家长会|meeting", "valid_from|2026-09-01T08:00|2026-09-01T08:00",
                    "valid_until|2026-09-01T12:00|2026-09-01T12:00", "gates|*|*", "entries|1|1"),
            "watchlist", List.of("card|dec:0000000019|00000013", "action|提醒|alert", "reason|遗失|lost", "source|保卫处|security"),
            "holidays", List.of("date|2026-10-01|2026-10-10", "name|国庆节|make-up day", "kind|节假日|workday"),
            "policy", List.of("key|screening.threshold-celsius|screening.required.normal", "value|37.3|visitor;contractor"));

    private List<List<String>> rows(TableForm form) {
        Map<String, Bilingual> example = example(form);
        List<List<String>> rows = new ArrayList<>();
        rows.add(form.columns().stream().map(this::heading).toList());
        rows.add(form.columns().stream().map(c -> Optional.ofNullable(example.get(c.name())).map(Bilingual::chinese).orElse("")).toList());
        rows.add(form.columns().stream().map(c -> Optional.ofNullable(example.get(c.name())).map(Bilingual::english).orElse("")).toList());
        return rows;
    }

    private String heading(Column column) {
        return new Bilingual(column.name(), column.chinese().getFirst()).in(locale);
    }

    private String sheetName(TableForm form) {
        return new Bilingual(form.name(), form.chinese().getFirst()).in(locale);
    }

    /// Writes a workbook with a sheet a table.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if the file is there already
    public void workbook(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
             Workbook workbook = new Workbook(out, "campus-gate", null)) {
            List<Worksheet> sheets = new ArrayList<>();
            for (TableForm form : Tables.ALL) {
                sheets.add(workbook.newWorksheet(sheetName(form)));
            }
            Worksheet help = workbook.newWorksheet(new Bilingual(HELP, HELP_IN_CHINESE).in(locale));
            Help words = new Help(help);
            for (int i = 0; i < sheets.size(); i++) {
                sheet(sheets.get(i), Tables.ALL.get(i), words, sheets.get(Tables.ALL.indexOf(LevelsTable.FORM)));
            }
        }
    }

    private void sheet(Worksheet sheet, TableForm form, Help help, Worksheet levels) {
        List<List<String>> rows = rows(form);
        for (int column = 0; column < form.columns().size(); column++) {
            Column told = form.columns().get(column);
            sheet.style(column).format("@").set();   // text: a spreadsheet keeps what is typed
            sheet.width(column, WIDE);
            for (int row = 0; row < rows.size(); row++) {
                sheet.value(row, column, rows.get(row).get(column));
                sheet.style(row, column).format("@").set();
            }
            sheet.style(0, column).bold().fillColor(told.required() ? "FFE699" : "DDEBF7").set();
            sheet.comment(0, column, told.told() + (told.required() ? " *" : "") + "\n" + explain(told));
            if (told.words().isPresent()) {
                dropDown(sheet.range(1, column, ROWS, column), help.list(told, told.words().get()));
            } else if (told.equals(PeopleTable.LEVELS)) {
                dropDown(sheet.range(1, column, ROWS, column), levels.range(1, 0, ROWS, 0));
            }
        }
        sheet.freezePane(0, 1);
    }

    /// Other spellings, and several where the column is a list, may be typed all the same.
    private static void dropDown(Range cells, Range words) {
        cells.validateWithList(words).allowBlank(true).showDropdown(true).errorStyle(DataValidationErrorStyle.INFORMATION).showErrorMessage(false)
                .errorTitle("").error("");
    }

    /// The sheet that explains every column and holds the lists of the drop-downs.
    private final class Help {
        private final Worksheet sheet;
        private final int listsFrom;
        private int row;
        private int list;

        Help(Worksheet sheet) {
            this.sheet = sheet;
            this.listsFrom = 3;
            sheet.width(0, WIDE);
            sheet.width(1, WIDE * 2);
            sheet.width(2, WIDE * 5);
            for (TableForm form : Tables.ALL) {
                sheet.value(row, 0, form.name() + " (" + String.join(", ", form.chinese()) + ")");
                sheet.style(row++, 0).bold().set();
                for (Column column : form.columns()) {
                    sheet.value(row, 1, column.name() + " (" + String.join(", ", column.chinese()) + ")" + (column.required() ? " *" : ""));
                    sheet.value(row++, 2, explain(column));
                }
            }
        }

        /// Adds the words of a column as one more list, in the language of the headers, the other one below.
        Range list(Column column, Spellings<?> words) {
            int at = listsFrom + list++;
            List<String> all = Stream.concat(words.told().entrySet().stream().map(w -> new Bilingual(w.getKey(), w.getValue()).in(locale)),
                    words.told().entrySet().stream().map(w -> new Bilingual(w.getValue(), w.getKey()).in(locale))).distinct().toList();
            sheet.value(0, at, heading(column));
            for (int i = 0; i < all.size(); i++) {
                sheet.value(1 + i, at, all.get(i));
            }
            return sheet.range(1, at, all.size(), at);
        }
    }

    private String csv(TableForm form) throws IOException {
        StringWriter text = new StringWriter();
        try (CsvWriter writer = CsvWriter.builder().build(text)) {
            rows(form).forEach(writer::writeRecord);
        }
        return "\uFEFF" + text;
    }

    /// Writes a folder with a CSV file a table and the policy, in UTF-8 with the mark by which spreadsheets know it.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if one of the files is there already; then none is written
    public void folder(Path folder) throws IOException {
        Map<Path, String> files = new LinkedHashMap<>();
        for (TableForm form : Tables.ALL) {
            if (form.equals(PolicySheet.FORM)) {
                files.put(folder.resolve(CsvSource.POLICY), "# pass-modes = [\"normal\", \"staggered\", \"closed\"]\n[screening]\n# threshold-celsius = 37.3\n[access]\n# max-age = \"14d\"\n");
            } else {
                files.put(folder.resolve(form.name() + ".csv"), csv(form));
            }
        }
        for (Path file : files.keySet()) {   // all of them before the first is written
            if (Files.exists(file)) {
                throw new java.nio.file.FileAlreadyExistsException(file.toString());
            }
        }
        Files.createDirectories(folder);
        for (Map.Entry<Path, String> file : files.entrySet()) {
            Files.writeString(file.getKey(), file.getValue(), StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
        }
    }
}
