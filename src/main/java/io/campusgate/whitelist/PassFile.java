package io.campusgate.whitelist;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.whitelist.PassBook.NotPossible;
import io.campusgate.whitelist.RawTable.Row;
import io.campusgate.whitelist.RawTable.Unreadable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The text of a `passes.csv`, to be changed row by row while all the rest of it stays as it is.
final class PassFile {
    private static final long LARGEST = 64 << 20;
    private static final Pattern LINE_END = Pattern.compile("\\r\\n|\\n|\\r");

    private final Path file;
    private final byte[] read;
    private final Charset charset;
    private final int mark;
    private final String text;
    private final Header header;
    /// By the line on which a row begins.
    private final NavigableMap<Long, Row> rows;

    private PassFile(Path file, byte[] read, Charset charset, int mark, String text, Header header, NavigableMap<Long, Row> rows) {
        this.file = file;
        this.read = read;
        this.charset = charset;
        this.mark = mark;
        this.text = text;
        this.header = header;
        this.rows = rows;
    }

    /// Empty if there is no such file, or nothing in it.
    static Optional<PassFile> read(Path file) throws IOException, NotPossible {
        if (!Files.exists(file) || Files.size(file) == 0) {
            return Optional.empty();
        }
        if (Files.size(file) > LARGEST) {
            throw cannotRead(file, new Unreadable(0, say("a file of at most 64 MiB", "不超过 64 MiB 的文件")));
        }
        return switch (TextEncoding.of(file)) {
            case TextEncoding.Unknown(var why) -> throw cannotRead(file, new Unreadable(0, why));
            case TextEncoding.Found found -> Optional.of(parse(file, found));
        };
    }

    private static PassFile parse(Path file, TextEncoding.Found encoding) throws IOException, NotPossible {
        byte[] bytes = Files.readAllBytes(file);
        NavigableMap<Long, Row> rows = new TreeMap<>();
        try (CsvFile csv = new CsvFile(file, encoding, _ -> { })) {
            List<Problem> problems = new ArrayList<>();
            Optional<Row> first = csv.next();
            Optional<Header> header = first.isEmpty() ? Optional.empty() : Header.read(csv, first.get(), PassesTable.FORM.columns(), problems::add);
            if (header.isEmpty()) {
                throw new NotPossible(say(file + " has no header that can be read; whitelist check says why.", file + " 的列名行无法读取；whitelist check 会说明原因。"));
            }
            rows.put(first.get().number(), first.get());
            for (Optional<Row> row = csv.next(); row.isPresent(); row = csv.next()) {
                rows.put(row.get().number(), row.get());
            }
            String text = new String(bytes, encoding.mark(), bytes.length - encoding.mark(), encoding.charset());
            PassFile whole = new PassFile(file, bytes, encoding.charset(), encoding.mark(), text, header.get(), rows);
            if (!Arrays.equals(whole.encoded(), bytes)) {
                throw new NotPossible(say(file + " holds characters that writing it again would change; save it as UTF-8 first.", file + " 中有重新写入时会改变的字符；请先另存为 UTF-8。"));
            }
            return whole;
        } catch (Unreadable e) {
            throw cannotRead(file, e);
        }
    }

    private static NotPossible cannotRead(Path file, Unreadable e) {
        return new NotPossible(say(file + " cannot be changed: expected ", file + " 无法修改：应为").then(e.problem("").wanted()));
    }

    /// A file that is not there yet: UTF-8 with the mark by which spreadsheets know it.
    static PassFile empty(Path file, List<String> headings) {
        NavigableMap<Long, Row> rows = new TreeMap<>();
        Row first = new Row(1, headings, List.of(), false);
        rows.put(1L, first);
        Header header = Header.read(new Named(file), first, PassesTable.FORM.columns(), _ -> { }).orElseThrow();
        return new PassFile(file, new byte[0], StandardCharsets.UTF_8, 3, String.join(",", headings) + "\r\n", header, rows);
    }

    /// What a header asks of a table that is only being made.
    private record Named(Path path) implements RawTable {
        @Override public String file() {
            return path.getFileName().toString();
        }

        @Override public Optional<Row> next() {
            return Optional.empty();
        }

        @Override public void close() {}
    }

    Header header() {
        return header;
    }

    private String lineEnd() {
        Matcher m = LINE_END.matcher(text);
        return m.find() ? m.group() : "\r\n";
    }

    /// With more headings at the end of the header row; the rows below end earlier, which they may.
    PassFile withColumns(List<String> headings) {
        if (headings.isEmpty()) {
            return this;
        }
        List<String> all = new ArrayList<>(rows.firstEntry().getValue().fields());
        all.addAll(headings);
        Row first = new Row(rows.firstKey(), all, List.of(), false);
        NavigableMap<Long, Row> more = new TreeMap<>(rows);
        more.put(first.number(), first);
        int end = endOf(rows.firstKey());
        while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        String longer = text.substring(0, end) + "," + String.join(",", headings) + text.substring(end);
        return new PassFile(file, read, charset, mark, longer, Header.read(new Named(file), first, PassesTable.FORM.columns(), _ -> { }).orElseThrow(), more);
    }

    /// @param line without its end
    PassFile withRow(String line) {
        boolean ends = text.endsWith("\n") || text.endsWith("\r");
        return new PassFile(file, read, charset, mark, text + (ends ? "" : lineEnd()) + line + lineEnd(), header, rows);
    }

    /// Empty if there is no such pass.
    Optional<PassFile> without(String passId) {
        int column = header.indexOf(PassesTable.ID);
        return rows.tailMap(rows.firstKey(), false).values().stream().filter(row -> column < row.fields().size() && row.fields().get(column).equals(passId)).findFirst()
                .map(row -> new PassFile(file, read, charset, mark, text.substring(0, startOf(row.number())) + text.substring(endOf(row.number())), header, rows));
    }

    /// Where a line begins; that behind the last is the end.
    private int startOf(long line) {
        Matcher ends = LINE_END.matcher(text);
        int start = 0;
        for (long at = 1; at < line; at++) {
            if (!ends.find()) {
                return text.length();
            }
            start = ends.end();
        }
        return start;
    }

    /// Where the row ends that begins on a line: empty lines behind it stay.
    private int endOf(long line) {
        Matcher ends = LINE_END.matcher(text);
        int from = startOf(line);
        int quotes = 0;
        int searched = from;
        while (ends.find(searched)) {
            quotes += (int) text.substring(searched, ends.start()).chars().filter(c -> c == '"').count();
            searched = ends.end();
            if (quotes % 2 == 0) {
                return searched;
            }
        }
        return text.length();
    }

    /// Puts the text in the place of the file, whole and durably, with the file's owner and rights.
    ///
    /// @throws NotPossible if somebody else changed the file meanwhile
    void write() throws IOException, NotPossible {
        Path aside = file.resolveSibling("." + file.getFileName() + ".new");
        Files.deleteIfExists(aside);
        boolean exists = Files.exists(file);
        Set<PosixFilePermission> rights = exists ? Files.getPosixFilePermissions(file) : PosixFilePermissions.fromString("rw-r-----");
        try {
            try (FileChannel out = FileChannel.open(aside, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PosixFilePermissions.asFileAttribute(rights))) {
                ByteBuffer bytes = ByteBuffer.wrap(encoded());
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.setPosixFilePermissions(aside, rights);
            if (exists && !Files.getOwner(file).equals(Files.getOwner(aside))) {
                Files.setOwner(aside, Files.getOwner(file));
            }
            if (!Arrays.equals(exists ? Files.readAllBytes(file) : new byte[0], read)) {
                throw new NotPossible(say(file + " was changed by somebody else meanwhile; do it again.", file + " 同时被他人修改；请重做一次。"));
            }
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(aside);
        }
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent())) {
            folder.force(true);
        }
    }

    private byte[] encoded() {
        byte[] plain = text.getBytes(charset);
        return mark == 0 ? plain : ByteBuffer.allocate(plain.length + 3).put("\uFEFF".getBytes(StandardCharsets.UTF_8)).put(plain).array();
    }
}
