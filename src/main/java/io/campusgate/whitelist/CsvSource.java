package io.campusgate.whitelist;

import io.campusgate.whitelist.CsvFile.BadCsv;
import io.campusgate.whitelist.PolicyText.BadPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

/// A folder with `people.csv` and, where there is something to say, `levels.csv`, `passes.csv`, `watchlist.csv`,
/// `holidays.csv` and `policy.toml` (design.md section 5). Read row by row, so that its size does not matter.
public final class CsvSource implements WhitelistSource {
    static final String POLICY = "policy.toml";
    private static final Set<String> FILES = Set.of("people.csv", "levels.csv", "passes.csv", "watchlist.csv", "holidays.csv");

    private final Path folder;
    private final ZoneId zone;
    private final Optional<IdNumbers> idKey;
    private final PolicyText policy;

    /// @param zone  in which its dates and times are meant
    /// @param idKey needed as soon as an identity number appears
    public CsvSource(Path folder, ZoneId zone, Optional<IdNumbers> idKey, PolicyText policy) {
        this.folder = folder;
        this.zone = zone;
        this.idKey = idKey;
        this.policy = policy;
    }

    @Override public String name() {
        return folder.toString();
    }

    @Override public void read(Refused without, Sink sink) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        Identities identities = new Identities(idKey, sink);
        LevelsTable levels = new LevelsTable();
        Progress progress = new Progress(sink, size());
        noteStrangers(sink);
        if (!Files.exists(path("people.csv"))) {
            sink.problem(new Problem("people.csv", 0, "", "", "a file people.csv in " + folder));
        }
        policy(sink);
        // levels first, since people name them
        for (Table table : List.of(levels, new HolidaysTable(), new PeopleTable(zone, levels.names(), identities),
                new PassesTable(zone, identities), new WatchTable(zone, identities))) {
            read(table, without, sink, progress);
        }
    }

    @Override public String file(String table) {
        return table + ".csv";
    }

    private Path path(String name) {
        return folder.resolve(name);
    }

    private long size() throws IOException {
        long size = 0;
        for (String name : FILES) {
            size += Files.exists(path(name)) ? Files.size(path(name)) : 0;
        }
        return size;
    }

    /// A file with a misspelt name must not go unnoticed.
    private void noteStrangers(Sink sink) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{csv,CSV,toml,xlsx}")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!FILES.contains(name) && !name.equals(POLICY)) {
                    sink.note(name, "is not read: it is none of people.csv, levels.csv, passes.csv, watchlist.csv, holidays.csv, policy.toml");
                }
            }
        }
    }

    private void policy(Sink sink) throws IOException {
        if (!Files.exists(path(POLICY))) {
            return;
        }
        switch (encoding(POLICY, sink)) {
            case TextEncoding.Unknown _ -> { }
            case TextEncoding.Found(var charset, int mark) -> {
                byte[] bytes = Files.readAllBytes(path(POLICY));
                try {
                    policy.parse(new String(bytes, mark, bytes.length - mark, charset)).forEach(s -> sink.record(POLICY, 1, s));
                } catch (BadPolicy e) {
                    e.problems().forEach(sink::problem);
                }
            }
        }
    }

    private TextEncoding encoding(String name, Sink sink) throws IOException {
        TextEncoding encoding = TextEncoding.of(path(name));
        switch (encoding) {
            case TextEncoding.Unknown(String why) -> sink.problem(new Problem(name, 0, "", "", why));
            case TextEncoding.Found found -> sink.note(name, found.charset().equals(StandardCharsets.UTF_8) ? "read as UTF-8"
                    : "read as GB18030, since it is no valid UTF-8");
        }
        return encoding;
    }

    private void read(Table table, Refused without, Sink sink, Progress progress) throws IOException {
        String name = file(table.name());
        if (Files.exists(path(name)) && encoding(name, sink) instanceof TextEncoding.Found encoding) {
            try (CsvFile csv = new CsvFile(path(name), encoding, progress)) {
                rows(name, csv, table, without, sink);
            } catch (BadCsv e) {
                sink.problem(new Problem(name, e.line(), "", "", e.expected()));
            }
        }
    }

    private static void rows(String name, CsvFile csv, Table table, Refused without, Sink sink) throws IOException, BadCsv {
        Optional<CsvFile.Row> first = csv.next();
        if (first.isEmpty()) {
            sink.problem(new Problem(name, 1, "", "", "a header row with the names of the columns, and the file is empty"));
            return;
        }
        Optional<Header> header = Header.read(name, first.get().number(), first.get().fields(), table.columns(), sink::problem);
        if (header.isEmpty()) {
            return;
        }
        for (Optional<CsvFile.Row> next = csv.next(); next.isPresent(); next = csv.next()) {
            CsvFile.Row row = next.get();
            if (!without.contains(name, row.number())) {
                row(name, row, header.get(), table, sink);
            }
        }
    }

    private static void row(String name, CsvFile.Row row, Header header, Table table, Sink sink) {
        Optional<String> stray = header.stray(row.fields());
        Cells cells = new Cells(header, row.number(), row.fields(), sink::problem);
        if (stray.isPresent()) {
            cells.problem("", stray.get(), "at most " + header.width() + " fields as in the header row; this one stands under no column");
        } else if (row.isCut() && row.fields().size() < header.width()) {
            cells.problem("", "", "all " + header.width() + " fields: the file ends in the middle of its last row");
        }
        table.read(name, cells, sink);
    }

    @Override public void rows(Refused which, RowReader reader) throws IOException {
        for (String name : FILES.stream().sorted().toList()) {
            if (which.hasAny(name) && TextEncoding.of(path(name)) instanceof TextEncoding.Found encoding) {
                try (CsvFile csv = new CsvFile(path(name), encoding, _ -> { })) {
                    rows(name, csv, which, reader);
                } catch (BadCsv e) {
                    throw new IOException(name + " changed while it was read", e);
                }
            }
        }
    }

    private static void rows(String name, CsvFile csv, Refused which, RowReader reader) throws IOException, BadCsv {
        boolean isHeader = true;
        for (Optional<CsvFile.Row> next = csv.next(); next.isPresent(); next = csv.next()) {
            CsvFile.Row row = next.get();
            if (isHeader || which.contains(name, row.number())) {
                reader.row(name, row.number(), row.fields());
            }
            isHeader = false;
        }
    }

    private static final class Progress implements LongConsumer {
        private final Sink sink;
        private final long total;
        private long done;

        Progress(Sink sink, long total) {
            this.sink = sink;
            this.total = total;
        }

        @Override public void accept(long bytes) {
            done += bytes;
            sink.progress(done, total);
        }
    }
}
