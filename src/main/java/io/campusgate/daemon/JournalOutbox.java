package io.campusgate.daemon;

import io.campusgate.link.Outbox;
import io.campusgate.store.Cursors;
import io.campusgate.store.JournalReader;
import io.campusgate.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The journal as the link's queue. Reads on a connection of its own, on the link's thread; the marks are written by the
/// journal's thread.
final class JournalOutbox implements Outbox, AutoCloseable {
    private static final long PATIENCE_S = 5;
    private final JournalReader reader;
    private final String journalId;
    private final JournalWriter writer;
    private final JournalFollowers followers;
    private final Cursors stored;

    JournalOutbox(Path store, String journalId, JournalWriter writer, JournalFollowers followers) {
        this.reader = JournalReader.open(store);
        this.journalId = journalId;
        this.writer = writer;
        this.followers = followers;
        this.stored = reader.cursors();
    }

    @Override public List<Event> after(long seq, int max) throws IOException {
        try {
            return reader.range(seq + 1, lastSeq(), max).stream()   // what is behind it may yet be taken back
                    .map(s -> new Event(s.seq(), s.type(), s.text())).toList();
        } catch (StoreException e) {
            throw new IOException("the journal cannot be read: " + e.getMessage(), e);
        }
    }

    @Override public long lastSeq() {
        return followers.lastSeq();
    }

    @Override public String journalId() {
        return journalId;
    }

    @Override public long published() {
        return stored.published();
    }

    @Override public long confirmed() {
        return stored.confirmed();
    }

    @Override public void store(long published, long confirmed) throws IOException {
        try {
            writer.submit(journal -> {
                journal.setCursors(new Cursors(published, confirmed));
                return true;
            }).get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the marks of the link could not be stored: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override public void close() {
        reader.close();
    }
}
