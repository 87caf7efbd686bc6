package io.campusgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.domain.Draft;
import io.campusgate.store.Change;
import io.campusgate.store.Drafts;
import io.campusgate.store.Journal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// “Why was she refused this morning?”, asked of the store of a stopped gate.
class ExplainTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @TempDir Path folder;
    private SmallGate gate = new SmallGate(Path.of(""));
    private Path school = Path.of("");

    @BeforeEach void aGate() throws IOException, NoSuchAlgorithmException {
        gate = SmallGate.in(folder);
        school = Files.createDirectory(folder.resolve("school"));
        Files.writeString(school.resolve("levels.csv"), "level,modes,gates,direction,days,from,until\n日常,normal,*,both,1-5,07:00,18:00\n");
        people("T1,王小明,staff,日常,001293D8,11010519491231002X,\n12345678,李雷,student,日常,,,\nV1,韩梅梅,visitor,,,,\n");
        Files.writeString(school.resolve("passes.csv"), "pass_id,person_id,name,id_number,approved_by,valid_from,valid_until,entries,code_sha256\n"
                + "P1,,Ann,110101199003070011,李主任,2026-09-01T08:00,2026-09-01T12:00,2," + sha256(SECRET) + "\nP2,V1,,,,2026-09-01,2026-09-01,1,\n");
        imported();
    }

    private static String sha256(String text) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void people(String rows) throws IOException {
        Files.writeString(school.resolve("people.csv"), "person_id,name,kind,levels,cards,id_number,status\n" + rows);
    }

    private void imported() {
        Typed typed = gate.run(Locale.ENGLISH, "whitelist", "import", school.toString(), "--yes");
        assertEquals(0, typed.exit(), typed.err() + typed.out());
    }

    private Typed explain(String... words) {
        return explain(Locale.ENGLISH, words);
    }

    private Typed explain(Locale locale, String... words) {
        return gate.run(locale, List.of("whitelist", "explain"), words);
    }

    @Test void speaksChineseAndMachinesGetEnglish() {
        List<String> lines = explain(Locale.SIMPLIFIED_CHINESE, "001293D8", "--at", "2026-09-01T19:00").out().lines().toList();
        assertEquals("T1 王小明: 拒绝 (outside_hours)", lines.getFirst());
        assertTrue(lines.contains("  access_level   拒绝     没有权限或通行证适用于 星期二 2026-09-01 19:00"), lines::toString);
        assertTrue(lines.contains("  watch_list     通过     不在关注名单上"), lines::toString);
        assertTrue(explain(Locale.SIMPLIFIED_CHINESE, "001293D8", "--at", "2026-09-01T19:00", "--json").out()
                .contains("\"detail\":\"no access level or pass admits on Tuesday 2026-09-01 19:00\""));
    }

    /// 2026-09-01 is a Tuesday.
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
        "001293D8, T1 王小明: granted (ok)",
        "00:12:93:d8, T1 王小明: granted (ok)",
        "dec:0001217496, T1 王小明: granted (ok)",
        "`fc:18,37848`, T1 王小明: granted (ok)",
        "T1, T1 王小明: granted (ok)",
        "11010519491231002x, T1 王小明: granted (ok)",
        "12345678, 12345678 李雷: granted (ok)",
        "V1, V1 韩梅梅: denied (pass_not_approved)",
        "P1, P1 Ann: granted (ok)",
        "CG1.P1.0123456789abcdef0123456789abcdef, P1 Ann: granted (ok)",
        "CG1.P1.fedcba9876543210fedcba9876543210, denied (unknown_credential)",
        "110101199003070011, P1 Ann: granted (ok)",
        "04A1B2C3, denied (unknown_credential)"})
    void knowsPeopleByCardNumberPassAndIdentity(String who, String said) {
        Typed typed = explain(who, "--at", "2026-09-01T10:00");
        assertEquals(said, typed.out().lines().findFirst().orElse(""), typed.err());
        assertEquals(0, typed.exit(), "a refusal is a good answer");
    }

    @Test void tellsTheVerdictOfEveryRule() {
        Typed typed = explain("T1", "--at", "2026-09-01T19:00", "--lane", "in-1", "--mode", "normal");
        assertEquals("""
                T1 王小明: denied (outside_hours)
                  at 2026-09-01 19:00, lane in-1, mode normal, whitelist 0+1
                  readiness      pass     nothing in the way
                  watch_list     pass     not on the watch list
                  credential     pass     known, not blocked
                  status         pass     active
                  validity       pass     valid now
                  access_level   refuse   no access level or pass admits on Tuesday 2026-09-01 19:00
                  pass           skipped  no pass is needed
                  anti_passback  skipped  anti-passback is off
                  screening      skipped  not asked of staff in mode normal
                """, typed.out());
        assertTrue(explain("T1", "--lane", "out-1", "--at", "2026-09-01T19:00").out().startsWith("T1 王小明: granted (ok)"), "out is not in");
        assertTrue(explain("T1", "--at", "2026-09-01T10:00", "--json").out().startsWith("{\"outcome\":\"granted\",\"reason\":\"ok\",\"rules\":[{\"rule\":\"readiness\",\"verdict\":\"pass\",\"detail\":"));
        assertTrue(explain("T1", "--mode", "lockdown", "--at", "2026-09-01T10:00").out().startsWith("T1 王小明: denied (mode)"));
    }

    @Test void asksAnOlderVersionThatIsKept() throws IOException {
        people("T1,王小明,staff,日常,001293D8,,停用\n");
        Files.delete(school.resolve("passes.csv"));
        imported();

        assertTrue(explain("T1", "--at", "2026-09-01T10:00").out().startsWith("T1 王小明: denied (suspended)\n  at 2026-09-01 10:00, lane in-1, mode normal, whitelist 0+2\n"));
        assertTrue(explain("T1", "--at", "2026-09-01T10:00", "--version", "0+1").out().startsWith("T1 王小明: granted (ok)\n  at 2026-09-01 10:00, lane in-1, mode normal, whitelist 0+1\n"));
        assertTrue(explain("P1", "--at", "2026-09-01T10:00", "--version", "0+1").out().startsWith("P1 Ann: granted"));
        Typed none = explain("T1", "--version", "17");
        assertEquals("Whitelist 17 is not kept here; there are: 0+2, 0+1.", none.firstError());
        assertEquals(1, none.exit());
        assertEquals("本机没有保存白名单 17；现有：0+2, 0+1。", explain(Locale.SIMPLIFIED_CHINESE, "T1", "--version", "17").firstError());
        assertEquals("Invalid value for option '--version': a whitelist version reads like 17 or 17+1, not x", explain("T1", "--version", "x").firstError());
        assertEquals(2, explain("T1", "--version", "x").exit());
    }

    /// Two entries in the morning of which one came to nothing; the pass lets in twice.
    @Test void countsTheEntriesThatWereUsedByThen() {
        try (Journal journal = Journal.open(folder.resolve("gate.db"), "east", Drafts.ZONE)) {
            for (String hour : List.of("08:10", "08:20", "09:30")) {
                Draft entry = Drafts.passEntry("P1", Instant.parse("2026-09-01T" + hour + ":00+08:00"));
                journal.append(List.of(entry), List.of(new Change.PassEntries("P1", 1)));
                if (hour.equals("08:20")) {
                    journal.append(List.of(Drafts.passage(entry, "did_not_pass")), List.of(new Change.PassEntries("P1", -1)));
                }
            }
        }
        assertTrue(explain("P1", "--at", "2026-09-01T08:05").out().startsWith("P1 Ann: granted"));
        assertTrue(explain("P1", "--at", "2026-09-01T09:00").out().startsWith("P1 Ann: granted"));
        assertTrue(explain("P1", "--at", "2026-09-01T09:40").out().startsWith("P1 Ann: denied (pass_used_up)"), explain("P1", "--at", "2026-09-01T09:40").out());
    }

    @Test void whatIsNobodysIsSaidInOneSentenceAndNoSecretIsRepeated() {
        Typed typed = explain("12");
        assertEquals("'12' is no card, and no person's or pass's number: a card number is 3 to 10 bytes of hex like 001293D8 or 04:A1:B2:C3, or dec:0001217496, "
                + "fc:18,37848, w26:212,7041", typed.firstError());
        assertEquals(2, typed.exit());
        assertEquals("'CG1.…' is no card, and no person's or pass's number: a pass code reads CG1.<pass id>.<secret>", explain("CG1.P1.secret!").firstError());
        assertEquals("There is no lane 'x'; there are in-1, out-1.", explain("T1", "--lane", "x").firstError());
    }
}
