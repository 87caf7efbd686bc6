package io.campusgate.store;

import io.campusgate.store.Database.Mode;
import io.campusgate.store.StoreException.Kind;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Opens the journal's file at the start of the daemon: brings the schema up to date, counts the boot, looks at what an
/// unclean stop left, and begins anew beside a file that is damaged.
final class JournalStart {
    /// Checked after an unclean stop, before the first tap. Covers what a flood of 200 taps a second leaves open.
    private static final int TAIL = 5_000;

    /// The open file and what was found.
    record Started(Database db, Opening opening) {}

    private final Path file;
    private final ZoneId zone;

    JournalStart(Path file, ZoneId zone) {
        this.file = file;
        this.zone = zone;
    }

    Started start() {
        try {
            if (WalFile.isDamaged(file)) {
                throw new StoreException(Kind.DAMAGED, file + "-wal is damaged");
            }
            return open(Optional.empty());
        } catch (StoreException e) {
            if (e.kind() != Kind.DAMAGED) {
                throw e;
            }
            return open(Optional.of(setAside()));
        }
    }

    private Started open(Optional<Path> setAside) {
        Database db = Database.open(file, Mode.DURABLE);
        try {
            boolean created = Schema.JOURNAL.migrate(db) == 0;
            StateTables state = new StateTables(db);
            boolean unclean = state.get(StateTables.RUNNING).isPresent();
            List<Long> unresolved = unclean ? checkTail(db) : List.of();
            db.inTransaction(() -> {
                if (state.get(StateTables.JOURNAL_ID).isEmpty()) {
                    state.put(StateTables.JOURNAL_ID, newId());
                }
                state.put(StateTables.BOOT, state.number(StateTables.BOOT) + 1);
                state.put(StateTables.RUNNING, 1);
            });
            return new Started(db, new Opening(created, setAside, unclean, unresolved));
        } catch (RuntimeException e) {
            db.close();
            throw e;
        }
    }

    /// 8 hex digits that no journal of this gate had before, by chance of one in four thousand million.
    static String newId() {
        byte[] id = new byte[4];
        new SecureRandom().nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    /// @throws StoreException DAMAGED if the tail's chain does not hold
    private static List<Long> checkTail(Database db) {
        long last = db.number("SELECT coalesce(max(seq), 0) FROM journal");
        long from = Math.max(1, last - TAIL + 1);
        Verification tail = Verification.of(db, from, last);
        if (!tail.isSound()) {
            throw new StoreException(Kind.DAMAGED, db.file() + " is damaged: " + tail.findings().getFirst());
        }
        Set<Long> open = new TreeSet<>();
        db.each("SELECT seq, text FROM journal WHERE seq BETWEEN ? AND ? ORDER BY seq", row -> {
            EventParts event = new EventParts(row.bytes(2));
            switch (event.text("type").orElse("")) {
                case "entry" -> {
                    if (event.says("direction", "in") && event.says("outcome", "granted")) {
                        open.add(row.number(1));
                    }
                }
                case "passage" -> open.remove(event.number("entry"));
                default -> { }
            }
        }, from, last);
        return new ArrayList<>(open);
    }

    /// Renames the file and its log to `gate.db.damaged-<time>`, so that they still belong together.
    private Path setAside() {
        Path aside = StoreFiles.beside(file, StoreFiles.unusedSuffix(file, "damaged", zone));
        StoreFiles.rename(file, aside);
        return aside;
    }
}
