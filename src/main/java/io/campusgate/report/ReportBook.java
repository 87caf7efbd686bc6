package io.campusgate.report;

import io.campusgate.report.ReportTables.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/// A daily report as a workbook: the first sheet sums up, long lists have a sheet of their own.
final class ReportBook {
    private static final double NARROW = 12;
    private static final double WIDE = 24;
    private static final int LONG = 60;

    private ReportBook() {}

    static void write(ReportTables tables, OutputStream out) throws IOException {
        Workbook book = new Workbook(out, "campus-gate", "1.0");
        Worksheet first = book.newWorksheet(tables.title());
        first.width(0, WIDE);
        first.inlineString(0, 0, tables.title() + "  " + tables.place());
        first.style(0, 0).bold().fontSize(14).set();
        int row = 1;
        for (var line : tables.head()) {
            first.inlineString(row, 0, line.getKey());
            first.inlineString(row++, 1, line.getValue());
        }
        for (String sentence : tables.sentences()) {
            first.inlineString(row, 0, sentence);
            first.style(row++, 0).bold().set();
        }
        first.fitToWidth((short) 1);
        first.fitToHeight((short) 0);
        for (Table table : tables.all()) {
            if (isLong(table)) {
                Worksheet own = book.newWorksheet(table.title());
                own.freezePane(0, 1);
                fill(own, 0, table);
                own.finish();
            } else {
                row++;
                first.inlineString(row, 0, table.title());
                first.style(row++, 0).bold().fontSize(12).set();
                row = fill(first, row, table);
            }
        }
        first.finish();
        book.finish();
    }

    private static boolean isLong(Table table) {
        return table.name().equals("groups") || table.name().equals("not_seen") || table.rows().size() > LONG;
    }

    /// @return the row behind the table
    private static int fill(Worksheet sheet, int top, Table table) {
        int row = top;
        for (int c = 0; c < table.columns().size(); c++) {
            sheet.inlineString(row, c, table.columns().get(c));
            sheet.width(c, c == 0 ? WIDE : NARROW);
        }
        sheet.range(row, 0, row, table.columns().size() - 1).style().bold().fillColor("EEF2F0").set();
        for (List<Object> cells : table.rows()) {
            row++;
            for (int c = 0; c < cells.size(); c++) {
                if (cells.get(c) instanceof Number number) {
                    sheet.value(row, c, number);
                } else {
                    sheet.inlineString(row, c, cells.get(c).toString());
                }
            }
        }
        if (table.note().isPresent()) {
            sheet.inlineString(++row, 0, table.note().get());
        }
        return row + 1;
    }
}
