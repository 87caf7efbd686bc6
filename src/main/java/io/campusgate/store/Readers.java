package io.campusgate.store;

import io.campusgate.store.StoreException.Kind;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/// Threads that read one journal, as many as there are processors, each on a connection of its own; what they make of it is
/// handed on in the order in which it was asked for. Belongs to one thread.
final class Readers<T> implements AutoCloseable {
    /// Asked for and not handed on yet, for each thread: enough that none waits, and few enough to hold.
    private static final int AHEAD = 2;

    private final Consumer<T> taker;
    private final int most;
    private final BlockingQueue<JournalReader> idle;
    private final List<JournalReader> all = new ArrayList<>();
    private final Deque<Future<T>> asked = new ArrayDeque<>();
    private final ExecutorService threads;

    Readers(Path store, Consumer<T> taker) {
        int count = Runtime.getRuntime().availableProcessors();
        this.taker = taker;
        this.most = AHEAD * count;
        this.idle = new ArrayBlockingQueue<>(count);
        this.threads = Executors.newFixedThreadPool(count, Thread.ofPlatform().name("journal-reader-", 1).factory());
        try {
            for (int i = 0; i < count; i++) {
                all.add(JournalReader.open(store));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        idle.addAll(all);
    }

    /// Has `work` done; waits, when enough is asked for, for the oldest of it.
    void read(Function<JournalReader, T> work) {
        asked.add(threads.submit(() -> {
            JournalReader reader = idle.take();   // there is one for each thread
            try {
                return work.apply(reader);
            } finally {
                idle.add(reader);
            }
        }));
        if (asked.size() == most) {
            handOn();
        }
    }

    /// Waits for all that was asked for.
    void finish() {
        while (!asked.isEmpty()) {
            handOn();
        }
    }

    private void handOn() {
        try {
            taker.accept(asked.remove().get());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StoreException s ? s : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(Kind.FAILED, "the reading was interrupted", e);
        }
    }

    /// What is asked for and not begun is not done any more.
    @Override public void close() {
        asked.forEach(future -> future.cancel(false));
        threads.close();
        all.forEach(JournalReader::close);
    }
}
