package io.campusgate.store;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Walks a stretch of the journal in seq order and checks that each event is what its hash says and follows the one
/// before it. Not thread-safe.
final class ChainCheck {
    static final String ROWS = "SELECT seq, text, hash FROM journal WHERE seq BETWEEN ? AND ? ORDER BY seq";
    private static final String BEFORE = "SELECT seq, hash FROM journal WHERE seq < ? ORDER BY seq DESC LIMIT 1";
    private static final int FINDINGS_KEPT = 100;

    private final MessageDigest digest = Sha256.digest();
    private final List<String> findings = new ArrayList<>();
    private long events;
    private long gaps;
    private long breaks;
    private long purged;
    private long lastSeq;
    private byte[] lastHash;

    private ChainCheck(long lastSeq, byte[] lastHash) {
        this.lastSeq = lastSeq;
        this.lastHash = lastHash;
    }

    /// Checks the events `from` to `to`, the first of them against the event before it; the first event of all has
    /// seq 1 and a `prev` of zeros.
    static ChainCheck of(Database db, long from, long to) {
        ChainCheck check = db.first(BEFORE, row -> new ChainCheck(row.number(1), row.bytes(2)), from)
                .orElseGet(() -> new ChainCheck(0, new byte[32]));
        db.each(ROWS, row -> check.accept(row.number(1), row.bytes(2), row.bytes(3)), from, to);
        return check;
    }

    private void accept(long seq, byte[] text, byte[] hash) {
        EventParts parts = new EventParts(text);
        if (parts.isPurged("who") || parts.isPurged("health")) {
            purged++;
        }
        if (seq != lastSeq + 1) {
            gaps++;
            find(seq == lastSeq + 2 ? "seq " + (lastSeq + 1) + " is missing" : "seq " + (lastSeq + 1) + " to " + (seq - 1) + " are missing");
        } else if (!parts.follows(lastHash)) {
            breaks++;
            find("seq " + seq + " does not follow the event before it");
        }
        if (!isSound(parts, seq, hash)) {
            breaks++;
            find("seq " + seq + " is not what its hash says");
        }
        events++;
        lastSeq = seq;
        lastHash = hash;
    }

    private boolean isSound(EventParts parts, long seq, byte[] hash) {
        return parts.number("seq") == seq && parts.states(hash)
                && parts.computeHash(digest).filter(computed -> Arrays.equals(computed, hash)).isPresent();
    }

    private void find(String what) {
        if (findings.size() < FINDINGS_KEPT) {
            findings.add(what);
        }
    }

    long events() {
        return events;
    }

    long gaps() {
        return gaps;
    }

    long breaks() {
        return breaks;
    }

    long purged() {
        return purged;
    }

    List<String> findings() {
        return findings;
    }
}
