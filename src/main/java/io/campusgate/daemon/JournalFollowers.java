package io.campusgate.daemon;

import io.campusgate.domain.Draft;
import io.campusgate.store.Stored;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Whoever wants to know what has become durable: the link, the search index, the demo. Told on the journal's thread.
final class JournalFollowers implements EventObserver, AutoCloseable {
    private final EventObserver observer;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile long lastSeq;

    JournalFollowers(Path store, long lastSeq, EventObserver observer) {
        this.lastSeq = lastSeq;
        this.observer = observer;
    }

    /// The seq of the newest durable event.
    long lastSeq() {
        return lastSeq;
    }

    /// `listener` must return at once.
    void onRecorded(Runnable listener) {
        listeners.add(listener);
    }

    @Override public void recorded(List<Stored> events, List<Draft> drafts) {
        lastSeq = events.getLast().seq();
        listeners.forEach(Runnable::run);
        observer.recorded(events, drafts);
    }

    @Override public void close() {
        listeners.clear();
    }
}
