package io.campusgate.whitelist;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.whitelist.PolicyText.BadPolicy;
import io.campusgate.whitelist.RawTable.Unreadable;
import io.campusgate.whitelist.WorkbookParts.SheetPart;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A workbook (XLSX) with sheets named as the files of a folder would be, `people`, `levels` …, or in Chinese (design.md
/// section 5); the policy is a sheet of keys and values. Problems name the cell: `people!F17`.
///
/// Read row by row; only the distinct texts of the workbook are held in memory, and a workbook with too many of them is
/// refused ([WorkbookParts]).
public final class XlsxSource implements WhitelistSource {
    private final Path file;
    private final ZoneId zone;
    private final Optional<IdNumbers> idKey;
    private final PolicyText policy;
    /// What the tables' sheets are called in this workbook.
    private final Map<String, String> sheetNames = new HashMap<>();

    /// @param zone  in which its dates and times are meant
    /// @param idKey needed as soon as an identity number appears
    public XlsxSource(Path file, ZoneId zone, Optional<IdNumbers> idKey, PolicyText policy) {
        this.file = file;
        this.zone = zone;
        this.idKey = idKey;
        this.policy = policy;
    }

    @Override public String name() {
        return file.toString();
    }

    /// The name of its sheet.
    @Override public String file(String table) {
        return sheetNames.getOrDefault(table, table);
    }

    @Override public String cell(String sheet, long row, int column) {
        return SheetTable.cellName(sheet, row, column);
    }

    @Override public void read(Refused without, Sink sink) throws IOException {
        try (Workbook workbook = Workbook.open(file)) {
            Map<TableForm, SheetPart> sheets = find(workbook.sheets(), sink);
            long total = sheets.values().stream().mapToLong(SheetPart::rows).sum();
            Progress progress = new Progress(sink, total);
            policy(workbook, sheets, sink);
            new Tables(without, sink).readAll(this, zone, idKey, form -> {
                SheetPart sheet = sheets.get(form);
                return sheet == null ? Optional.empty() : Optional.of(workbook.table(sheet, progress::row));
            });
        } catch (Unreadable e) {
            sink.problem(e.problem(file.getFileName().toString()));
        }
    }

    /// Which sheet is which table. A sheet with a misspelt name must not go unnoticed.
    private Map<TableForm, SheetPart> find(List<SheetPart> sheets, Sink sink) {
        Map<TableForm, SheetPart> found = new HashMap<>();
        for (SheetPart sheet : sheets) {
            Optional<TableForm> form = Tables.ALL.stream().filter(f -> f.isNamed(sheet.name())).findFirst();
            if (form.isEmpty() && !Template.isHelp(sheet.name())) {
                sink.note(sheet.name(), say("is not read: it is none of the sheets " + told(), "不读取：它不是这些工作表之一：" + told()));
            } else if (form.isPresent()) {
                SheetPart other = found.putIfAbsent(form.get(), sheet);
                if (other != null) {
                    sink.problem(new Problem(sheet.name(), 0, "", "", say("one sheet " + form.get().told() + "; " + other.name() + " is there already",
                            "只有一个工作表 " + form.get().told() + "；已经有 " + other.name())));
                }
                sheetNames.put(form.get().name(), found.get(form.get()).name());
                if (sheet.hidden()) {
                    sink.note(sheet.name(), say("is hidden, and read like the others", "是隐藏的工作表，同样会读取"));
                }
            }
        }
        if (!found.containsKey(PeopleTable.FORM)) {
            String names = sheets.stream().map(SheetPart::name).collect(Collectors.joining(", "));
            sink.problem(new Problem(file.getFileName().toString(), 0, "", names, say("a sheet " + PeopleTable.FORM.told() + "; rename the one with the people",
                    "有一个工作表 " + PeopleTable.FORM.told() + "；请把人员名单所在的工作表改成这个名称")));
        }
        return found;
    }

    private static String told() {
        return Tables.ALL.stream().map(TableForm::told).collect(Collectors.joining(", "));
    }

    private void policy(Workbook workbook, Map<TableForm, SheetPart> sheets, Sink sink) throws IOException {
        SheetPart sheet = sheets.get(PolicySheet.FORM);
        if (sheet == null) {
            return;
        }
        try (SheetTable table = workbook.table(sheet, () -> { })) {
            PolicySheet read = PolicySheet.read(table, sink);
            try {
                policy.parse(read.toml()).forEach(s -> sink.record(sheet.name(), 1, s));
            } catch (BadPolicy e) {
                e.problems().forEach(p -> sink.problem(read.placed(p)));
            }
        } catch (Unreadable e) {
            sink.problem(e.problem(sheet.name()));
        }
    }

    @Override public void rows(Refused which, RowReader reader) throws IOException {
        try (Workbook workbook = Workbook.open(file)) {
            for (SheetPart sheet : workbook.sheets()) {
                if (which.hasAny(sheet.name())) {
                    rows(workbook.table(sheet, () -> { }), which, reader);
                }
            }
        } catch (Unreadable e) {
            throw new IOException(file + " changed while it was read", e);
        }
    }

    private static void rows(SheetTable sheet, Refused which, RowReader reader) throws IOException {
        try (sheet) {
            Tables.rows(sheet, which, reader);
        } catch (Unreadable e) {
            // told when it was read; what lies behind was not read then either
        }
    }

    private static final class Progress {
        private final Sink sink;
        private final long total;
        private long done;

        Progress(Sink sink, long total) {
            this.sink = sink;
            this.total = total;
        }

        void row() {
            sink.progress(++done, total);
        }
    }
}
