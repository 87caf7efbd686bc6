package io.campusgate.daemon;

import io.campusgate.domain.Direction;
import io.campusgate.domain.Draft;
import io.campusgate.domain.EventType;
import io.campusgate.store.Change;
import io.campusgate.store.Journal;
import io.campusgate.store.StoreException;
import io.campusgate.store.Stored;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one writer of the store. All that waits goes into one commit, so several lanes share a sync.
///
/// The thread `journal` writes; but whoever has a tap that waits for its record may write it there and then ([#writeNow]),
/// since waking another thread costs as much as the writing, as long as the disk is quick. One at a time has the turn.
/// What became of an entry that is on record (`passage`, `door`) waits up to a second for company, to share its sync.
///
/// When the store fails, a grant inwards and an operator's change are given up at once and whoever waits is told so
/// (nobody comes in without a record); everything else is kept, in order, and written as soon as the store can. The queue is
/// bounded: when it is full, drafts are given up in the same way and logged.
final class JournalWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);
    private static final int PLACES = 20_000;
    private static final int BATCH = 500;
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    /// A commit that takes longer is no favour that a reader's thread can do.
    private static final long QUICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /// Hears what became of a draft, on the thread that wrote it; must return quickly.
    interface Receipt {
        void recorded(long draft, long seq);

        void failed(long draft);

        /// For drafts nobody waits for.
        Receipt NONE = new Receipt() {
            @Override public void recorded(long draft, long seq) {}

            @Override public void failed(long draft) {}
        };
    }

    private sealed interface Job {}

    private record Waiting(Draft draft, List<Change> changes, Receipt receipt) implements Job {
        /// Given up when it cannot be written, and whoever waits is told: nobody is to come in late, and no change of the
        /// gate is to happen after its operator was told that it failed.
        boolean isNowOrNever() {
            return !changes.isEmpty() || draft.type() == EventType.ENTRY && draft.outcome().equals("granted")
                    && draft.direction().filter(d -> d == Direction.IN).isPresent();
        }

        boolean isPatient() {
            return changes.isEmpty() && (draft.type() == EventType.PASSAGE || draft.type() == EventType.DOOR);
        }
    }

    private record Work(Consumer<Journal> work) implements Job {}

    private final Journal journal;
    private final EventObserver follower;
    private final BlockingQueue<Job> queue = new LinkedBlockingQueue<>(PLACES);
    private final ReentrantLock turn = new ReentrantLock();
    private final List<Waiting> pending = new ArrayList<>();   // guarded by turn, as the journal is
    private final Thread thread;
    private volatile boolean running = true;
    private volatile boolean quick = true;   // the last commit was
    private volatile boolean urgent;         // something is queued that does not wait for company
    private volatile Optional<String> failure = Optional.empty();

    JournalWriter(Journal journal, EventObserver follower) {
        this.journal = journal;
        this.follower = follower;
        this.thread = Thread.ofPlatform().name("journal").start(this::run);
    }

    /// Takes the draft; never blocks.
    void append(Draft draft, Receipt receipt) {
        append(draft, List.of(), receipt);
    }

    /// @param changes written in the same commit
    void append(Draft draft, List<Change> changes, Receipt receipt) {
        put(draft, changes, receipt);
        urgent = true;
        wake();
    }

    /// As [#append], but leaves it to the caller to call [#wake] or [#writeNow] as soon as it can.
    void put(Draft draft, List<Change> changes, Receipt receipt) {
        Waiting waiting = new Waiting(draft, changes, receipt);
        if (!queue.offer(waiting)) {
            LOG.error("the journal's queue is full: a {} event is lost", draft.type().word());
            receipt.failed(draft.id());
        } else if (!waiting.isPatient()) {
            urgent = true;
        }
    }

    /// Has the thread write what is queued, if anything in it is urgent.
    void wake() {
        if (urgent) {
            LockSupport.unpark(thread);
        }
    }

    /// Writes what is queued on the caller's thread, which then waits for the disk; leaves it to the journal's thread if that
    /// is at it already, or if the disk is slow.
    void writeNow() {
        if (urgent && quick && turn.tryLock()) {
            try {
                urgent = false;
                collect();
                if (!queue.isEmpty()) {
                    urgent = true;   // the batch is full, or there is work for the thread
                }
                write();
                prepare();
            } catch (RuntimeException e) {
                LOG.error("a bug: the reader's thread goes on", e);
            } finally {
                turn.unlock();
            }
        }
        wake();
    }

    private void collect() {
        while (pending.size() < BATCH && queue.peek() instanceof Waiting next) {
            pending.add(next);
            queue.remove();
        }
    }

    /// What became of the entry just written is on its way by now, and will wait: its text can be made while nobody does.
    private void prepare() {
        collect();
        if (!pending.isEmpty() && !urgent) {
            journal.prepare(pending.stream().map(Waiting::draft).toList());
        }
    }

    /// Runs `work` on the journal's thread, after what is queued; the future ends with its result or its exception.
    <T> CompletableFuture<T> submit(Function<Journal, T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        boolean taken = queue.offer(new Work(j -> {
            try {
                result.complete(work.apply(j));
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        }));
        urgent = true;
        wake();
        if (!taken) {
            result.completeExceptionally(new StoreException(StoreException.Kind.FAILED, "the journal has too much to do"));
        }
        return result;
    }

    /// Waits until all that is queued now has been tried, at most for `patience`.
    void flush(Duration patience) throws InterruptedException {
        try {
            submit(_ -> true).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the journal is not done: {}", e.toString());
        }
    }

    /// Why the store cannot be written; empty while all is well.
    Optional<String> failure() {
        return failure;
    }

    private void run() {
        List<Job> batch = new ArrayList<>();
        boolean last;
        do {
            last = !running;
            turn.lock();
            try {
                urgent = false;
                queue.drainTo(batch, BATCH);
                handle(batch);
                if (queue.isEmpty() && pending.isEmpty()) {
                    rest();
                }
            } catch (RuntimeException e) {
                LOG.error("a bug: the journal's thread goes on", e);
            } finally {
                batch.clear();
                turn.unlock();
            }
            if (!urgent && queue.size() < BATCH && running) {
                LockSupport.parkNanos(this, failure.isEmpty() ? IDLE_NANOS : RETRY_NANOS);
            }
        } while ((!last || !queue.isEmpty()) && !Thread.interrupted());
    }

    private void rest() {
        try {
            journal.rest();
        } catch (StoreException e) {
            LOG.warn("the journal could not be tidied up: {}", e.getMessage());
        }
    }

    private void handle(List<Job> batch) {
        for (Job job : batch) {
            switch (job) {
                case Waiting r -> pending.add(r);
                case Work(var work) -> {
                    write();
                    work.accept(journal);
                }
            }
        }
        write();
    }

    /// Writes all that is pending in one commit.
    private void write() {
        if (pending.isEmpty()) {
            return;
        }
        List<Draft> drafts = new ArrayList<>(pending.size());
        List<Change> changes = new ArrayList<>();
        for (Waiting waiting : pending) {
            drafts.add(waiting.draft());
            changes.addAll(waiting.changes());
        }
        long start = System.nanoTime();
        try {
            List<Stored> stored = journal.append(drafts, changes);
            quick = System.nanoTime() - start < QUICK_NANOS;
            List<Waiting> written = List.copyOf(pending);
            pending.clear();
            for (int i = 0; i < written.size(); i++) {
                written.get(i).receipt().recorded(written.get(i).draft().id(), stored.get(i).seq());
            }
            if (failure.isPresent()) {
                LOG.info("the store can be written again");
                failure = Optional.empty();
            }
            follower.recorded(stored, drafts);
        } catch (StoreException e) {
            fail(e);
        }
    }

    private void fail(StoreException e) {
        if (failure.isEmpty()) {
            LOG.error("the store cannot be written: {}", e.getMessage());
        }
        failure = Optional.of(String.valueOf(e.getMessage()));
        quick = false;
        List<Waiting> given = pending.stream().filter(Waiting::isNowOrNever).toList();
        pending.removeAll(given);
        given.forEach(r -> r.receipt().failed(r.draft().id()));
        while (pending.size() > PLACES) {
            Waiting lost = pending.removeFirst();
            LOG.error("the store has failed for too long: a {} event is lost", lost.draft().type().word());
            lost.receipt().failed(lost.draft().id());
        }
    }

    /// Writes what is queued and stops; the journal stays open. Waits a few seconds at most.
    @Override public void close() {
        running = false;
        LockSupport.unpark(thread);
        try {
            thread.join(5000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
