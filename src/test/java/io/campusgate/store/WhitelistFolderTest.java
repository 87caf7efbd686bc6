package io.campusgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.domain.AccessPolicy;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Cardholder;
import io.campusgate.domain.Credential;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.RecordChange;
import io.campusgate.domain.Validity;
import io.campusgate.domain.WhitelistRecord;
import io.campusgate.domain.WhitelistRecord.Person;
import io.campusgate.domain.WhitelistRecord.Setting;
import io.campusgate.domain.WhitelistVersion;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhitelistFolderTest {
    private static final Instant ISSUED = Instant.parse("2026-09-01T00:00:00Z");
    private static final WhitelistFile.Difference NONE = new WhitelistFile.Difference(0, 0, 0);
    @TempDir Path folder;

    private WhitelistFolder open() {
        return WhitelistFolder.open(folder.resolve("gate.db"), new WhitelistFile.Reading(settings -> {
            if (settings.stream().anyMatch(s -> s.key().equals("unheard-of"))) {
                throw new IllegalArgumentException("unheard-of");
            }
            return new io.campusgate.domain.Policies(io.campusgate.domain.ScreeningPolicy.DEFAULT, new AccessPolicy(AccessPolicy.AntiPassback.OFF, Duration.ofDays(14),
                    AccessPolicy.Stale.WARN, AccessPolicy.ExitRules.NONE, Duration.ofSeconds(3), java.util.Set.of()));
        }, _ -> Optional.empty()));
    }

    private static Person person(int n, String name) {
        return person(n, name, n);
    }

    private static Person person(int n, String name, int card) {
        return new Person(new Cardholder(String.format(Locale.ROOT, "P%05d", n), name, PersonKind.STUDENT, "", List.of("all"), Validity.ALWAYS, true),
                List.of(CardNumber.ofInt(card)), Optional.empty(), Optional.empty(), Optional.empty(), "");
    }

    private static void adopt(WhitelistFolder whitelist, String version, List<? extends WhitelistRecord> records) {
        try (WhitelistFileBuilder builder = whitelist.build(WhitelistVersion.parse(version))) {
            long row = 0;
            for (WhitelistRecord record : records) {
                builder.add(++row, record);
            }
            assertTrue(builder.index(conflict -> { }));
            builder.finish(content(version), ISSUED, NONE);
            whitelist.adopt(builder.version());
        }
    }

    private static String content(String version) {
        return version.replaceAll("\\D", "").repeat(64).substring(0, 64);
    }

    private static void change(WhitelistFolder whitelist, String from, String to, RecordChange... changes) {
        whitelist.change(WhitelistVersion.parse(from), WhitelistVersion.parse(to), content(to), ISSUED, () -> List.of(changes).iterator());
    }

    private static RecordChange put(WhitelistRecord record) {
        return new RecordChange.Put(record);
    }

    private static List<Person> people(int count) {
        return IntStream.range(0, count).mapToObj(n -> person(n, "n" + n)).toList();
    }

    private static Optional<String> nameOf(WhitelistFile file, int card) {
        return file.lookup(new Credential.Card(CardNumber.ofInt(card)), _ -> false).holder().map(Cardholder::name);
    }

    private static Optional<String> nameOf(WhitelistFolder whitelist, int card) {
        return whitelist.with(file -> nameOf(file, card)).flatMap(n -> n);
    }

    private static List<WhitelistRecord> all(WhitelistFile file) {
        List<WhitelistRecord> all = new ArrayList<>();
        try (WhitelistRecords records = file.records()) {
            records.forEachRemaining(all::add);
        }
        return all;
    }

    private static List<String> versions(WhitelistFolder whitelist) {
        return whitelist.versions().stream().map(WhitelistVersion::toString).toList();
    }

    @Test void aFewChangesMakeTheNextVersionOfAllTables() {
        try (WhitelistFolder whitelist = open()) {
            adopt(whitelist, "17", people(100));
            change(whitelist, "17", "18", new RecordChange.Remove("person", "P00001"), put(person(2, "renamed")), put(person(500, "new")),
                    put(new Setting("screening.threshold-celsius", "37.5")));
            assertEquals("18", whitelist.version().toString());
            assertEquals(content("18"), whitelist.rulebook().content());
            assertEquals(Optional.empty(), nameOf(whitelist, 1));
            assertEquals(Optional.of("renamed"), nameOf(whitelist, 2));
            assertEquals(Optional.of("new"), nameOf(whitelist, 500));
            assertEquals(Optional.of("n3"), nameOf(whitelist, 3));
            assertEquals(new WhitelistFile.Difference(1, 1, 1), whitelist.with(WhitelistFile::difference).orElseThrow());
            assertEquals(new WhitelistFile.Counts(100, 100, 0, 0, 0, 0), whitelist.with(WhitelistFile::counts).orElseThrow());
            assertEquals(101, whitelist.with(WhitelistFolderTest::all).orElseThrow().size());
        }
    }

    @Test void aCardMayGoFromOneToAnotherInEitherOrder() {
        try (WhitelistFolder whitelist = open()) {
            adopt(whitelist, "17", people(10));
            change(whitelist, "17", "18", put(person(1, "n1", 2)), put(person(2, "n2", 1)));
            assertEquals(Optional.of("n2"), nameOf(whitelist, 1));
            assertEquals(Optional.of("n1"), nameOf(whitelist, 2));
        }
    }

    @Test void changesThatDoNotFitChangeNothing() {
        try (WhitelistFolder whitelist = open()) {
            adopt(whitelist, "17", people(10));
            RecordChange[][] wrong = {
                {put(person(1, "n1", 2))},                                            // the card of another
                {put(person(50, "a", 60)), put(person(51, "b", 60))},                 // one card for two
                {put(person(1, "once")), put(person(1, "twice"))},
                {new RecordChange.Remove("people", "P00001")},
                {put(new Setting("unheard-of", "1"))}};
            for (RecordChange[] changes : wrong) {
                assertThrows(StoreException.class, () -> change(whitelist, "17", "18", changes), List.of(changes).toString());
            }
            assertThrows(StoreException.class, () -> change(whitelist, "16", "18"));
            assertEquals("17", whitelist.version().toString());
            assertEquals(people(10), whitelist.with(WhitelistFolderTest::all).orElseThrow());
        }
        try (WhitelistFolder again = open()) {
            assertEquals("17", again.version().toString());
        }
    }

    @Test void whatIsThereAlreadyIsNoChange() {
        try (WhitelistFolder whitelist = open()) {
            adopt(whitelist, "17", people(10));
            change(whitelist, "17", "18", put(person(1, "n1")), new RecordChange.Remove("person", "P09999"));
            assertEquals(new WhitelistFile.Difference(0, 0, 0), whitelist.with(WhitelistFile::difference).orElseThrow());
        }
    }

    @Test void theLastFiveVersionsCanBeAskedHoweverTheyCame() {
        try (WhitelistFolder whitelist = open()) {
            adopt(whitelist, "15", people(3));
            adopt(whitelist, "16", people(4));
            change(whitelist, "16", "17", put(person(1, "at17", 77)));
            change(whitelist, "17", "18", put(person(1, "at18")), new RecordChange.Remove("person", "P00003"));
            adopt(whitelist, "18+1", people(5));
            assertEquals(List.of("18+1", "18", "17", "16", "15"), versions(whitelist));
            assertEquals(Optional.of("at18"), whitelist.withKept(WhitelistVersion.parse("18"), f -> nameOf(f, 1)).orElseThrow());
            assertEquals(Optional.of("at17"), whitelist.withKept(WhitelistVersion.parse("17"), f -> nameOf(f, 77)).orElseThrow());
            assertEquals(Optional.empty(), whitelist.withKept(WhitelistVersion.parse("17"), f -> nameOf(f, 1)).orElseThrow());
            assertEquals(people(4), whitelist.withKept(WhitelistVersion.parse("16"), WhitelistFolderTest::all).orElseThrow());
            assertEquals(content("16"), whitelist.withKept(WhitelistVersion.parse("16"), f -> f.rulebook().content()).orElseThrow());
            assertEquals(people(3), whitelist.withKept(WhitelistVersion.parse("15"), WhitelistFolderTest::all).orElseThrow());
            assertTrue(whitelist.withKept(WhitelistVersion.parse("14"), WhitelistFolderTest::all).isEmpty());
            adopt(whitelist, "19", people(6));
            assertFalse(versions(whitelist).contains("15"), versions(whitelist).toString());
        }
    }

    @Test void manyChangesKeepNoMoreThanFiveVersions() {
        try (WhitelistFolder whitelist = open()) {
            adopt(whitelist, "1", people(3));
            for (int n = 2; n <= 12; n++) {
                change(whitelist, Integer.toString(n - 1), Integer.toString(n), put(person(1, "at" + n)));
                whitelist.proven(whitelist.version());
            }
            assertEquals(List.of("12", "11", "10", "9", "8"), versions(whitelist));
            assertEquals(Optional.of("at8"), whitelist.withKept(WhitelistVersion.parse("8"), f -> nameOf(f, 1)).orElseThrow());
        }
    }

    @Test void whatWasChangedIsThereAfterAPowerCutAndItsLogDoesNotGrow() throws IOException {
        Path cut = folder.resolve("cut");
        try (WhitelistFolder whitelist = open()) {
            adopt(whitelist, "17", people(1000));
            for (int n = 18; n < 60; n++) {
                change(whitelist, Integer.toString(n - 1), Integer.toString(n), put(person(n, "at" + n)));
                if (n == 40) {   // what is on the disk now, with nothing closed
                    copy(folder.resolve("gate.whitelist"), cut.resolve("gate.whitelist"));
                }
                assertFalse(whitelist.with(WhitelistFile::isProven).orElseThrow());
                whitelist.proven(whitelist.version());
                assertTrue(whitelist.with(WhitelistFile::isProven).orElseThrow());
            }
            assertEquals(0, Files.size(folder.resolve("gate.whitelist").resolve("17.db-wal")));
        }
        folder = cut;
        try (WhitelistFolder after = open()) {
            assertEquals("40", after.version().toString());
            assertEquals(Optional.of("at40"), nameOf(after, 40));
            assertFalse(after.with(WhitelistFile::isProven).orElseThrow(), "nobody has compared it yet");
            assertEquals(1000, after.with(WhitelistFolderTest::all).orElseThrow().size());
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.newDirectoryStream(from)) {
            for (Path file : files) {
                if (!file.getFileName().toString().endsWith("-shm")) {
                    Files.copy(file, to.resolve(file.getFileName()));
                }
            }
        }
    }

    @Test void aLookupSeesTheOldVersionOrTheNewOneWhileTheyChange() throws InterruptedException {
        try (WhitelistFolder whitelist = open()) {
            adopt(whitelist, "1", List.of(person(1, "at1"), person(2, "at1")));
            AtomicBoolean mixed = new AtomicBoolean();
            AtomicBoolean done = new AtomicBoolean();
            Thread taps = Thread.ofPlatform().start(() -> {
                while (!done.get()) {
                    boolean sound = whitelist.with(f -> nameOf(f, 1).equals(nameOf(f, 2))
                            && nameOf(f, 1).equals(Optional.of("at" + f.version()))).orElse(false);
                    mixed.compareAndSet(false, !sound);
                }
            });
            for (int n = 2; n <= 60; n++) {
                if (n % 7 == 0) {
                    adopt(whitelist, Integer.toString(n), List.of(person(1, "at" + n), person(2, "at" + n)));
                } else {
                    change(whitelist, Integer.toString(n - 1), Integer.toString(n), put(person(1, "at" + n)), put(person(2, "at" + n)));
                    whitelist.proven(whitelist.version());
                }
            }
            done.set(true);
            taps.join();
            assertFalse(mixed.get());
        }
    }

    @Test void aNumberMayComeASecondTimeAndAGreaterOneFromBeforeAResetIsForgotten() {
        try (WhitelistFolder whitelist = open()) {
            adopt(whitelist, "17", people(1));
            adopt(whitelist, "17+1", people(2));
            adopt(whitelist, "17", people(3));
            assertEquals(people(3), whitelist.with(WhitelistFolderTest::all).orElseThrow());
            adopt(whitelist, "999999", people(4));
            adopt(whitelist, "18", people(5));
            assertEquals(List.of("18", "17", "17+1"), versions(whitelist));
        }
        try (WhitelistFolder again = open()) {
            assertEquals(people(5), again.with(WhitelistFolderTest::all).orElseThrow());
        }
    }

    @Test void aDamagedFileIsSetAsideAndTheOneBeforeTakesItsPlace() throws IOException {
        try (WhitelistFolder whitelist = open()) {
            adopt(whitelist, "17", people(10));
            adopt(whitelist, "17+1", people(20));
            adopt(whitelist, "17", people(30));
        }
        try (FileChannel file = FileChannel.open(folder.resolve("gate.whitelist/17-2.db"), StandardOpenOption.WRITE)) {
            file.write(java.nio.ByteBuffer.wrap(new byte[4096]), 0);
        }
        try (WhitelistFolder again = open()) {
            assertEquals("17+1", again.version().toString());
            assertTrue(Files.exists(folder.resolve("gate.whitelist/17-2.damaged")));
        }
    }

    @Test void aFileFromABackupCanBeChangedInPlace() throws IOException {
        Path restored = folder.resolve("restored");
        try (WhitelistFolder whitelist = open()) {
            adopt(whitelist, "17", people(10));
            Files.createDirectories(restored.resolve("gate.whitelist"));
            try (Database db = Database.open(folder.resolve("gate.whitelist/17.db"), Database.Mode.READ_ONLY)) {
                db.copyTo(restored.resolve("gate.whitelist/17.db"));
            }
        }
        folder = restored;
        try (WhitelistFolder whitelist = open()) {
            change(whitelist, "17", "18", put(person(1, "at18")));
            assertEquals(Optional.of("at18"), nameOf(whitelist, 1));
        }
    }
}
