package io.campusgate.store;

import static io.campusgate.store.Drafts.ZONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.store.Database.Mode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
    @TempDir Path folder;
    private Path store;
    private Path backup;
    private String oldId;
    private List<Stored> saved;

    /// Two events saved, then one more that is not.
    @BeforeEach void save() throws IOException {
        store = folder.resolve("gate.db");
        backup = folder.resolve("gate.backup.zip");
        Path whitelist = Files.createDirectory(StoreFiles.whitelist(store));
        try (Database version = Database.open(whitelist.resolve("17+1.db"), Mode.BUILT_ASIDE)) {
            version.script("CREATE TABLE person (id TEXT); INSERT INTO person VALUES ('T0042')");
        }
        Files.writeString(whitelist.resolve("current"), "17+1");
        Files.writeString(whitelist.resolve("18.prepared"), "half a version");
        try (Journal journal = Journal.open(store, "east", ZONE)) {
            oldId = journal.id();
            saved = journal.append(List.of(Drafts.example(), Drafts.example()), List.of(new Change.Put("mode", "closed")));
            assertEquals(2, Backup.write(store, backup));
            journal.append(List.of(Drafts.example()));
        }
    }

    private Set<String> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(p -> p.getFileName().toString().replaceAll("-\\d{8}T\\d{6}", "-TIME")).collect(Collectors.toSet());
        }
    }

    @Test void comesBackUnderANewJournalIdAndGoesOnWithTheChain() throws IOException {
        Restore.Restored restored = Restore.restore(backup, store, ZONE);

        assertEquals(2, restored.lastSeq());
        assertNotEquals(oldId, restored.journalId());
        try (Journal journal = Journal.open(store, "east", ZONE); JournalReader reader = journal.reader()) {
            assertEquals(restored.journalId(), journal.id());
            assertEquals(2, journal.boot());
            assertEquals("closed", journal.state("mode").orElseThrow());
            assertFalse(journal.opening().unclean());
            Stored next = journal.append(List.of(Drafts.example())).getFirst();
            assertEquals(3, next.seq());
            assertTrue(next.text().contains("\"journal\":\"" + restored.journalId() + "\",\"seq\":3,"));
            assertTrue(next.text().contains("\"prev\":\"" + saved.get(1).hash() + "\""));
            assertTrue(reader.verify(Verification.Progress.SILENT).isSound());
            assertEquals(saved.getFirst().text(), reader.find(1).orElseThrow().text());
        }
        Path whitelist = StoreFiles.whitelist(store);
        assertEquals("17+1", Files.readString(whitelist.resolve("current")));
        try (Database version = Database.open(whitelist.resolve("17+1.db"), Mode.READ_ONLY)) {
            assertEquals("T0042", version.first("SELECT id FROM person", row -> row.text(1)).orElseThrow());
        }
        assertFalse(Files.exists(whitelist.resolve("18.prepared")));
    }

    @Test void whatWasThereIsKeptAside() throws IOException {
        Path aside = Restore.restore(backup, store, ZONE).setAside().orElseThrow();
        try (JournalReader reader = JournalReader.open(aside)) {
            assertEquals(3, reader.lastSeq());
            assertEquals(oldId, reader.id());
        }
        Set<String> files = files();
        files.removeIf(name -> name.endsWith("-shm") || name.endsWith("-wal"));
        assertEquals(Set.of("gate.db", "gate.db.lock", "gate.whitelist", "gate.backup.zip", "gate.db.before-restore-TIME",
                "gate.whitelist.before-restore-TIME"), files);
    }

    @Test void comesBackWhereNothingIsLeft() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("new")).resolve("gate.db");
        assertTrue(Restore.restore(backup, elsewhere, ZONE).setAside().isEmpty());
        try (JournalReader reader = JournalReader.open(elsewhere)) {
            assertEquals(2, reader.lastSeq());
        }
    }

    @Test void isRefusedWhileAGateRunsOnTheStore() {
        Journal running = Journal.open(store, "east", ZONE);
        try (running) {
            StoreException e = assertThrows(StoreException.class, () -> Restore.restore(backup, store, ZONE));
            assertEquals(StoreException.Kind.BUSY, e.kind());
            assertEquals(3, running.lastSeq());
        }
    }

    @Test void aBackupWithAnyByteChangedOrCutIsRefusedAndNothingChanges() throws IOException {
        long length = Files.size(backup);
        byte[] whole = Files.readAllBytes(backup);
        for (long at = 0; at < length; at += Math.max(1, length / 40)) {
            Files.write(backup, whole);
            try (RandomAccessFile file = new RandomAccessFile(backup.toFile(), "rw")) {
                file.seek(at);
                file.write(whole[(int) at] ^ 0x40);
            }
            restoredAsSavedOrRefused("byte " + at);
            Files.write(backup, java.util.Arrays.copyOf(whole, (int) at));
            assertEquals(StoreException.Kind.DAMAGED, assertThrows(StoreException.class, () -> Restore.restore(backup, store, ZONE)).kind());
        }
    }

    /// A byte of no consequence (a time in the zip's directory) may change; what is restored is then what was saved.
    private void restoredAsSavedOrRefused(String what) {
        try {
            Restore.restore(backup, store, ZONE);
            try (JournalReader reader = JournalReader.open(store)) {
                assertEquals(saved.stream().map(Stored::text).toList(), reader.after(0, 10).stream().map(Stored::text).toList(), what);
            }
        } catch (StoreException e) {
            assertEquals(StoreException.Kind.DAMAGED, e.kind(), what);
            try (JournalReader reader = JournalReader.open(store)) {
                assertTrue(reader.lastSeq() >= 2, what);
            }
        }
    }

    @Test void isReadableByItsOwnerAloneAndLeavesNothingElse() throws IOException {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)));
        assertFalse(files().stream().anyMatch(name -> name.contains(".part") || name.contains(".copy")));
    }
}
