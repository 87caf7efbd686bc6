package io.campusgate.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.JsonValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Signed bundles from the command line: built, carried to a stopped gate, rolled back.
class BundleCommandsTest {
    @TempDir Path folder;
    private SmallGate gate = new SmallGate(Path.of(""));
    private Path school = Path.of("");

    @BeforeEach void aGateThatTrustsAnAdministrator() throws IOException {
        gate = SmallGate.in(folder);
        school = Files.createDirectory(folder.resolve("school"));
        assertEquals(0, Typed.run("keygen", folder.toString(), "admin").exit());
        Files.writeString(gate.config(), "[trust]\nadmin = { key = \"admin.pub\", may = [\"whitelist\"] }\n", StandardOpenOption.APPEND);
    }

    private void people(int count, String firstName) throws IOException {
        Files.writeString(school.resolve("people.csv"), IntStream.range(0, count).mapToObj(i -> "S" + i + "," + (i == 0 ? firstName : "学生" + i) + ",student\n")
                .collect(Collectors.joining("", "person_id,name,kind\n", "")));
    }

    private Typed build(Locale locale, String out, String... more) {
        List<String> words = new ArrayList<>(List.of("whitelist", "build", school.toString(), "--key", folder.resolve("admin.key").toString(), "--site", "no1",
                "--out", folder.resolve(out).toString()));
        words.addAll(Arrays.asList(more));
        return Typed.run(locale, words.toArray(String[]::new));
    }

    private Typed build(String out, String... more) {
        return build(Locale.ENGLISH, out, more);
    }

    private String previous(String bundle) {
        return "--previous=" + folder.resolve(bundle);
    }

    private Typed apply(String bundle) {
        return gate.run(Locale.ENGLISH, "whitelist", "apply", folder.resolve(bundle).toString());
    }

    private Typed rollback(String number, String out, String... more) {
        List<String> words = new ArrayList<>(List.of("whitelist", "rollback", number, "--in", folder.toString(), "--key", folder.resolve("admin.key").toString(),
                "--out", folder.resolve(out).toString()));
        words.addAll(Arrays.asList(more));
        return Typed.run(words.toArray(String[]::new));
    }

    private Map<?, ?> status() {
        return (Map<?, ?>) JsonValues.parse(gate.run(Locale.ENGLISH, "whitelist", "status", "--json").out().strip());
    }

    private Map<String, byte[]> files(String bundle) throws IOException {
        Map<String, byte[]> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder.resolve(bundle))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.put(folder.resolve(bundle).relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return all;
    }

    @Test void theSameSourceVersionAndTimeGiveTheSameBytes() throws IOException {
        people(50, "王小明");
        for (String name : List.of("a", "b")) {
            assertEquals(0, build(name, "--issued", "2026-09-01T07:00:00Z").exit());
        }
        Map<String, byte[]> a = files("a");
        Map<String, byte[]> b = files("b");
        assertEquals(List.of("full/0000.ndjson.gz", "manifest.jws"), List.copyOf(a.keySet()));
        assertEquals(a.keySet(), b.keySet());
        a.forEach((name, bytes) -> assertArrayEquals(bytes, b.get(name), name));
    }

    @Test void buildStopsWhenMoreThanAFifthOfThePeopleOfThePreviousBundleWouldGo() throws IOException {
        people(10, "王小明");
        assertEquals(0, build("v1").exit());
        people(7, "王小明");
        Typed typed = build("v2", previous("v1"));
        assertEquals(1, typed.exit());
        assertEquals("3 of 10 people would go, more than a fifth; if that is right, say --yes. Nothing was applied.", typed.firstError());
        assertFalse(Files.exists(folder.resolve("v2")), "nothing is left behind");
        assertTrue(build(Locale.SIMPLIFIED_CHINESE, "v2", previous("v1")).firstError().startsWith("10 人中将删除 3 人，超过五分之一"));

        Typed confirmed = build("v2", previous("v1"), "--yes");
        assertEquals(0, confirmed.exit(), confirmed.err());
        assertTrue(confirmed.err().contains("Since version 1: people: 0 added, 3 removed, 0 changed."), confirmed.err());
        people(6, "王小明");   // 1 of 7
        assertEquals(0, build("v3", previous("v2")).exit());
        assertTrue(build(Locale.SIMPLIFIED_CHINESE, "v4", previous("v3")).err().contains("与版本 3 相比没有改动。"));
    }

    @Test void anEarlierVersionComesBackUnderANewNumber() throws IOException {
        people(30, "王小明");
        assertEquals(0, build("v1").exit());
        assertEquals("Whitelist 1 is in force.\n", apply("v1").out());
        String content = (String) status().get("content");
        people(30, "错名");
        assertEquals(0, build("v2", previous("v1")).exit());
        assertEquals("Whitelist 2 is in force.\n", apply("v2").out());
        assertTrue(gate.run(Locale.ENGLISH, "whitelist", "show", "S0").out().contains("错名"));

        Typed old = apply("v1");
        assertEquals(1, old.exit());
        assertTrue(old.out().startsWith("Refused (expired): "), old.out());
        Typed back = rollback("1", "v3");
        assertEquals(0, back.exit(), back.err());
        assertTrue(back.err().contains("Since version 2: people: 0 added, 0 removed, 1 changed."), back.err());
        assertEquals("Whitelist 3 is in force.\n", apply("v3").out());
        assertEquals("3", status().get("version"));
        assertEquals(content, status().get("content"));
        assertTrue(gate.run(Locale.ENGLISH, "whitelist", "show", "S0").out().contains("王小明"));
        assertEquals("Whitelist 3 is in force already.\n", apply("v3").out());
    }

    @Test void aLocalImportUsesUpNoNumberAndTheNextSignedVersionReplacesIt() throws IOException {
        people(10, "王小明");
        assertEquals(0, gate.run(Locale.ENGLISH, "whitelist", "import", school.toString()).exit());
        assertEquals("0+1", status().get("version"));
        assertEquals(0, build("v1").exit());
        assertEquals("Whitelist 1 is in force.\n", apply("v1").out());
        people(10, "应急");
        assertEquals(0, gate.run(Locale.ENGLISH, "whitelist", "import", school.toString()).exit());
        assertEquals("1+1", status().get("version"));
        assertEquals("Whitelist 1 is in force.\n", apply("v1").out(), "of the same number, but with another content");
        assertTrue(gate.run(Locale.ENGLISH, "whitelist", "show", "S0").out().contains("王小明"));
        assertTrue(gate.run(Locale.ENGLISH, "whitelist", "explain", "S0", "--version", "1+1").out().startsWith("S0 应急: "), "what was replaced can still be asked");
    }

    @Test void aHugeVersionFromAStolenKeyIsForgivenByTheAdministratorAtTheGate() throws IOException {
        people(10, "王小明");
        assertEquals(0, build("stolen", "--version-number", "999999999999999999").exit());
        assertEquals(0, apply("stolen").exit());
        assertEquals(0, build("v1").exit());
        Typed refused = apply("v1");
        assertTrue(refused.out().startsWith("Refused (expired): version 1 is older than 999999999999999999"), refused.out());
        Typed reset = gate.run(Locale.ENGLISH, "trust", "reset-floor", "--by", "wang");
        assertEquals("Any signed whitelist may now follow 999999999999999999.\n", reset.out());
        assertEquals(0, apply("v1").exit());
        assertEquals("1", status().get("version"));
        people(10, "新名");
        assertEquals(0, build("v2", previous("v1")).exit());
        assertEquals(0, apply("v2").exit());
        assertEquals(1, apply("v1").exit(), "from now on versions only grow again");
        List<String> events = gate.run(Locale.ENGLISH, "log", "list", "--json").out().lines().toList();
        assertEquals(1, events.stream().filter(e -> e.contains("\"type\":\"operator\"") && e.contains("reset_floor") && e.contains("wang")).count());
        assertEquals(2, events.stream().filter(e -> e.contains("\"type\":\"whitelist\"") && e.contains("\"reason\":\"expired\"")).count(), events::toString);
        assertEquals(3, events.stream().filter(e -> e.contains("\"type\":\"whitelist\"") && e.contains("\"applied\"")).count());
    }

    @Test void aKeyThatWasTakenOutIsRefusedAndTwoMayBeValidAtOnce() throws IOException {
        assertEquals(0, Typed.run("keygen", folder.toString(), "next").exit());
        String config = Files.readString(gate.config());
        people(3, "王小明");
        assertEquals(0, build("v1").exit());
        Files.writeString(gate.config(), "next = { key = \"next.pub\", may = [\"whitelist\"] }\n", StandardOpenOption.APPEND);
        assertEquals(0, apply("v1").exit());
        Files.move(folder.resolve("admin.key"), folder.resolve("old.key"));
        Files.copy(folder.resolve("next.key"), folder.resolve("admin.key"));   // the new key under the old one's name
        people(3, "改名");
        assertEquals(0, build("forged", previous("v1")).exit());
        assertTrue(apply("forged").out().startsWith("Refused (bad_signature): "));
        assertEquals(0, Typed.run("whitelist", "build", school.toString(), "--key", folder.resolve("next.key").toString(), "--site", "no1", previous("v1"),
                "--out", folder.resolve("v2").toString()).exit());
        assertEquals(0, apply("v2").exit());
        Files.writeString(gate.config(), config.replace("[trust]\nadmin = { key = \"admin.pub\"", "[trust]\nnext = { key = \"next.pub\""));
        Files.move(folder.resolve("old.key"), folder.resolve("admin.key"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        people(3, "再改");
        assertEquals(0, build("v3", previous("v2")).exit());
        assertTrue(apply("v3").out().startsWith("Refused (unknown_key): "));
    }

    @Test void rollbackNamesWhatIsKeptAndAsksBeforeManyGo() throws IOException {
        people(3, "王小明");
        assertEquals(0, build("v1").exit());
        people(10, "王小明");
        assertEquals(0, build("v2", previous("v1")).exit());
        Typed missing = rollback("7", "v3");
        assertEquals(1, missing.exit());
        assertEquals("There is no bundle of version 7 in " + folder + "; there are 1, 2.", missing.firstError());
        Typed alarming = rollback("1", "v3");
        assertEquals(1, alarming.exit());
        assertTrue(alarming.firstError().startsWith("7 of 10 people would go"), alarming.err());
        assertEquals(0, rollback("1", "v3", "--yes").exit());
    }

    @Test void whatCannotBeBuiltOrAppliedIsSaidInOneSentence() throws IOException {
        people(3, "王小明");
        assertEquals(0, build("v1").exit());
        assertEquals("--version-number 1 is not after 1; signed versions only grow", build("v2", previous("v1"), "--version-number", "1").firstError());
        assertEquals("--version-number 1000000000000000000 is more than 999999999999999999, which no gate takes",
                build("v2", "--version-number", "1000000000000000000").firstError());
        assertEquals(1, build("v1").exit());
        Typed other = Typed.run("whitelist", "build", school.toString(), "--key", folder.resolve("admin.key").toString(), "--site", "no2", previous("v1"),
                "--out", folder.resolve("v2").toString());
        assertEquals(folder.resolve("v1") + " is a bundle of the site no1.", other.firstError());
        byte[] chunk = Files.readAllBytes(folder.resolve("v1/full/0000.ndjson.gz"));
        chunk[chunk.length / 2] ^= 1;
        Files.write(folder.resolve("v1/full/0000.ndjson.gz"), chunk);
        Typed damaged = apply("v1");
        assertEquals(1, damaged.exit());
        assertEquals("The bundle cannot be used: " + folder.resolve("v1/full/0000.ndjson.gz") + " is not what the manifest says.", damaged.firstError());
        assertEquals(1, apply("nowhere").exit());
        Files.writeString(folder.resolve("people.csv"), "x");
        assertFalse(apply("nowhere").showsATrace());
        assertEquals("0", status().get("version"));
    }
}
