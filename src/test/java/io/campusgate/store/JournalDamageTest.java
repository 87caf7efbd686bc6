package io.campusgate.store;

import static io.campusgate.store.Drafts.MORNING;
import static io.campusgate.store.Drafts.ZONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.domain.Draft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files as an unclean stop, a bad disk or a careless hand leaves them.
class JournalDamageTest {
    @TempDir Path folder;
    private Path file;
    private Path log;
    private String id = "";

    @BeforeEach void place() {
        file = folder.resolve("gate.db");
        log = folder.resolve("gate.db-wal");
    }

    /// A store with 30 events in commits of one, of which the program died: its file and its log as they were then.
    private void writeAndDie() throws IOException {
        Path alive = Files.createDirectory(folder.resolve("alive")).resolve("gate.db");
        try (Journal journal = Journal.open(alive, "east", ZONE)) {
            id = journal.id();
            for (int i = 0; i < 30; i++) {
                journal.append(List.of(Drafts.entryOf(i, MORNING.plusSeconds(i))));
            }
            Files.copy(alive, file, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(StoreFiles.beside(alive, "-wal"), log, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private Journal open() {
        return Journal.open(file, "east", ZONE);
    }

    private void beginsAnewAndKeepsTheOld() {
        try (Journal journal = open()) {
            assertTrue(journal.opening().created());
            Path aside = journal.opening().setAside().orElseThrow();
            assertTrue(aside.getFileName().toString().matches("gate\\.db\\.damaged-\\d{8}T\\d{6}"), aside.toString());
            assertTrue(Files.exists(aside));
            assertNotEquals(id, journal.id());
            assertEquals(1, journal.append(List.of(Drafts.example())).getFirst().seq());
            try (JournalReader reader = journal.reader()) {
                assertTrue(reader.verify(Verification.Progress.SILENT).isSound());
            }
        }
    }

    @Test void anUncleanStopIsNoticedAndNothingIsLost() throws IOException {
        writeAndDie();
        try (Journal journal = open(); JournalReader reader = journal.reader()) {
            assertTrue(journal.opening().unclean());
            assertTrue(journal.opening().setAside().isEmpty());
            assertEquals(id, journal.id());
            assertEquals(30, journal.lastSeq());
            assertTrue(reader.verify(Verification.Progress.SILENT).isSound());
        }
    }

    @Test void entriesWithoutAPassageAreReportedUntilTheyHaveOne() throws IOException {
        Path alive = Files.createDirectory(folder.resolve("alive")).resolve("gate.db");
        Draft done = Drafts.example();
        Draft open = Drafts.example();
        try (Journal journal = Journal.open(alive, "east", ZONE)) {
            journal.append(List.of(done, open, Drafts.passage(done, "did_not_pass"), Drafts.mode(MORNING, java.util.Map.of()), Drafts.example()));
            Files.copy(alive, file);
            Files.copy(StoreFiles.beside(alive, "-wal"), log);
        }
        try (Journal journal = open()) {
            assertEquals(List.of(2L, 5L), journal.opening().unresolved());
        }
        try (Journal journal = open()) {
            assertEquals(List.of(), journal.opening().unresolved());
        }
    }

    @Test void aFileThatIsNoDatabaseIsSetAside() throws IOException {
        Files.writeString(file, "rubbish ".repeat(1000));
        beginsAnewAndKeepsTheOld();
    }

    @Test void aCutFileIsSetAside() throws IOException {
        open().close();
        try (Journal journal = open()) {
            journal.append(IntStream.range(0, 200).mapToObj(i -> Drafts.entryOf(i, MORNING)).toList());
        }
        Faults.cut(file, Files.size(file) / 2);
        beginsAnewAndKeepsTheOld();
    }

    @Test void aByteChangedInTheTailIsFoundAfterAnUncleanStop() throws IOException {
        writeAndDie();
        Faults.tamper(file, "UPDATE journal SET text = replace(text, 'granted', 'grunted') WHERE seq = 28");
        beginsAnewAndKeepsTheOld();
    }

    /// Each frame of the log is 24 + 2048 bytes, one commit or part of one; SQLite alone would drop all behind the damage.
    @Test void aLogDamagedInTheMiddleIsSetAsideWithItsFile() throws IOException {
        writeAndDie();
        Faults.flip(log, Files.size(log) / 2);
        beginsAnewAndKeepsTheOld();
        try (var files = Files.list(folder)) {
            assertTrue(files.anyMatch(f -> f.getFileName().toString().matches("gate\\.db\\.damaged-\\d{8}T\\d{6}-wal")));
        }
    }

    @Test void aLogWhoseHeadIsDamagedIsSetAside() throws IOException {
        writeAndDie();
        Faults.flip(log, 17);
        beginsAnewAndKeepsTheOld();
    }

    @Test void aLogWithoutItsFileIsSetAside() throws IOException {
        writeAndDie();
        Files.delete(file);
        try (Journal journal = open()) {
            assertTrue(journal.opening().created());
            assertTrue(Files.exists(StoreFiles.beside(journal.opening().setAside().orElseThrow(), "-wal")));
        }
    }

    /// What a power cut leaves of a commit that had not returned.
    @Test void aLogTornInItsLastCommitIsWhole() throws IOException {
        writeAndDie();
        Faults.cut(log, Files.size(log) - 700);
        try (Journal journal = open(); JournalReader reader = journal.reader()) {
            assertTrue(journal.opening().setAside().isEmpty());
            assertFalse(journal.opening().created());
            assertEquals(29, journal.lastSeq());
            assertTrue(reader.verify(Verification.Progress.SILENT).isSound());
            assertEquals(30, journal.append(List.of(Drafts.example())).getFirst().seq());
        }
    }
}
