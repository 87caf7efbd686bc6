package io.campusgate.store;

import io.campusgate.store.Database.Mode;
import io.campusgate.store.StoreException.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/// What a check of the hash chain found.
///
/// @param events   that are there
/// @param first    lowest seq, 0 for an empty journal
/// @param last     highest seq, 0 for an empty journal
/// @param gaps     places where seq numbers are missing: at the start, between two events, or at the end when the
///                 broker has been given later ones
/// @param breaks   events whose text does not fit their hash, or that do not follow the event before them
/// @param purged   events whose personal or health part has been cut out, which breaks nothing
/// @param findings the first gaps and breaks in plain words, in seq order
public record Verification(long events, long first, long last, long gaps, long breaks, long purged, List<String> findings) {
    private static final int EVENTS_AT_ONCE = 20_000;
    private static final int FINDINGS_KEPT = 100;

    public Verification {
        findings = List.copyOf(findings);
    }

    /// Told now and then how far a verification is, from any thread.
    public interface Progress {
        Progress SILENT = (done, total) -> {};

        void at(long done, long total);
    }

    public boolean isSound() {
        return gaps == 0 && breaks == 0;
    }

    /// Checks the events `from` to `to` on the connection given, in this thread.
    static Verification of(Database db, long from, long to) {
        ChainCheck check = ChainCheck.of(db, from, to);
        return new Verification(check.events(), from, to, check.gaps(), check.breaks(), check.purged(), check.findings());
    }

    /// Checks a whole journal in stretches, on all processors, each stretch on a connection of its own.
    ///
    /// @param published an event with this seq was handed out once, so the journal reaches at least as far
    static Verification whole(Path store, long first, long last, long published, Progress progress) {
        AtomicLong done = new AtomicLong();
        List<Future<Verification>> stretches = new ArrayList<>();
        try (ExecutorService workers = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            for (long from = first; from <= last && last > 0; from += EVENTS_AT_ONCE) {
                long start = from;
                long end = Math.min(last, from + EVENTS_AT_ONCE - 1);
                stretches.add(workers.submit(() -> {
                    try (Database db = Database.open(store, Mode.READ_ONLY)) {
                        Verification stretch = of(db, start, end);
                        progress.at(done.addAndGet(stretch.events), last - first + 1);
                        return stretch;
                    }
                }));
            }
        }
        return sum(stretches, first, last, published);
    }

    private static Verification sum(List<Future<Verification>> stretches, long first, long last, long published) {
        long events = 0;
        long gaps = 0;
        long breaks = 0;
        long purged = 0;
        List<String> findings = new ArrayList<>();
        for (Future<Verification> stretch : stretches) {
            Verification part = result(stretch);
            events += part.events;
            gaps += part.gaps;
            breaks += part.breaks;
            purged += part.purged;
            findings.addAll(part.findings.subList(0, Math.min(part.findings.size(), FINDINGS_KEPT - findings.size())));
        }
        if (published > last) {
            gaps++;
            findings.add("seq " + (last + 1) + " to " + published + " have been published and are missing");
        }
        return new Verification(events, first, last, gaps, breaks, purged, findings);
    }

    private static Verification result(Future<Verification> stretch) {
        try {
            return stretch.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StoreException s ? s : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(Kind.FAILED, "the verification was interrupted", e);
        }
    }
}
