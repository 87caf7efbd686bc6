package io.campusgate.report;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes a CSV file (RFC 4180, UTF-8) that opens well in a spreadsheet: a byte order mark, CRLF, and no cell that a
/// spreadsheet takes for a formula. Names come from files and cards; `=HYPERLINK(…)` is one that somebody may have.
/// Closing it ends the file and leaves the stream open.
final class Csv implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final String FORMULA = "=+-@\t\r＝＋－＠";

    private final Writer text;
    private final CsvWriter rows;

    Csv(OutputStream to) throws IOException {
        this(new OutputStreamWriter(to, StandardCharsets.UTF_8));
        text.write('\uFEFF');
    }

    private Csv(Writer text) {
        this.text = text;
        this.rows = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).bufferSize(BUFFER).build(text);
    }

    /// Without a byte order mark: for rows of a file that has begun already.
    static Csv continued(OutputStream to) {
        return new Csv(new OutputStreamWriter(to, StandardCharsets.UTF_8));
    }

    void row(String... cells) throws IOException {
        row(Arrays.asList(cells));
    }

    void row(Iterable<String> cells) throws IOException {
        try {
            var row = rows.writeRecord();
            cells.forEach(cell -> row.writeField(safe(cell)));
            row.endRecord();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    static String safe(String text) {
        return !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 && !isNumber(text) ? "'" + text : text;
    }

    /// `-3.20` is a temperature and stays one.
    private static boolean isNumber(String text) {
        return text.length() < 20 && text.matches("-\\d+(\\.\\d+)?");
    }

    @Override public void close() throws IOException {
        rows.flush();
        text.flush();
    }
}
