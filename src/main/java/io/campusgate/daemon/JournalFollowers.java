package io.campusgate.daemon;

import io.campusgate.domain.Draft;
import io.campusgate.store.EventIndex;
import io.campusgate.store.StoreException;
import io.campusgate.store.Stored;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whoever wants to know what has become durable: the link, the search index, the pages, the demo. Told on the journal's thread; the
/// index follows on a thread of its own, a moment later.
final class JournalFollowers implements EventObserver, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalFollowers.class);
    private static final int INDEX_AT_ONCE = 1_000;
    /// The index is for people who search, who can wait; taps cannot.
    private static final long INDEX_PAUSE_MS = 500;

    private final List<EventObserver> observers = new CopyOnWriteArrayList<>();
    private final EventIndex index;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Semaphore news = new Semaphore(1);
    private final Thread indexer;
    private volatile long lastSeq;

    /// @param index closed with this
    JournalFollowers(EventIndex index, long lastSeq, EventObserver observer) {
        this.index = index;
        this.lastSeq = lastSeq;
        this.observers.add(observer);
        this.indexer = Thread.ofPlatform().daemon().name("index").start(this::follow);
    }

    /// The seq of the newest durable event.
    long lastSeq() {
        return lastSeq;
    }

    EventIndex index() {
        return index;
    }

    /// `listener` must return at once.
    void onRecorded(Runnable listener) {
        listeners.add(listener);
    }

    void add(EventObserver observer) {
        observers.add(observer);
    }

    void remove(EventObserver observer) {
        observers.remove(observer);
    }

    @Override public void recorded(List<Stored> events, List<Draft> drafts) {
        lastSeq = events.getLast().seq();
        listeners.forEach(Runnable::run);
        observers.forEach(observer -> observer.recorded(events, drafts));
        news.drainPermits();
        news.release();
    }

    private void follow() {
        try {
            while (true) {
                news.acquire();
                for (int done = INDEX_AT_ONCE; done > 0; ) {
                    done = index.follow(INDEX_AT_ONCE);
                }
                TimeUnit.MILLISECONDS.sleep(INDEX_PAUSE_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();   // stopping
        } catch (StoreException e) {
            LOG.error("the search index has stopped; searches go on, slower: {}", e.getMessage());
        }
    }

    @Override public void close() {
        listeners.clear();
        indexer.interrupt();
        try {
            indexer.join(2000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        index.close();
    }
}
