package io.campusgate.whitelist.bundle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Cardholder;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.RecordChange;
import io.campusgate.domain.Validity;
import io.campusgate.domain.WhitelistRecord;
import io.campusgate.domain.WhitelistRecord.Person;
import io.campusgate.trust.SigningKey;
import io.campusgate.whitelist.RecordText;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleTest {
    private static final Instant ISSUED = Instant.parse("2026-09-01T00:00:00Z");
    private static final SigningKey KEY = key();
    @TempDir Path folder;

    private static SigningKey key() {
        try {
            return new SigningKey("admin-2026", KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate());
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static Person person(int n, String name) {
        return new Person(new Cardholder(String.format(Locale.ROOT, "P%06d", n), name, PersonKind.STUDENT, "高一", List.of("all"), Validity.ALWAYS, true),
                List.of(CardNumber.ofInt(n)), Optional.empty(), Optional.empty(), Optional.empty(), "");
    }

    private static Map<String, Person> people(int count) {
        TreeMap<String, Person> people = new TreeMap<>();
        for (int n = 0; n < count; n++) {
            people.put(String.format(Locale.ROOT, "P%06d", n), person(n, "n" + n));
        }
        return people;
    }

    private BundleFolder build(String name, Map<String, Person> people, long version, Optional<BundleFolder> since) throws IOException {
        BundleBuilder.build(people.values().stream().map(p -> (WhitelistRecord) p).iterator(),
                new BundleBuilder.Request("no1", version, ISSUED, since), KEY, folder.resolve(name));
        return BundleFolder.read(folder.resolve(name));
    }

    private static Map<String, String> texts(java.util.Iterator<RecordLine> lines) {
        Map<String, String> texts = new TreeMap<>();
        lines.forEachRemaining(line -> texts.put(line.change().table() + "/" + line.change().key(), new String(line.utf8(), StandardCharsets.UTF_8)));
        return texts;
    }

    private static Map<String, String> texts(Map<String, Person> people) {
        Map<String, String> texts = new TreeMap<>();
        people.values().forEach(p -> texts.put("person/" + p.key(), RecordText.of(p)));
        return texts;
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test void theChunksAreTheWholeSortedTextAndTheContentIsItsHash() throws Exception {
        BundleFolder bundle = build("b", people(20_000), 17, Optional.empty());
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int i = 0; i < bundle.manifest().full().chunks().size(); i++) {
            byte[] chunk = Files.readAllBytes(folder.resolve("b/full").resolve(String.format(Locale.ROOT, "%04d.ndjson.gz", i)));
            assertTrue(chunk.length <= 256 * 1024, "chunk " + i + " has " + chunk.length);
            assertEquals(bundle.manifest().full().chunks().get(i), sha256(chunk));
            assertArrayEquals(new byte[4], java.util.Arrays.copyOfRange(chunk, 4, 8), "no time stamp (RFC 1952, MTIME)");
            new GZIPInputStream(new ByteArrayInputStream(chunk)).transferTo(text);
        }
        assertTrue(bundle.manifest().full().chunks().size() > 1);
        assertEquals(sha256(text.toByteArray()), bundle.manifest().content());
        assertEquals(String.join("\n", texts(people(20_000)).values()) + "\n", text.toString(StandardCharsets.UTF_8));
        assertTrue(bundle.manifest().delta().isEmpty());
    }

    @Test void hardlyCompressibleTextMakesSmallerChunksNotLargerOnes() throws Exception {
        Random random = new Random(1);
        TreeMap<String, Person> people = new TreeMap<>();
        for (int n = 0; n < 3_000; n++) {
            StringBuilder name = new StringBuilder();
            random.ints(300, 0x4E00, 0x9FA5).forEach(name::appendCodePoint);
            people.put("P" + n, person(n, name.toString()));
        }
        BundleFolder bundle = build("b", new TreeMap<>(people.values().stream().collect(java.util.stream.Collectors.toMap(Person::key, p -> p))), 1, Optional.empty());
        for (int i = 0; i < bundle.manifest().full().chunks().size(); i++) {
            assertTrue(bundle.chunk(bundle.manifest().full(), i).length <= 256 * 1024);
        }
    }

    @Test void theSameRecordsVersionAndTimeGiveTheSameBytes() throws Exception {
        BundleFolder first = build("old", people(2_000), 1, Optional.empty());
        Map<String, Person> next = people(2_010);
        for (String name : List.of("a", "b")) {
            build(name, next, 2, Optional.of(first));
        }
        try (var files = Files.walk(folder.resolve("a"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(folder.resolve("b").resolve(folder.resolve("a").relativize(file))), file.toString());
            }
        }
    }

    /// A gate may have stopped at any version since the full one.
    @Test void theChangesLeadToTheNewVersionFromEachVersionSinceTheFullOne() throws Exception {
        Random random = new Random(42);
        Map<String, Person> now = people(2_000);
        BundleFolder bundle = build("v1", now, 1, Optional.empty());
        List<Map<String, String>> versions = new ArrayList<>(List.of(texts(now)));
        for (int version = 2; version <= 8; version++) {
            now = new TreeMap<>(now);
            for (int i = 0; i < 10; i++) {
                int n = random.nextInt(2_030);
                String key = String.format(Locale.ROOT, "P%06d", n);
                if (now.remove(key) == null || random.nextBoolean()) {
                    now.put(key, person(n, "v" + random.nextInt(3)));   // what was there before may come back
                }
            }
            bundle = build("v" + version, now, version, Optional.of(bundle));
            versions.add(texts(now));
            Manifest.Delta delta = bundle.manifest().delta().orElseThrow();
            assertEquals(1, delta.from());
            assertEquals(version, delta.to());
            for (Map<String, String> from : versions) {
                Map<String, String> result = new TreeMap<>(from);
                bundle.lines(delta).forEachRemaining(line -> {
                    String id = line.change().table() + "/" + line.change().key();
                    if (line.change() instanceof RecordChange.Put) {
                        result.put(id, new String(line.utf8(), StandardCharsets.UTF_8));
                    } else {
                        result.remove(id);
                    }
                });
                assertEquals(texts(now), result);
            }
            assertEquals(texts(now), texts(new MergedLines(bundle.lines(bundle.manifest().full()), bundle.lines(delta))));
        }
    }

    @Test void changesThatAreMoreThanATenthMakeANewFullVersion() throws Exception {
        BundleFolder first = build("a", people(1_000), 1, Optional.empty());
        assertTrue(build("b", people(1_100), 2, Optional.of(first)).manifest().delta().isPresent());
        BundleFolder anew = build("c", people(1_101), 2, Optional.of(first));
        assertTrue(anew.manifest().delta().isEmpty());
        assertEquals(2, anew.manifest().full().version());
        assertFalse(Files.exists(folder.resolve("c/delta")));
        assertEquals(texts(people(1_101)), texts(anew.lines(anew.manifest().full())));
    }

    @Test void aManifestIsWhatTheContractSays() throws Exception {
        Manifest m = new Manifest("no1", 18, "a".repeat(64), ISSUED, new Manifest.Full(17, "b".repeat(64), 2, List.of("c".repeat(64))),
                Optional.of(new Manifest.Delta(17, 18, 1, List.of("d".repeat(64)))));
        String text = "{\"typ\":\"whitelist\",\"site\":\"no1\",\"version\":18,\"content\":\"" + "a".repeat(64)
                + "\",\"issued\":\"2026-09-01T00:00:00Z\",\"full\":{\"version\":17,\"content\":\"" + "b".repeat(64)
                + "\",\"records\":2,\"chunks\":[\"" + "c".repeat(64) + "\"]},\"delta\":{\"from\":17,\"to\":18,\"records\":1,\"chunks\":[\""
                + "d".repeat(64) + "\"]}}";
        assertEquals(text, m.json());
        assertEquals(m, Manifest.parse(text));
        for (String[] wrong : new String[][] {{"\"whitelist\"", "\"order\""}, {"\"version\":18", "\"version\":0"}, {"\"version\":18", "\"version\":-1"},
                {"\"version\":18", "\"version\":16"}, {"\"version\":18", "\"version\":\"18\""}, {"\"version\":18", "\"version\":1e99"},
                {"\"version\":18", "\"version\":99999999999999999999"}, {"\"from\":17", "\"from\":16"}, {"\"to\":18", "\"to\":19"}, {"aa", "AA"},
                {"\"records\":2", "\"records\":-2"}, {"\"records\":2", "\"records\":99999999999"}, {"[\"cc", "[\"c"}, {"[\"", "[[\""}, {"2026-09-01T", "yesterday"},
                {"\"full\"", "\"fool\""}, {"{\"version\":17", "[{\"version\":17"}, {"\"typ\"", "\"site\":\"x\",\"typ\""}, {"}}", "}} {}"}}) {
            assertThrows(BadBundle.class, () -> Manifest.parse(text.replace(wrong[0], wrong[1])), wrong[0] + " → " + wrong[1]);
        }
        assertThrows(BadBundle.class, () -> Manifest.parse("{\"typ\":" + "[".repeat(10_000)));
        String million = text.replace("[\"" + "c".repeat(64) + "\"]", "[\"" + "c".repeat(64) + "\"" + (",\"" + "c".repeat(64) + "\"").repeat(4096) + "]");
        assertTrue(String.valueOf(assertThrows(BadBundle.class, () -> Manifest.parse(million)).getMessage()).contains("4097 chunks"));
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    private static List<RecordLine> read(long records, byte[]... chunks) {
        List<RecordLine> all = new ArrayList<>();
        Manifest.Part part = new Manifest.Full(1, "", records, java.util.Collections.nCopies(chunks.length, ""));
        new RecordLines(part, i -> new ByteArrayInputStream(chunks[i])).forEachRemaining(all::add);
        return all;
    }

    private static final String ANNA = "{\"table\":\"person\",\"key\":\"A\",\"name\":\"Anna\",\"kind\":\"staff\",\"status\":\"active\"}";

    @Test void chunksThatAreNoSortedTextOfRecordsAreRefused() throws Exception {
        assertEquals(1, read(1, gzip(ANNA + "\n")).size());
        String berta = ANNA.replace("\"A\"", "\"B\"");
        assertEquals(2, read(2, gzip(ANNA + "\n"), gzip(berta + "\n")).size());
        byte[] sound = gzip(ANNA + "\n");
        byte[] flipped = sound.clone();
        flipped[20] ^= 4;
        for (byte[][] wrong : new byte[][][] {
                {}, {gzip("")}, {gzip(ANNA)}, {gzip(ANNA + "\n" + berta + "\n")}, {gzip(ANNA.substring(0, 20)), gzip(ANNA.substring(20) + "\n")},
                {java.util.Arrays.copyOf(sound, sound.length - 9)}, {flipped}, {"no gzip".getBytes(StandardCharsets.US_ASCII)}, {new byte[0]},
                {gzip("\n")}, {gzip("{\"a\":".repeat(10_000) + "\n")}, {gzip("[".repeat(10_000) + "\n")}}) {
            assertThrows(BadBundle.class, () -> read(1, wrong));
        }
        assertThrows(BadBundle.class, () -> read(2, gzip(berta + "\n" + ANNA + "\n")), "not sorted");
        assertThrows(BadBundle.class, () -> read(2, gzip(ANNA + "\n" + ANNA + "\n")), "twice");
    }

    /// 256 KiB of gzip can hold 256 MiB; no more than a line of it is ever in memory.
    @Test void aBombIsRefusedAfterALine() throws Exception {
        byte[] bomb = gzip("a".repeat(100 << 20));
        assertTrue(bomb.length <= RecordLines.LARGEST_CHUNK, "it would travel: " + bomb.length);
        assertTrue(String.valueOf(assertThrows(BadBundle.class, () -> read(1, bomb)).getMessage()).contains("longer than"));
        String tombstone = "{\"table\":\"person\",\"key\":\"%06d\",\"deleted\":true}\n";
        StringBuilder many = new StringBuilder();
        for (int n = 0; n < 400_000; n++) {
            many.append(String.format(Locale.ROOT, tombstone, n));
        }
        byte[] lines = gzip(many.toString());
        Manifest.Part part = new Manifest.Delta(1, 2, 400_000, List.of(""));
        assertTrue(String.valueOf(assertThrows(BadBundle.class, () -> new RecordLines(part, _ -> new ByteArrayInputStream(lines)).forEachRemaining(_ -> { })).getMessage()).contains("unpacks to more than"));
    }

    /// One text of each kind, as the contract of the record's members wants it.
    @ParameterizedTest @ValueSource(strings = {
        "{\"table\":\"holiday\",\"key\":\"2026-10-01\",\"name\":\"国庆节\",\"kind\":\"holiday\"}",
        "{\"table\":\"pass\",\"key\":\"V1\",\"name\":\"Li\",\"id_hmac\":\"0000000000000000000000000000000000000000000000000000000000000000\","
            + "\"id_masked\":\"110105********002X\",\"host\":\"W\",\"approved_by\":\"K\",\"valid_from\":\"2026-09-01T00:00:00Z\",\"gates\":[\"east\"],\"entries\":2}",
        "{\"table\":\"person\",\"key\":\"T1\",\"name\":\"王\",\"kind\":\"staff\",\"group\":\"g\",\"levels\":[\"b\",\"a\"],\"cards\":[\"001293D8\",\"001293D9\"],"
            + "\"phone\":\"1\",\"valid_until\":\"2026-09-01T00:00:00.500Z\",\"status\":\"suspended\"}",
        "{\"table\":\"policy\",\"key\":\"screening.threshold-celsius\",\"value\":\"37.5\"}",
        "{\"table\":\"person\",\"key\":\"T1\",\"deleted\":true}"})
    void readsTheTextOfEachKindOfRecord(String text) {
        assertEquals(text, RecordReader.text(RecordReader.read(text.getBytes(StandardCharsets.UTF_8))));
    }

    @ParameterizedTest @ValueSource(strings = {
        "", "{}", "null", "{\"table\":\"person\"}",
        "{\"table\":\"sqlite_schema\",\"key\":\"A\",\"deleted\":true}",
        "{\"key\":\"A\",\"table\":\"person\",\"name\":\"Anna\",\"kind\":\"staff\",\"status\":\"active\"}",
        "{\"table\":\"person\", \"key\":\"A\",\"name\":\"Anna\",\"kind\":\"staff\",\"status\":\"active\"}",
        "{\"table\":\"person\",\"key\":\"A\",\"name\":\"Anna\",\"kind\":\"staff\",\"status\":\"active\",\"more\":1}",
        "{\"table\":\"person\",\"key\":\"A\",\"name\":\"Anna\",\"kind\":\"boss\",\"status\":\"active\"}",
        "{\"table\":\"person\",\"key\":\"A\",\"name\":\"Anna\",\"kind\":\"staff\",\"status\":\"retired\"}",
        "{\"table\":\"person\",\"key\":\"A\",\"name\":\"An\\nna\",\"kind\":\"staff\",\"status\":\"active\"}",
        "{\"table\":\"person\",\"key\":\"A\",\"name\":7,\"kind\":\"staff\",\"status\":\"active\"}",
        "{\"table\":\"person\",\"key\":\"A\",\"name\":\"Anna\",\"kind\":\"staff\",\"cards\":[\"12\"],\"status\":\"active\"}",
        "{\"table\":\"person\",\"key\":\"A\",\"name\":\"Anna\",\"kind\":\"staff\",\"cards\":[7],\"status\":\"active\"}",
        "{\"table\":\"person\",\"key\":\"A\",\"name\":\"Anna\",\"kind\":\"staff\",\"cards\":[[\"001293D8\"]],\"status\":\"active\"}",
        "{\"table\":\"level\",\"key\":\"x\",\"level\":\"x\",\"days\":[8],\"from_minute\":0,\"until_minute\":1440,\"holidays\":true,\"needs_pass\":false}",
        "{\"table\":\"level\",\"key\":\"x\",\"level\":\"x\"}",
        "{\"table\":\"holiday\",\"key\":\"tomorrow\",\"name\":\"\",\"kind\":\"holiday\"}",
        "{\"table\":\"pass\",\"key\":\"V1\",\"name\":\"Li\",\"entries\":0}",
        "{\"table\":\"pass\",\"key\":\"V1\",\"name\":\"Li\",\"id_hmac\":\"00\"}"})
    void takesNothingElse(String text) {
        assertThrows(BadBundle.class, () -> RecordReader.read(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test void bytesThatAreNoUtf8AreNoText() {
        String person = "{\"table\":\"person\",\"key\":\"A\",\"name\":\"~%s\",\"kind\":\"staff\",\"status\":\"active\"}";
        String replacement = String.format(person, "\uFFFD王\\\"");
        assertEquals(replacement, RecordReader.text(RecordReader.read(replacement.getBytes(StandardCharsets.UTF_8))), "a replacement character is one like another");
        for (String rest : new String[] {"", "\\\\", "王"}) {
            for (int wrong : new int[] {0x80, 0xC0, 0xED, 0xFF}) {   // a lone continuation, an overlong form, half a character, no byte of UTF-8
                byte[] bytes = String.format(person, rest).getBytes(StandardCharsets.UTF_8);
                bytes[new String(bytes, StandardCharsets.ISO_8859_1).indexOf('~')] = (byte) wrong;
                assertThrows(BadBundle.class, () -> RecordReader.read(bytes));
            }
        }
    }

    /// A person's text is not written again to compare it; so whatever is taken must be the text that the person has.
    @Test void noOtherTextOfAPersonIsTaken() {
        String person = "{\"table\":\"person\",\"key\":\"T\\\"1\",\"name\":\"王\",\"kind\":\"staff\",\"group\":\"g\",\"levels\":[\"b\",\"a\"],"
                + "\"cards\":[\"001293D8\",\"001293D9\"],\"id_hmac\":\"" + "0123456789abcdef".repeat(4) + "\",\"id_masked\":\"1*2\",\"phone\":\"1\","
                + "\"valid_from\":\"2026-08-01T00:00:00Z\",\"valid_until\":\"2026-09-01T00:00:00.500Z\",\"status\":\"suspended\"}";
        assertEquals(person, RecordReader.text(RecordReader.read(person.getBytes(StandardCharsets.UTF_8))));
        Random random = new Random(7);
        String letters = "\"\\,:[]{}0159aeA.TZ- \u0000\t王/";
        int taken = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder changed = new StringBuilder(person);
            for (int n = random.nextInt(3); n >= 0; n--) {
                int at = random.nextInt(changed.length());
                switch (random.nextInt(3)) {
                    case 0 -> changed.setCharAt(at, letters.charAt(random.nextInt(letters.length())));
                    case 1 -> changed.deleteCharAt(at);
                    default -> changed.insert(at, changed.substring(at, Math.min(changed.length(), at + random.nextInt(30))));
                }
            }
            try {
                RecordChange read = RecordReader.read(changed.toString().getBytes(StandardCharsets.UTF_8));
                taken++;
                assertEquals(changed.toString(), RecordReader.text(read));
            } catch (BadBundle e) {
                assertFalse(String.valueOf(e.getMessage()).isEmpty());
            }
        }
        assertTrue(taken > 1_000, "changes within a name are another person: " + taken);
    }
}
