package io.campusgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.domain.CardNumber;
import io.campusgate.domain.ClockState;
import io.campusgate.domain.Credential;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Draft;
import io.campusgate.domain.EventType;
import io.campusgate.domain.Health;
import io.campusgate.domain.Mode;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.Temperature;
import io.campusgate.domain.Verdict;
import io.campusgate.domain.Who;
import io.campusgate.store.Journal;
import io.campusgate.store.JournalReader;
import io.campusgate.store.Stored;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogTest {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final Instant SEVEN = Instant.parse("2026-08-31T23:00:00Z");   // 07:00 on 1 September in Shanghai
    private static final Who WANG = new Who(new Credential.Card(new CardNumber("001293D8")),
            Optional.of(new Who.Person("T0042", "王小明", PersonKind.STAFF, "数学组")));
    private static final Who NOBODY = new Who(new Credential.Card(new CardNumber("DEADBEEF")), Optional.empty());

    @TempDir Path folder;
    private Path config = Path.of("");
    private Path store = Path.of("");
    private Optional<Journal> open = Optional.empty();

    @BeforeEach void aGate() throws IOException {
        store = folder.resolve("gate.db");
        config = Files.writeString(folder.resolve("gate.toml"), """
                [site]
                id = "no1"
                gate = "east"
                [store]
                path = "gate.db"
                [[lane]]
                id = "in-1"
                direction = "in"
                reader = { driver = "sim" }
                relay = { driver = "sim" }
                """);
    }

    @AfterEach void close() {
        open.ifPresent(Journal::close);
    }

    /// Seqs 1 to 5: a start, a granted entry with a fine temperature, a refused unknown card, a change of mode, a forced door.
    private void aMorning() {
        append(draft(0, EventType.GATE, "", "started", "", Map.of("program", "campus-gate"), Optional.empty(), Optional.empty()),
                draft(31, EventType.ENTRY, "in-1", "granted", "ok", Map.of(), Optional.of(WANG), Optional.of(new Health(Verdict.NORMAL,
                        Optional.of(new Temperature(3652)), Optional.of(new Temperature(3410)), Optional.of(new Temperature(-320)), 1, Health.Method.SENSOR))),
                draft(32, EventType.ENTRY, "in-2", "denied", "unknown_credential", Map.of(), Optional.of(NOBODY), Optional.empty()),
                draft(40, EventType.MODE, "", "", "=1+1, \"flu\"", Map.of("by", "wang\u001B[31m"), Optional.empty(), Optional.empty()),
                draft(24 * 60, EventType.DOOR, "in-1", "forced_open", "", Map.of(), Optional.empty(), Optional.empty()));
    }

    private List<Stored> append(Draft... drafts) {
        if (open.isEmpty()) {
            open = Optional.of(Journal.open(store, "east", SHANGHAI));
        }
        return open.get().append(Arrays.asList(drafts));
    }

    private static Draft draft(int minutes, EventType type, String lane, String outcome, String reason, Map<String, Object> details,
                               Optional<Who> who, Optional<Health> health) {
        return new Draft(Draft.nextId(), Optional.empty(), SEVEN.plus(Duration.ofMinutes(minutes)), ClockState.SYNCED, minutes * 60_000L, type,
                Optional.of(lane).filter(l -> !l.isEmpty()), Optional.of(Direction.IN).filter(_ -> !lane.isEmpty()), outcome,
                Optional.of(reason).filter(r -> !r.isEmpty()), Mode.NORMAL, "17", false, details, who, health);
    }

    private static Draft plain(int minutes) {
        return draft(minutes, EventType.DOOR, "in-1", "closed", "", Map.of(), Optional.empty(), Optional.empty());
    }

    private Typed log(String... words) {
        return Typed.run(Stream.concat(Stream.concat(Stream.of("log"), Stream.of(words)), Stream.of("-c", config.toString())).toArray(String[]::new));
    }

    @Test void listsTheJournalsOwnTextOldestFirst() {
        aMorning();
        try (JournalReader journal = JournalReader.open(store)) {
            String verbatim = String.join("\n", journal.after(0, 10).stream().map(Stored::text).toList()) + "\n";
            Typed typed = log("list", "--json");
            assertEquals(verbatim, typed.out());
            assertEquals(0, typed.exit());
        }
    }

    @Test void showsOneAlignedLineAnEvent() {
        aMorning();
        assertEquals("""
                       1  2026-09-01 07:00:00            gate started                                                     program=campus-gate
                       2  2026-09-01 07:31:00   in-1     entry granted          王小明 staff 数学组              36.5 °C
                       3  2026-09-01 07:32:00   in-2     entry denied           DEADBEEF                                  unknown_credential
                       4  2026-09-01 07:40:00            mode normal                                                      =1+1, "flu"  by=wang�[31m
                       5  2026-09-02 07:00:00   in-1     door forced_open
                """, log("list").out());
    }

    @Test void coloursOnATerminalOnly() {
        aMorning();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new CampusGate(out, new PrintWriter(Writer.nullWriter()), Locale.ENGLISH, true)
                .run("log", "list", "-c", config.toString());
        String printed = out.toString(StandardCharsets.UTF_8);
        assertTrue(printed.contains("\u001B[32mentry granted         \u001B[0m"), printed);
        assertFalse(log("list").out().contains("\u001B"));
    }

    /// filters | the seqs that match
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            --type entry                           | 2 3
            --type entry --outcome denied          | 3
            --reason unknown_credential            | 3
            --lane in-1                            | 2 5
            --person T0042                         | 2
            --person 王小明                         | 2
            --group 数学组                          | 2
            --text deadbeef                        | 3
            --text 小明                             | 2
            --text flu                             | 4
            --from 2026-09-01T07:32                | 3 4 5
            --from 2026-09-02                      | 5
            --to 2026-09-01                        | 1 2 3 4
            --to 2026-09-01T07:31                  | 1
            --from 2026-09-01T07:31 --to 2026-09-01T07:33 | 2 3
            --from 2026-08-31T23:31:00Z --to 2026-09-01   | 2 3 4
            --limit 2                              | 4 5
            --type entry --limit 1                 | 3
            --temperature-at-least 36.5            | 2
            --temperature-at-least 36.53           | ``
            --temperature-at-least 30 --type door  | ``
            --person nobody                        | ``
            """)
    void filtersWhatItListsAndExports(String filters, String seqs) {
        aMorning();
        String[] list = Stream.concat(Stream.of("list", "--json"), Stream.of(filters.split(" +"))).toArray(String[]::new);
        String[] export = Stream.concat(Stream.of("export", "--format", "json"), Stream.of(filters.split(" +"))).toArray(String[]::new);
        String expected = seqs.replace("`", "");
        assertEquals(expected, seqs(log(list)));
        assertEquals(expected, seqs(log(export)));
    }

    private static String seqs(Typed typed) {
        assertEquals(0, typed.exit(), typed.err());
        return String.join(" ", typed.out().lines().map(l -> l.replaceAll(".*\"seq\":(\\d+).*", "$1")).toList());
    }

    @Test void listsTheNewestThousandUnlessToldOtherwise() {
        append(IntStream.range(0, 1005).mapToObj(LogTest::plain).toArray(Draft[]::new));
        List<String> listed = log("list", "--json").out().lines().toList();
        assertEquals(1000, listed.size());
        assertTrue(listed.getFirst().contains("\"seq\":6,"), listed.getFirst());
        assertTrue(listed.getLast().contains("\"seq\":1005,"));
        assertEquals(1005, log("export", "--format", "json").out().lines().count());
    }

    @Test void exportsASpreadsheetThatRunsNothing() throws IOException {
        aMorning();
        Path file = folder.resolve("log.csv");
        Typed typed = log("export", "--format", "csv", "--out", file.toString());
        assertEquals(0, typed.exit());
        assertEquals("Wrote 5 events to " + file + ".\n", typed.err());
        String csv = Files.readString(file);
        List<String> rows = List.of(csv.split("\r\n"));
        assertEquals("\uFEFFseq,time,type,outcome,lane,direction,reason,person_id,name,kind,group,credential_kind,credential,verdict,celsius,surface,"
                + "ambient,attempts,method,entry,mode,whitelist,drill,clock,boot,uptime_ms,gate,journal,hash,details", rows.getFirst());
        assertTrue(csv.endsWith("\r\n") && !csv.replace("\r\n", "").contains("\n"));
        assertTrue(rows.get(2).startsWith("2,2026-09-01T07:31:00.000+08:00,entry,granted,in-1,in,ok,T0042,王小明,staff,数学组,card,001293D8,normal,"
                + "36.52,34.10,-3.20,1,sensor,,normal,17,false,synced,1,1860000,east,"), rows.get(2));
        assertTrue(rows.get(4).contains(",\"'=1+1, \"\"flu\"\"\","), rows.get(4));
        assertEquals(30, rows.get(2).split(",", -1).length);
        assertFalse(Files.exists(folder.resolve("log.csv.part")));
    }

    @Test void exportsToStandardOutputTheSameBytes() throws IOException {
        aMorning();
        log("export", "--format", "csv", "--out", folder.resolve("a.csv").toString());
        assertEquals(Files.readString(folder.resolve("a.csv")), log("export", "--format", "csv").out());
    }

    @Test void anExportThatCannotBeWrittenExits1AndLeavesNothing() {
        aMorning();
        Typed typed = log("export", "--format", "csv", "--out", folder.resolve("no/such/folder.csv").toString());
        assertEquals(1, typed.exit());
        assertEquals("Cannot write " + folder.resolve("no/such/folder.csv") + ": there is no such file or folder.\n", typed.err());
    }

    @Test void verifiesASoundJournal() {
        aMorning();
        Typed json = log("verify", "--json");
        assertEquals("{\"events\":5,\"first\":1,\"last\":5,\"gaps\":0,\"breaks\":0,\"purged\":0}\n", json.out());
        assertEquals(0, json.exit());
        assertEquals("The journal is sound: 5 events, seq 1 to 5, 0 gaps, 0 breaks.\n", log("verify").out());
    }

    @Test void verifyExits1WhenAnEventWasChangedAndSaysWhich() throws IOException {
        aMorning();
        open.orElseThrow().close();
        open = Optional.empty();
        byte[] bytes = Files.readAllBytes(store);
        String latin = new String(bytes, StandardCharsets.ISO_8859_1);
        int at = latin.indexOf("\"outcome\":\"denied\"");
        assertTrue(at > 0, "the event lies in the file as text");
        System.arraycopy("\"outcome\":\"grantd\"".getBytes(StandardCharsets.US_ASCII), 0, bytes, at, 18);
        Files.write(store, bytes);
        Typed typed = log("verify");
        assertEquals(1, typed.exit());
        assertTrue(typed.out().startsWith("The journal is NOT sound: 5 events"), typed.out());
        assertTrue(typed.err().contains("seq 3 "), typed.err());
        assertTrue(log("verify", "--json").out().contains("\"breaks\":1"));
    }

    @Test void anEmptyJournalIsSound() {
        append();
        assertEquals("The journal is empty.\n", log("verify").out());
        assertEquals("", log("list").out());
        assertEquals("{\"events\":0,\"first\":0,\"last\":0,\"gaps\":0,\"breaks\":0,\"purged\":0}\n", log("verify", "--json").out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "follow", "verify", "purge", "export --format csv"})
    void withoutAStoreSaysSoAndExits1(String command) {
        Typed typed = log(command.split(" "));
        assertEquals(1, typed.exit());
        assertEquals("there is no store at " + store + "\n", typed.err());
    }

    /// what was typed | first line of stderr
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            list --limit 0             | Invalid value for option '--limit': '0' is no number from 1 to 999999999
            list --limit many          | Invalid value for option '--limit': 'many' is no number from 1 to 999999999
            list --type entri          | Invalid value for option '--type': 'entri' is no type of event; expected entry, passage, door, visitor, incident, mode, whitelist, order, device, clock, store, gate, operator
            list --from yesterday      | Invalid value for --from: 'yesterday' is no time; expected one like 2026-09-01T07:30 or 2026-09-01
            list --from 2026-02-30     | Invalid value for --from: '2026-02-30' is no time; expected one like 2026-09-01T07:30 or 2026-09-01
            list --from 2026-09-02 --to 2026-09-01 | --from 2026-09-02 is not before --to 2026-09-01
            export                     | Missing required option: '--format=FORMAT'
            export --format ods        | Invalid value for option '--format': 'ods' is no format; expected csv, xlsx, json
            list --temperature-at-least hot | Invalid value for option '--temperature-at-least': 'hot' is no temperature; expected one like 37.3
            verify --limit=3           | Unknown option: '--limit=3'
            """)
    void wrongUsageExits2(String line, String sentence) {
        aMorning();
        Typed typed = log(line.split(" "));
        assertEquals(sentence, typed.firstError());
        assertEquals(2, typed.exit());
    }

    @Test void followsWhatIsWritten() throws InterruptedException {
        aMorning();
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        Lines out = new Lines(lines);
        Thread follow = Thread.ofPlatform().daemon().start(() ->
                new CampusGate(out, new PrintWriter(Writer.nullWriter()), Locale.ENGLISH, false)
                        .run("log", "follow", "--json", "--limit", "1", "--lane", "in-1", "-c", config.toString()));
        assertTrue(next(lines).contains("\"seq\":5,"));
        append(draft(1500, EventType.DOOR, "in-2", "closed", "", Map.of(), Optional.empty(), Optional.empty()), plain(1501));
        assertTrue(next(lines).contains("\"seq\":7,"));
        follow.interrupt();
        follow.join(10_000);
        assertFalse(follow.isAlive(), "an interrupt ends it");
    }

    private static String next(BlockingQueue<String> lines) throws InterruptedException {
        return Optional.ofNullable(lines.poll(20, TimeUnit.SECONDS)).orElse("nothing within 20 s");
    }

    /// Puts each line that is written into a queue.
    private static final class Lines extends OutputStream {
        private final BlockingQueue<String> lines;
        private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

        Lines(BlockingQueue<String> lines) {
            this.lines = lines;
        }

        @Override public void write(int b) {
            if (b == '\n') {
                lines.add(begun.toString(StandardCharsets.UTF_8));
                begun.reset();
            } else {
                begun.write(b);
            }
        }
    }
}
