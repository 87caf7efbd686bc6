package io.campusgate.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.store.Database.Mode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
    @TempDir Path folder;
    private Database db;

    @BeforeEach void open() {
        db = Database.open(folder.resolve("a.db"), Mode.DURABLE);
        db.script("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, data BLOB);");
    }

    @AfterEach void close() {
        db.close();
    }

    @Test void readsBackWhatWasWritten() {
        db.update("INSERT INTO t VALUES (?, ?, ?)", 1L, "王小明", new byte[] {1, 2});
        db.update("INSERT INTO t VALUES (?, ?, ?)", 2L, Optional.empty(), Optional.empty());

        assertEquals(Optional.of("王小明"), db.first("SELECT name FROM t WHERE id = ?", r -> r.text(1), 1L));
        assertArrayEquals("王小明".getBytes(StandardCharsets.UTF_8), db.first("SELECT name FROM t WHERE id = 1", r -> r.bytes(1)).orElseThrow());
        assertEquals(List.of(true, false), db.list("SELECT data FROM t ORDER BY id", r -> r.optionalBytes(1).isPresent()));
        assertEquals(Optional.empty(), db.first("SELECT name FROM t WHERE id = 3", r -> r.text(1)));
    }

    @Test void aTransactionThatThrowsLeavesNothing() {
        assertThrows(IllegalArgumentException.class, () -> db.inTransaction(() -> {
            db.update("INSERT INTO t (id) VALUES (1)");
            throw new IllegalArgumentException("stop");
        }));
        assertEquals(0, db.number("SELECT count(*) FROM t"));
        db.inTransaction(() -> db.update("INSERT INTO t (id) VALUES (1)"));
        assertEquals(1, db.number("SELECT count(*) FROM t"));
    }

    @Test void aMapperMayRunTheSameQueryAgain() {
        db.script("INSERT INTO t (id) VALUES (1), (2)");
        String sql = "SELECT id FROM t ORDER BY id";
        assertEquals(List.of(2, 2), db.list(sql, r -> db.list(sql, x -> x.number(1)).size()));
    }

    @Test void aReaderSeesCommitsAndCannotWrite() {
        db.update("INSERT INTO t (id) VALUES (1)");
        try (Database reader = Database.open(db.file(), Mode.READ_ONLY)) {
            assertEquals(1, reader.number("SELECT count(*) FROM t"));
            db.update("INSERT INTO t (id) VALUES (2)");
            assertEquals(2, reader.number("SELECT count(*) FROM t"));
            StoreException e = assertThrows(StoreException.class, () -> reader.update("INSERT INTO t (id) VALUES (3)"));
            assertEquals(db.file() + " cannot be written by this user", e.getMessage());
        }
    }

    @Test void aReaderNeverCreatesAFile() {
        Path missing = folder.resolve("missing.db");
        StoreException e = assertThrows(StoreException.class, () -> Database.open(missing, Mode.READ_ONLY));
        assertEquals(StoreException.Kind.MISSING, e.kind());
        assertFalse(Files.exists(missing));
    }

    @Test void aFileThatIsNoDatabaseIsDamaged() throws IOException {
        Path text = Files.writeString(folder.resolve("text.db"), "this is not a database at all ".repeat(50));
        StoreException e = assertThrows(StoreException.class, () -> Database.open(text, Mode.DURABLE));
        assertEquals(StoreException.Kind.DAMAGED, e.kind());
    }

    @Test void aFullDiskIsSaidAndTheDatabaseGoesOn() {
        db.update("INSERT INTO t (id) VALUES (1)");
        db.number("PRAGMA max_page_count = 5");
        StoreException e = assertThrows(StoreException.class,
                () -> db.inTransaction(() -> db.update("INSERT INTO t VALUES (2, NULL, zeroblob(100000))")));
        assertEquals(StoreException.Kind.FULL, e.kind());
        db.update("INSERT INTO t (id) VALUES (3)");
        assertEquals(List.of(1L, 3L), db.list("SELECT id FROM t ORDER BY id", r -> r.number(1)));
    }

    @Test void copiesWhatIsCommittedWhileInUse() {
        db.update("INSERT INTO t (id) VALUES (1)");
        try (Database reader = Database.open(db.file(), Mode.READ_ONLY)) {
            reader.copyTo(folder.resolve("copy.db"));
        }
        try (Database copy = Database.open(folder.resolve("copy.db"), Mode.READ_ONLY)) {
            assertEquals(1, copy.number("SELECT count(*) FROM t"));
        }
        assertTrue(Files.exists(db.file()));
    }
}
