package io.campusgate.store;

import static io.campusgate.store.Drafts.MORNING;
import static io.campusgate.store.Drafts.ZONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Draft;
import io.campusgate.store.Database.Mode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir Path folder;
    private Path file;

    @BeforeEach void place() {
        file = folder.resolve("gate.db");
    }

    private Journal open() {
        return Journal.open(file, "east", ZONE);
    }

    @Test void numbersEventsFromOneAndChainsThem() {
        try (Journal journal = open()) {
            List<Stored> stored = journal.append(List.of(Drafts.example(), Drafts.example()));
            assertEquals(List.of(1L, 2L), stored.stream().map(Stored::seq).toList());
            assertTrue(stored.get(0).text().contains("\"prev\":\"" + "0".repeat(64) + "\""));
            assertTrue(stored.get(1).text().contains("\"prev\":\"" + stored.get(0).hash() + "\""));
            assertEquals(2, journal.lastSeq());
            try (JournalReader reader = journal.reader()) {
                assertEquals(stored.stream().map(Stored::text).toList(), reader.after(0, 10).stream().map(Stored::text).toList());
                assertEquals("entry", reader.find(2).orElseThrow().type());
                assertEquals(stored.get(1).hash(), reader.find(2).orElseThrow().hash());
                assertEquals(new Verification(2, 1, 2, 0, 0, 0, List.of()), reader.verify(Verification.Progress.SILENT));
            }
        }
    }

    @Test void eventsMadeAheadAreWrittenOnceAndInTheirPlaceWhateverIsAppendedNext() {
        try (Journal journal = open()) {
            Draft first = Drafts.example();
            Draft passage = Drafts.passage(first, "passed");
            Draft second = Drafts.example();
            Draft passageOfSecond = Drafts.passage(second, "passed");
            journal.append(List.of(first));
            journal.prepare(List.of(passage));
            assertEquals(1, journal.lastSeq(), "what is made is not written");
            journal.prepare(List.of(passage));
            List<Stored> both = journal.append(List.of(passage, second));   // as it was foreseen
            assertTrue(both.getFirst().text().contains("\"entry\":1,"));
            journal.prepare(List.of(passageOfSecond));
            journal.append(List.of(Drafts.example(), passageOfSecond));      // another one came first
            journal.prepare(List.of(Drafts.example()));
            journal.append(List.of(), List.of(new Change.Put("mode", "closed")));   // it never comes
            journal.append(List.of(Drafts.example(), Drafts.example(), Drafts.example(), Drafts.example()));
            try (JournalReader reader = journal.reader()) {
                List<Stored> all = reader.after(0, 20);
                assertEquals(List.of("entry", "passage", "entry", "entry", "passage", "entry", "entry", "entry", "entry"), all.stream().map(Stored::type).toList());
                assertEquals(List.of(passage.id(), second.id()), both.stream().map(Stored::draftId).toList());
                assertTrue(all.get(4).text().contains("\"entry\":3,"));
                assertEquals(new Verification(9, 1, 9, 0, 0, 0, List.of()), reader.verify(Verification.Progress.SILENT));
            }
        }
    }

    @Test void goesOnAfterARestartWithTheSameIdAndTheNextBoot() {
        String id;
        try (Journal journal = open()) {
            id = journal.id();
            assertTrue(id.matches("[0-9a-f]{8}"));
            assertEquals(1, journal.boot());
            assertEquals(new Opening(true, Optional.empty(), false, List.of()), journal.opening());
            journal.append(List.of(Drafts.example()));
        }
        try (Journal journal = open()) {
            assertEquals(id, journal.id());
            assertEquals(2, journal.boot());
            assertEquals(new Opening(false, Optional.empty(), false, List.of()), journal.opening());
            Stored next = journal.append(List.of(Drafts.example())).getFirst();
            assertEquals(2, next.seq());
            assertTrue(next.text().contains("\"boot\":2,"));
            assertTrue(journal.reader().verify(Verification.Progress.SILENT).isSound());
        }
    }

    @Test void itsLogIsBegunAnewWhenItRestsAfterManyEvents() throws Exception {
        Path log = folder.resolve("gate.db-wal");
        try (Journal journal = open()) {
            for (int i = 0; i < 500; i++) {
                journal.append(List.of(Drafts.example()));
            }
            long size = Files.size(log);
            journal.append(List.of(Drafts.example()));
            assertTrue(Files.size(log) > size, "nothing is tidied up while somebody may wait");
            long full = Files.size(log);
            journal.rest();
            for (int i = 0; i < 100; i++) {
                journal.append(List.of(Drafts.example()));
            }
            journal.rest();   // has too little to do
            assertEquals(full, Files.size(log));
            assertEquals(601, journal.reader().verify(Verification.Progress.SILENT).events());
        }
    }

    @Test void aPassageCarriesTheSeqOfItsEntry() {
        Draft entry = Drafts.example();
        try (Journal journal = open()) {
            journal.append(List.of(Drafts.example(), entry));
            assertTrue(journal.append(List.of(Drafts.passage(entry, "passed"))).getFirst().text().contains(",\"entry\":2,"));
            Draft second = Drafts.example();
            assertTrue(journal.append(List.of(second, Drafts.passage(second, "passed"))).get(1).text().contains(",\"entry\":4,"));
            assertFalse(journal.append(List.of(Drafts.passage(Drafts.example(), "passed"))).getFirst().text().contains("\"entry\":"));
        }
    }

    @Test void aFailedAppendLeavesNothingAndUsesUpNoSeq() {
        try (Journal journal = open()) {
            journal.append(List.of(Drafts.example()));
            journal.limitTo(12);
            List<Draft> many = java.util.stream.IntStream.range(0, 200).mapToObj(i -> Drafts.entryOf(i, MORNING)).toList();
            StoreException e = assertThrows(StoreException.class, () -> journal.append(many, List.of(new Change.Put("mode", "closed"))));
            assertEquals(StoreException.Kind.FULL, e.kind());
            assertEquals(Optional.empty(), journal.state("mode"));

            Stored next = journal.append(List.of(Drafts.example())).getFirst();
            assertEquals(2, next.seq());
            try (JournalReader reader = journal.reader()) {
                assertEquals(2, reader.lastSeq());
                assertTrue(reader.verify(Verification.Progress.SILENT).isSound());
            }
        }
    }

    @Test void remembersWhatWasChangedInTheSameCommit() {
        CardNumber card = new CardNumber("001293D8");
        BlockedCard blocked = new BlockedCard(card, "丢失", "guard", MORNING);
        try (Journal journal = open()) {
            journal.append(List.of(Drafts.example()), List.of(new Change.Put("mode", "closed"), new Change.Block(blocked),
                    new Change.PassEntries("V1", 1), new Change.PassEntries("V1", 1), new Change.PassEntries("V2", 1), new Change.PassEntries("V2", -1)));
            journal.setCursors(new Cursors(1, 0));
        }
        try (Journal journal = open(); JournalReader reader = journal.reader()) {
            assertEquals(Optional.of("closed"), reader.state("mode"));
            assertEquals(List.of(blocked), reader.blocked());
            assertEquals(Map.of("V1", 2, "V2", 0), reader.passUses());
            assertEquals(new Cursors(1, 0), reader.cursors());
            journal.append(List.of(), List.of(new Change.Unblock(card), new Change.Remove("mode")));
            assertEquals(List.of(), reader.blocked());
            assertEquals(Optional.empty(), reader.state("mode"));
        }
    }

    @Test void knowsTheNewestTrustedTimeOverARestart() {
        Instant later = MORNING.plusSeconds(60);
        try (Journal journal = open()) {
            assertEquals(Optional.empty(), journal.newestTrusted());
            journal.append(List.of(Drafts.example(), Drafts.mode(later, Map.of()), Drafts.unsynced(later.plusSeconds(9))));
            assertEquals(Optional.of(later), journal.newestTrusted());
        }
        try (Journal journal = open()) {
            assertEquals(Optional.of(later), journal.newestTrusted());
            journal.append(List.of(Drafts.unsynced(later.plusSeconds(99))));
        }
        try (Journal journal = open()) {
            assertEquals(Optional.of(later), journal.newestTrusted());
        }
    }

    @Test void twoDaemonsOnOneStoreAreRefusedInPlainWords() {
        Journal first = open();
        try (first) {
            StoreException e = assertThrows(StoreException.class, this::open);
            assertEquals("the store " + file + " is in use by process " + ProcessHandle.current().pid()
                    + ": stop the running gate first (systemctl stop campus-gate)", e.getMessage());
        }
        open().close();
    }

    @Test void aReaderWithoutAStoreSaysSoAndMakesNone() {
        assertEquals("there is no store at " + file, assertThrows(StoreException.class, () -> JournalReader.open(file)).getMessage());
        assertFalse(Files.exists(file));
    }

    @Test void aReaderWorksWhileNoDaemonRuns() {
        try (Journal journal = open()) {
            journal.append(List.of(Drafts.example()));
        }
        try (JournalReader reader = JournalReader.open(file)) {
            assertEquals(1, reader.lastSeq());
        }
    }

    @Test void aNewerSchemaIsRefusedAndLeftAlone() {
        open().close();
        try (Database db = Database.open(file, Mode.DURABLE)) {
            db.script("PRAGMA user_version = 99");
        }
        StoreException e = assertThrows(StoreException.class, this::open);
        assertTrue(e.getMessage().contains("was written by a newer version of this program (schema 99"), e.getMessage());
        assertThrows(StoreException.class, () -> JournalReader.open(file));
        try (Database db = Database.open(file, Mode.READ_ONLY)) {
            assertEquals(99, db.number("PRAGMA user_version"));
        }
    }

    @Test void anotherProgramsDatabaseIsRefusedAndLeftAlone() {
        try (Database db = Database.open(file, Mode.DURABLE)) {
            db.script("CREATE TABLE songs (name TEXT)");
        }
        StoreException e = assertThrows(StoreException.class, this::open);
        assertEquals(StoreException.Kind.REFUSED, e.kind());
        assertTrue(e.getMessage().contains("another program"), e.getMessage());
    }

    @Test void aCleanStopIsCleanAndNothingIsWrittenWhenIdle() throws Exception {
        open().close();
        try (Journal journal = open()) {
            assertFalse(journal.opening().unclean());
            assertNotEquals("", journal.id());
        }
        assertFalse(Files.exists(folder.resolve("gate.db-wal")));
    }
}
