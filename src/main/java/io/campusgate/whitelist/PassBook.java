package io.campusgate.whitelist;

import static io.campusgate.domain.Bilingual.say;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.campusgate.domain.Bilingual;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.IdNumber;
import io.campusgate.domain.WhitelistRecord;
import io.campusgate.whitelist.RawTable.Row;
import io.campusgate.whitelist.RawTable.Unreadable;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Issues and revokes visitors' passes in the `passes.csv` of a source's folder. What stands in the file stays as it is,
/// byte for byte: encoding, language of the header, order. A pass comes into force with the next import or bundle, and
/// after a revocation its code is nobody's.
///
/// A code is `CG1.<pass id>.<secret>`, the secret 128 random bits; the file holds only its SHA-256.
public final class PassBook {
    private static final int SECRET_BYTES = 16;
    /// Without those that look alike.
    private static final String ID_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    private static final int ID_LENGTH = 6;
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuMMdd", Locale.ROOT);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm", Locale.ROOT);

    /// What a pass says, as the columns of `passes.csv` have it; an empty text is an empty cell.
    ///
    /// @param personId of the people; else `name` and perhaps `idNumber` say whose it is
    /// @param from     a date or time as in the file
    /// @param gates    empty: all
    public record Terms(String personId, String name, String idNumber, String host, String reason, String approvedBy, String from, String until,
                        List<String> gates, Optional<Integer> entries) {
        public Terms {
            gates = List.copyOf(gates);
        }
    }

    /// @param secret shown once, in the code, and kept nowhere
    /// @param row    what the pass says, by English column
    public record Issued(String passId, String secret, Map<String, String> row) {
        public Issued {
            row = Map.copyOf(row);
        }

        public String code() {
            return "CG1." + passId + "." + secret;
        }

        @Override public String toString() {
            return "Issued[" + passId + "]";
        }
    }

    /// The pass cannot be issued or revoked; nothing was changed.
    public static final class NotPossible extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Bilingual why;

        NotPossible(Bilingual why) {
            super(why.english());
            this.why = why;
        }

        /// In whole sentences.
        public Bilingual why() {
            return why;
        }
    }

    private final Path folder;
    private final ZoneId zone;
    private final SecureRandom random = new SecureRandom();

    /// @param zone in which the file's times are meant
    public PassBook(Path folder, ZoneId zone) {
        this.folder = folder;
        this.zone = zone;
    }

    /// Makes a pass without writing it anywhere.
    ///
    /// @param now of the approval
    public Issued draft(Terms terms, LocalDateTime now) {
        String secret = secret();
        Map<String, String> row = new LinkedHashMap<>();
        row.put(PassesTable.ID.name(), newId(now.toLocalDate()));
        row.put(PassesTable.PERSON.name(), terms.personId());
        row.put(PassesTable.VISITOR.name(), terms.name());
        row.put(PassesTable.ID_NUMBER.name(), terms.idNumber());
        row.put(PassesTable.HOST.name(), terms.host());
        row.put(PassesTable.REASON.name(), terms.reason());
        row.put(PassesTable.APPROVED_BY.name(), terms.approvedBy());
        row.put(PassesTable.APPROVED_AT.name(), terms.approvedBy().isEmpty() ? "" : MINUTE.format(now));
        row.put(PassesTable.FROM.name(), terms.from());
        row.put(PassesTable.UNTIL.name(), terms.until());
        row.put(PassesTable.GATES.name(), String.join(";", terms.gates()));
        row.put(PassesTable.ENTRIES.name(), terms.entries().map(Object::toString).orElse(""));
        row.put(PassesTable.CODE.name(), sha256(secret));
        return new Issued(row.get(PassesTable.ID.name()), secret, row);
    }

    /// The draft's cells in the order of the columns, for somebody who pastes them into a sheet.
    public static List<String> cells(Issued pass) {
        return PassesTable.FORM.columns().stream().map(c -> pass.row().getOrDefault(c.name(), "")).toList();
    }

    private String newId(LocalDate day) {
        StringBuilder id = new StringBuilder("V" + DAY.format(day) + "-");
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(ID_LETTERS.charAt(random.nextInt(ID_LETTERS.length())));
        }
        return id.toString();
    }

    private String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// Adds the pass to the file, durably; makes the file if there is none.
    ///
    /// @throws NotPossible if the row would not be right, or nobody has the person's number
    public void issue(Issued pass) throws IOException, NotPossible {
        String person = pass.row().getOrDefault(PassesTable.PERSON.name(), "");
        Optional<Header> people = people(person);
        PassFile file = PassFile.read(folder.resolve("passes.csv")).orElseGet(() -> PassFile.empty(folder.resolve("passes.csv"),
                PassesTable.FORM.columns().stream().map(c -> people.filter(PassBook::isChinese).isPresent() ? c.chinese().getFirst() : c.name()).toList()));
        List<String> missing = PassesTable.FORM.columns().stream()
                .filter(c -> file.header().indexOf(c) < 0 && !pass.row().getOrDefault(c.name(), "").isEmpty())
                .map(c -> isChinese(file.header()) ? c.chinese().getFirst() : c.name()).toList();
        PassFile complete = file.withColumns(missing);
        List<String> cells = complete.header().columns(PassesTable.FORM.columns()).stream()
                .map(c -> c.map(column -> pass.row().getOrDefault(column.name(), "")).orElse("")).toList();
        check(complete, cells);
        complete.withRow(line(cells)).write();
    }

    private static boolean isChinese(Header header) {
        return header.spelling(0).codePoints().anyMatch(c -> c > 0x2E80);
    }

    private static String line(List<String> cells) throws IOException {
        StringWriter text = new StringWriter();
        try (CsvWriter writer = CsvWriter.builder().build(text)) {
            writer.writeRecord(cells);
        }
        return text.toString().stripTrailing();
    }

    /// The header of the people, after the person was found.
    private Optional<Header> people(String person) throws IOException, NotPossible {
        Path file = folder.resolve("people.csv");
        if (!Files.exists(file) || !(TextEncoding.of(file) instanceof TextEncoding.Found encoding)) {
            throw new NotPossible(say("There are no people in " + folder + ".", folder + " 中没有人员名单。"));
        }
        try (CsvFile people = new CsvFile(file, encoding, _ -> { })) {
            Optional<Row> first = people.next();
            Optional<Header> header = first.isEmpty() ? Optional.empty() : Header.read(people, first.get(), PeopleTable.FORM.columns(), _ -> { });
            int column = header.map(h -> h.indexOf(PeopleTable.ID)).orElse(-1);
            for (Optional<Row> row = people.next(); !person.isEmpty() && row.isPresent(); row = people.next()) {
                if (column >= 0 && column < row.get().fields().size() && row.get().fields().get(column).equals(person)) {
                    return header;
                }
            }
            if (!person.isEmpty()) {
                throw new NotPossible(say("Nobody in people.csv has the number " + person + ".", "people.csv 中没有编号为 " + person + " 的人。"));
            }
            return header;
        } catch (Unreadable e) {
            throw new NotPossible(say("people.csv cannot be read: expected ", "people.csv 无法读取：应为").then(e.problem("people.csv").wanted()));
        }
    }

    /// Reads the row as an import would.
    private void check(PassFile file, List<String> cells) throws NotPossible {
        Sound sink = new Sound();
        new PassesTable(zone, new Identities(Optional.of(ANY_KEY), sink)).read(file.header().file(),
                new Cells(file.header(), new Row(0, cells, List.of(), false), sink::problem), sink);
        if (!sink.problems.isEmpty()) {
            throw new NotPossible(sink.problems.stream().map(p -> say(p.column() + ": ", p.column() + "：")
                    .then(p.value().isEmpty() ? say("", "") : say("found \"" + p.value() + "\", ", "写的是“" + p.value() + "”，"))
                    .then(say("expected ", "应为")).then(p.wanted())).reduce((a, b) -> a.then(say("\n", "\n")).then(b)).orElseThrow());
        }
    }

    /// Takes the pass out of the file, durably.
    ///
    /// @throws NotPossible if there is no such pass
    public void revoke(String passId) throws IOException, NotPossible {
        PassFile file = PassFile.read(folder.resolve("passes.csv")).orElseThrow(() -> noPass(passId));
        file.without(passId).orElseThrow(() -> noPass(passId)).write();
    }

    private NotPossible noPass(String passId) {
        return new NotPossible(say("There is no pass " + passId + " in " + folder.resolve("passes.csv") + ".", folder.resolve("passes.csv") + " 中没有通行证 " + passId + "。"));
    }

    /// Only whether a number is right is asked here; it is protected by the import.
    private static final IdNumbers ANY_KEY = new IdNumbers() {
        @Override public String hmac(IdNumber number) {
            return "00";
        }

        @Override public byte[] seal(IdNumber number) {
            return new byte[0];
        }
    };

    private static final class Sound implements WhitelistSource.Sink {
        private final List<Problem> problems = new ArrayList<>();

        @Override public void record(String file, long row, WhitelistRecord record) {}

        @Override public void claim(long row, Optional<String> personId, List<CardNumber> cards) {}

        @Override public void problem(Problem problem) {
            problems.add(problem);
        }

        @Override public void note(String file, Bilingual text) {}

        @Override public void progress(long done, long total) {}
    }
}
