package io.campusgate.whitelist;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.whitelist.PolicyText.BadPolicy;
import io.campusgate.whitelist.RawTable.Unreadable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

/// A folder with `people.csv` and, where there is something to say, `levels.csv`, `passes.csv`, `watchlist.csv`,
/// `holidays.csv` and `policy.toml` (design.md section 5). Read row by row, so that its size does not matter.
public final class CsvSource implements WhitelistSource {
    static final String POLICY = "policy.toml";
    private static final long LARGEST_POLICY = 1 << 20;
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
        Progress progress = new Progress(sink, size());
        noteStrangers(sink);
        if (!Files.exists(path("people.csv"))) {
            sink.problem(new Problem("people.csv", 0, "", "", say("a file people.csv in " + folder, folder + " 中有文件 people.csv")));
        }
        policy(sink);
        new Tables(without, sink).readAll(this, zone, idKey, form -> open(form, sink, progress));
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
                    sink.note(name, say("is not read: it is none of people.csv, levels.csv, passes.csv, watchlist.csv, holidays.csv, policy.toml",
                            "不读取：它不是 people.csv、levels.csv、passes.csv、watchlist.csv、holidays.csv、policy.toml 之一"));
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
                if (Files.size(path(POLICY)) > LARGEST_POLICY) {
                    sink.problem(new Problem(POLICY, 0, "", "", say("a file of a few kilobytes", "几 KB 大小的文件")));
                    return;
                }
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
            case TextEncoding.Unknown(var why) -> sink.problem(new Problem(name, 0, "", "", why));
            case TextEncoding.Found found -> sink.note(name, found.charset().equals(StandardCharsets.UTF_8) ? say("read as UTF-8", "按 UTF-8 读取")
                    : say("read as GB18030, since it is no valid UTF-8", "按 GB18030 读取，因为它不是有效的 UTF-8"));
        }
        return encoding;
    }

    private Optional<RawTable> open(TableForm form, Sink sink, LongConsumer progress) throws IOException {
        String name = file(form.name());
        return Files.exists(path(name)) && encoding(name, sink) instanceof TextEncoding.Found encoding
                ? Optional.of(new CsvFile(path(name), encoding, progress)) : Optional.empty();
    }

    @Override public void rows(Refused which, RowReader reader) throws IOException {
        for (String name : FILES.stream().sorted().toList()) {
            if (which.hasAny(name) && TextEncoding.of(path(name)) instanceof TextEncoding.Found encoding) {
                try (CsvFile csv = new CsvFile(path(name), encoding, _ -> { })) {
                    Tables.rows(csv, which, reader);
                } catch (Unreadable e) {
                    // told when it was read; what lies behind was not read then either
                }
            }
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
