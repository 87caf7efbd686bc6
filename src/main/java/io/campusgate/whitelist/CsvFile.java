package io.campusgate.whitelist;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One CSV file, read row by row: RFC 4180 with any line end, quoted fields may hold line breaks. Wholly empty rows are
/// passed over.
final class CsvFile implements AutoCloseable {
    private static final int LONGEST_FIELD = 10_000;
    private static final int MOST_FIELDS = 100;
    private static final Pattern AT_LINE = Pattern.compile("line (\\d+)");

    /// @param number line in the file on which the row begins, from 1
    /// @param fields stripped of blanks
    /// @param isCut  the file ends in the middle of this row, as far as one can tell
    record Row(long number, List<String> fields, boolean isCut) {}

    /// The file is no CSV from this line on.
    static final class BadCsv extends Exception {
        private static final long serialVersionUID = 1;
        private final long line;
        private final String expected;

        BadCsv(long line, String expected) {
            super(expected);
            this.line = line;
            this.expected = expected;
        }

        long line() {
            return line;
        }

        String expected() {
            return expected;
        }
    }

    private final CsvReader<CsvRecord> reader;
    private final CloseableIterator<CsvRecord> records;
    private final boolean endsWithLine;

    /// @param read is told how many bytes were read each time some were
    CsvFile(Path file, TextEncoding.Found encoding, LongConsumer read) throws IOException {
        InputStream bytes = new Counted(Files.newInputStream(file), read);
        bytes.skipNBytes(encoding.mark());
        this.endsWithLine = endsWithLine(file);
        this.reader = CsvReader.builder().skipEmptyLines(true).extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE).allowUnclosedQuote(false).trimWhitespacesAroundQuotes(true).maxBufferSize(1 << 18)
                .build(CsvRecordHandler.builder().maxFieldSize(LONGEST_FIELD).maxFields(MOST_FIELDS).build(),
                        new BufferedReader(new InputStreamReader(bytes, encoding.charset())));
        this.records = reader.iterator();
    }

    private static boolean endsWithLine(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            if (bytes.length() == 0) {
                return true;
            }
            bytes.seek(bytes.length() - 1);
            int last = bytes.read();
            return last == '\n' || last == '\r';
        }
    }

    /// The next row that is not empty; empty at the end of the file.
    Optional<Row> next() throws IOException, BadCsv {
        try {
            while (records.hasNext()) {
                CsvRecord record = records.next();
                List<String> fields = record.getFields().stream().map(Cells::strip).toList();
                if (!fields.stream().allMatch(String::isEmpty)) {
                    return Optional.of(new Row(record.getStartingLineNumber(), fields, !endsWithLine && !records.hasNext()));
                }
            }
            return Optional.empty();
        } catch (CsvParseException e) {
            throw bad(e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static BadCsv bad(CsvParseException e) {
        String message = String.valueOf(e.getMessage());
        Matcher line = AT_LINE.matcher(message);
        String expected = message.contains("losing quote") ? "a comma or the end of the line after a closing quote; a quote within a quoted field is written twice"
                : message.contains("nclosed") || message.contains("buffer") ? "a closing quote: the field that opens in this row never ends"
                : message.contains("field size") ? "fields of at most " + LONGEST_FIELD + " characters; is a closing quote missing?"
                : "at most " + MOST_FIELDS + " fields in a row";
        return new BadCsv(line.find() ? Long.parseLong(line.group(1)) : 0, expected + "; the rest of the file was not read");
    }

    @Override public void close() throws IOException {
        reader.close();
    }

    private static final class Counted extends FilterInputStream {
        private final LongConsumer read;

        Counted(InputStream in, LongConsumer read) {
            super(in);
            this.read = read;
        }

        @Override public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = in.read(buffer, offset, length);
            if (count > 0) {
                read.accept(count);
            }
            return count;
        }
    }
}
