package io.campusgate.store;

import io.campusgate.store.StoreException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// The tables of one kind of file, as numbered scripts (`journal/001.sql`, …), each run in a transaction of its own.
/// `user_version` says how many have been, `application_id` whose file it is.
///
/// @param folder        of the scripts, beside this class
/// @param version       number of the newest script; a file with a greater one is from a newer program and refused
/// @param applicationId four bytes in the file's header
record Schema(String folder, int version, int applicationId) {
    static final Schema JOURNAL = new Schema("journal", 2, 0x43474A31);   // "CGJ1"
    static final Schema INDEX = new Schema("index", 4, 0x43474931);       // "CGI1"

    /// Brings `db` up to date. A file that holds anything is copied first, to `<file>.schema-<its version>`.
    ///
    /// @return the version it had; 0 for a new file
    int migrate(Database db) {
        int present = presentVersion(db);
        if (present > 0 && present < version) {
            keepCopy(db, present);
        }
        for (int next = present + 1; next <= version; next++) {
            int number = next;
            db.inTransaction(() -> {
                db.script(script(number));
                db.script("PRAGMA user_version = " + number + "; PRAGMA application_id = " + applicationId + ";");
            });
        }
        return present;
    }

    /// Makes sure that `db` can be read as it is.
    void requireCurrent(Database db) {
        int present = presentVersion(db);
        if (present == 0) {
            throw new StoreException(Kind.MISSING, db.file() + " holds nothing yet");
        }
        if (present < version) {
            throw new StoreException(Kind.REFUSED, db.file() + " is from an older version of this program; start the gate once, which brings it up to date");
        }
    }

    int presentVersion(Database db) {
        int present = Math.toIntExact(db.number("PRAGMA user_version"));
        boolean ours = db.number("PRAGMA application_id") == applicationId;
        if (!ours && (present != 0 || db.number("SELECT count(*) FROM sqlite_schema") > 0)) {
            throw new StoreException(Kind.REFUSED, db.file() + " is a database of another program; give the store a path of its own");
        }
        if (present > version) {
            throw new StoreException(Kind.REFUSED, db.file() + " was written by a newer version of this program (schema " + present
                    + ", this one knows " + version + "); install that version again");
        }
        return present;
    }

    private static void keepCopy(Database db, int present) {
        Path copy = StoreFiles.beside(db.file(), ".schema-" + present);
        try {
            Files.deleteIfExists(copy);   // of an attempt that did not end
        } catch (IOException e) {
            throw new StoreException(Kind.FAILED, "cannot replace " + copy + ": " + e.getMessage(), e);
        }
        db.copyTo(copy);
    }

    private String script(int number) {
        String name = folder + String.format(Locale.ROOT, "/%03d.sql", number);
        try (InputStream in = Schema.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new AssertionError("the program lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError("cannot read " + name, e);
        }
    }
}
