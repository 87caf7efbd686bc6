package io.campusgate.whitelist;

import static io.campusgate.domain.Bilingual.say;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.campusgate.domain.Bilingual;
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
final class CsvFile implements RawTable {
    private static final int LONGEST_FIELD = 10_000;
    private static final int MOST_FIELDS = 100;
    private static final Pattern AT_LINE = Pattern.compile("line (\\d+)");

    private final String name;
    private final CsvReader<CsvRecord> reader;
    private final CloseableIterator<CsvRecord> records;
    private final boolean endsWithLine;

    /// @param read is told how many bytes were read each time some were
    CsvFile(Path file, TextEncoding.Found encoding, LongConsumer read) throws IOException {
        this.name = file.getFileName().toString();
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

    @Override public String file() {
        return name;
    }

    @Override public Optional<Row> next() throws IOException, Unreadable {
        try {
            while (records.hasNext()) {
                CsvRecord record = records.next();
                List<String> fields = record.getFields().stream().map(Cells::strip).toList();
                if (!fields.stream().allMatch(String::isEmpty)) {
                    return Optional.of(new Row(record.getStartingLineNumber(), fields, List.of(), !endsWithLine && !records.hasNext()));
                }
            }
            return Optional.empty();
        } catch (CsvParseException e) {
            throw bad(e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Unreadable bad(CsvParseException e) {
        String message = String.valueOf(e.getMessage());
        Matcher line = AT_LINE.matcher(message);
        Bilingual expected = message.contains("losing quote") ? say("a comma or the end of the line after a closing quote; a quote within a quoted field is written twice",
                "右引号之后是逗号或行尾；引号内的引号要写两次")
                : message.contains("nclosed") || message.contains("buffer") ? say("a closing quote: the field that opens in this row never ends",
                "右引号：这一行开始的字段没有结束")
                : message.contains("field size") ? say("fields of at most " + LONGEST_FIELD + " characters; is a closing quote missing?",
                "每个字段最多 " + LONGEST_FIELD + " 个字符；是否缺少右引号？")
                : say("at most " + MOST_FIELDS + " fields in a row", "每行最多 " + MOST_FIELDS + " 个字段");
        return new Unreadable(line.find() ? Long.parseLong(line.group(1)) : 0,
                expected.then(say("; the rest of the file was not read", "；文件其余部分没有读取")));
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
