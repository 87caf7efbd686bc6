package io.campusgate.report;

import io.campusgate.store.Stored;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/// Writes events to a stream, one after the other, and never holds many of them. Closing it ends the file and leaves the
/// stream open. Belongs to one thread.
sealed interface EventWriter extends Closeable {

    void write(Stored event) throws IOException;

    /// The journal's own text, one event a line.
    final class Json implements EventWriter {
        private static final int BUFFER = 1 << 16;
        private final Writer to;

        Json(OutputStream to) {
            this.to = new BufferedWriter(new OutputStreamWriter(to, StandardCharsets.UTF_8), BUFFER);
        }

        @Override public void write(Stored event) throws IOException {
            to.write(event.text());
            to.write('\n');
        }

        @Override public void close() throws IOException {
            to.flush();
        }
    }

    final class Table implements EventWriter {
        private final Csv csv;
        private final String[] row = new String[EventTable.COLUMNS.size()];
        private final boolean[] numbers = new boolean[row.length];

        Table(OutputStream to) throws IOException {
            csv = new Csv(to);
            csv.row(EventTable.COLUMNS);
        }

        @Override public void write(Stored event) throws IOException {
            EventTable.fill(event, row, numbers);
            csv.row(row);
        }

        @Override public void close() throws IOException {
            csv.close();
        }
    }

    /// A workbook with a sheet for each million rows. Texts stand in their cells rather than in the table all sheets share:
    /// that table would be held in memory, and nearly every text here is another.
    final class Book implements EventWriter {
        /// With the row of names on top a sheet has a million.
        static final int ROWS = 999_999;
        private static final int ROWS_HELD = 1_000;
        private static final int LONGEST_CELL = 32_000;

        private final Workbook book;
        private final String[] row = new String[EventTable.COLUMNS.size()];
        private final boolean[] numbers = new boolean[row.length];
        private final int rowsASheet;
        private int sheets;
        private int rows;
        private Worksheet sheet;

        Book(OutputStream to, int rowsASheet) throws IOException {
            this.book = new Workbook(to, "campus-gate", "1.0");
            this.rowsASheet = rowsASheet;
            this.sheet = newSheet();
        }

        private Worksheet newSheet() {
            sheets++;
            rows = 0;
            Worksheet next = book.newWorksheet("events " + sheets);
            List<String> names = EventTable.COLUMNS;
            for (int c = 0; c < names.size(); c++) {
                next.inlineString(0, c, names.get(c));
            }
            next.range(0, 0, 0, names.size() - 1).style().bold().set();
            next.freezePane(0, 1);
            next.width(1, 30);
            return next;
        }

        @Override public void write(Stored event) throws IOException {
            if (rows == rowsASheet) {
                sheet.finish();
                sheet = newSheet();
            }
            EventTable.fill(event, row, numbers);
            rows++;
            for (int c = 0; c < row.length; c++) {
                cell(c);
            }
            if (rows % ROWS_HELD == 0) {
                sheet.flush();
            }
        }

        private void cell(int c) {
            String text = row[c];
            if (text.isEmpty()) {
                return;
            }
            if (numbers[c]) {
                sheet.value(rows, c, text.indexOf('.') < 0 ? (Number) Long.valueOf(text) : Double.valueOf(text));
            } else {
                sheet.inlineString(rows, c, text.length() <= LONGEST_CELL ? text : text.substring(0, LONGEST_CELL) + "…");
            }
        }

        @Override public void close() throws IOException {
            sheet.finish();
            book.finish();
        }
    }
}
