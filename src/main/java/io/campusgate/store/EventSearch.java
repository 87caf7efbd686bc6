package io.campusgate.store;

import io.campusgate.store.Database.Mode;
import io.campusgate.store.EventIndex.Reached;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/// Finds events again, whether the daemon runs or not. The index narrows down, the event's own text decides, and what is not
/// indexed yet is looked through; so an index that lags, or is not there, costs time only. Belongs to one thread at a time.
public final class EventSearch implements AutoCloseable {
    /// Events read at once: few at first, since often the first ones are all that is wanted.
    private static final int FIRST = 64;
    private static final int MOST = 256;

    private final JournalReader journal;
    private final Optional<Database> index;

    private EventSearch(JournalReader journal, Optional<Database> index) {
        this.journal = journal;
        this.index = index;
    }

    /// @param store the journal's file
    /// @throws StoreException MISSING if there is no store
    public static EventSearch open(Path store) {
        JournalReader journal = JournalReader.open(store);
        try {
            return new EventSearch(journal, openIndex(StoreFiles.index(store)));
        } catch (RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    private static Optional<Database> openIndex(Path file) {
        try {
            Database db = Database.open(file, Mode.READ_ONLY);
            try {
                Schema.INDEX.requireCurrent(db);
                return Optional.of(db);
            } catch (StoreException e) {
                db.close();
                throw e;
            }
        } catch (StoreException e) {
            return Optional.empty();   // not there yet, older, or damaged: the journal itself is searched
        }
    }

    public Optional<Stored> find(long seq) {
        return journal.find(seq);
    }

    /// The seq of the newest event; 0 for an empty journal.
    public long lastSeq() {
        return journal.lastSeq();
    }

    /// The newest events that match, newest first.
    public List<Stored> newest(EventFilter filter) {
        return page(filter, Integer.MAX_VALUE).events();
    }

    /// A part of an answer, newest first.
    ///
    /// @param next what is older begins below this seq; empty if there is nothing more
    public record Page(List<Stored> events, OptionalLong next) {}

    /// The newest events that match, up to the limit, as far as they are found among the newest `most` that may match: words
    /// that occur in many values but hardly ever together could else take minutes, and the answer comes in parts instead.
    public Page page(EventFilter filter, int most) {
        List<Stored> found = new ArrayList<>();
        long[] seen = {0, 0};
        proposed(filter, 1, Order.NEWEST_FIRST, stretch -> read(stretch, event -> {
            if (filter.matches(event)) {
                found.add(event.event());
            }
            seen[1] = event.event().seq();
            return ++seen[0] < most && found.size() < filter.limit();
        }));
        boolean whole = seen[0] < most && found.size() < filter.limit();
        return new Page(found, whole || seen[1] <= 1 ? OptionalLong.empty() : OptionalLong.of(seen[1]));
    }

    /// Where the newest `limit` matching events begin; 1 if there are not so many.
    public long seqOfOldestAmongNewest(EventFilter filter) {
        if (filter.isEverything()) {
            return Math.max(1, Math.min(journal.lastSeq(), filter.before() - 1) - filter.limit() + 1);
        }
        long[] seen = {0, 1};
        Predicate<Long> counted = seq -> {
            seen[1] = seq;
            return ++seen[0] < filter.limit();
        };
        boolean fewer = proposed(filter, 1, Order.NEWEST_FIRST, stretch -> stretch.isCertain
                ? Arrays.stream(stretch.seqs).allMatch(counted::test)
                : read(stretch, event -> !filter.matches(event) || counted.test(event.event().seq())));
        return fewer ? 1 : seen[1];
    }

    /// Hands the matching events from `first` on to `reader`, oldest first and whatever the limit, until it says false.
    public void eachOldestFirst(EventFilter filter, long first, Predicate<Stored> reader) {
        proposed(filter, first, Order.OLDEST_FIRST, stretch -> read(stretch, event -> !filter.matches(event) || reader.test(event.event())));
    }

    /// Reads the matching events from `first` on, whatever the limit, on all processors, each with a connection of its own.
    ///
    /// @param work  makes something of the next ones, oldest first, at most some hundred; on any thread, several at once
    /// @param taker gets what was made, in the order of the journal, in the caller's thread
    public <T> void eachInParallel(EventFilter filter, long first, Function<List<Found>, T> work, Consumer<T> taker) {
        try (Readers<T> readers = new Readers<>(journal.file(), taker)) {
            proposed(filter, first, Order.OLDEST_FIRST, stretch -> {
                readers.read(reader -> work.apply(reader.at(stretch.seqs).stream().map(Found::new).filter(filter::matches).toList()));
                return true;
            });
            readers.finish();
        }
    }

    private enum Order { NEWEST_FIRST, OLDEST_FIRST }

    /// Seqs of events that may match, in order.
    private static final class Stretch {
        private final long[] seqs;
        /// That they match, by the index.
        private final boolean isCertain;

        Stretch(long[] seqs, boolean isCertain) {
            this.seqs = seqs;
            this.isCertain = isCertain;
        }
    }

    /// @return whether the taker wants more
    private boolean read(Stretch stretch, Predicate<Found> taker) {
        return journal.at(stretch.seqs).stream().map(Found::new).allMatch(taker);
    }

    /// Hands over where events may match, until `taker` says false.
    ///
    /// @return whether the taker wants more
    private boolean proposed(EventFilter filter, long from, Order order, Predicate<Stretch> taker) {
        long reached = reached();
        long first = Math.max(from, journal.firstSeq());
        long last = Math.min(filter.before() - 1, journal.lastSeq());
        return switch (order) {
            case NEWEST_FIRST -> all(Math.max(first, reached + 1), last, order, taker) && byIndex(filter, first, Math.min(reached, last), order, taker);
            case OLDEST_FIRST -> byIndex(filter, first, Math.min(reached, last), order, taker) && all(Math.max(first, reached + 1), last, order, taker);
        };
    }

    private long reached() {
        return index.map(EventIndex::reached).filter(r -> r.isOf(journal)).orElse(Reached.NOTHING).seq();
    }

    private boolean byIndex(EventFilter filter, long first, long last, Order order, Predicate<Stretch> taker) {
        return index.filter(_ -> first <= last).flatMap(db -> IndexQuery.of(db, filter, first, last).map(query -> byIndex(db, query, filter, order, taker)))
                .orElse(true);
    }

    private boolean byIndex(Database db, IndexQuery query, EventFilter filter, Order order, Predicate<Stretch> taker) {
        List<IndexQuery.Span> spans = order == Order.NEWEST_FIRST ? query.spans().reversed() : query.spans();
        if (query.match().isEmpty()) {
            return spans.stream().allMatch(span -> all(span.first(), span.last(), order, taker));
        }
        String sql = "SELECT rowid FROM posting WHERE posting MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid" + (order == Order.NEWEST_FIRST ? " DESC" : "");
        Proposals proposals = new Proposals(filter.isOfFields(), taker);
        for (IndexQuery.Span span : spans) {
            db.eachWhile(sql, row -> proposals.add(row.number(1)), query.match(), span.first(), span.last());
            if (!proposals.goOn) {
                return false;
            }
        }
        return proposals.flush();
    }

    private static boolean all(long first, long last, Order order, Predicate<Stretch> taker) {
        int size = FIRST;
        for (long done = 0; first + done <= last; size = Math.min(MOST, 2 * size)) {
            long count = Math.min(size, last - first + 1 - done);
            long start = order == Order.NEWEST_FIRST ? last - done : first + done;
            long step = order == Order.NEWEST_FIRST ? -1 : 1;
            if (!taker.test(new Stretch(LongStream.range(0, count).map(i -> start + step * i).toArray(), false))) {
                return false;
            }
            done += count;
        }
        return true;
    }

    /// Collects what the index proposes, so that the journal is asked for many at once.
    private static final class Proposals {
        private final boolean areCertain;
        private final Predicate<Stretch> taker;
        private long[] seqs = new long[FIRST];
        private int size;
        private boolean goOn = true;

        Proposals(boolean areCertain, Predicate<Stretch> taker) {
            this.areCertain = areCertain;
            this.taker = taker;
        }

        /// @return whether more are wanted
        boolean add(long seq) {
            seqs[size++] = seq;
            return size < seqs.length || flush();
        }

        /// @return whether more are wanted
        boolean flush() {
            if (goOn && size > 0) {
                goOn = taker.test(new Stretch(Arrays.copyOf(seqs, size), areCertain));
                seqs = new long[Math.min(MOST, 2 * seqs.length)];
            }
            size = 0;
            return goOn;
        }
    }

    @Override public void close() {
        try (JournalReader _ = journal) {
            index.ifPresent(Database::close);
        }
    }
}
