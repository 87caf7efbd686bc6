package io.campusgate.daemon;

import io.campusgate.config.GateConfig;
import io.campusgate.domain.Draft;
import io.campusgate.domain.EventType;
import io.campusgate.store.EventIndex;
import io.campusgate.store.Journal;
import io.campusgate.store.Purge;
import io.campusgate.store.StoreException;
import io.campusgate.store.WhitelistFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Cuts personal data out of the journal when it has been kept long enough: in a running gate once a day and whenever it is
/// asked, in steps between which whatever waits for the journal is written; in a stopped gate when it is asked. Nothing is
/// purged by a clock that cannot be trusted.
public final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final int STEP = 500;

    private final GateConfig config;
    private final Campus campus;
    private final GateClock clock;
    private final JournalWriter writer;
    private final EventIndex index;
    private LocalDate done = LocalDate.MIN;

    Retention(GateConfig config, Campus campus, GateClock clock, JournalWriter writer, EventIndex index) {
        this.config = config;
        this.campus = campus;
        this.clock = clock;
        this.writer = writer;
        this.index = index;
    }

    /// Does the day's purge if it is not done yet; blocks the housekeeping thread, not the journal's.
    synchronized void purgeOncePerDay() {
        Optional<Instant> now = clock.trusted();
        if (now.isEmpty() || !day(now.get()).isAfter(done)) {
            return;
        }
        try {
            purge(now.get());
        } catch (CompletionException e) {
            LOG.error("the purge stopped and goes on tomorrow: {}", String.valueOf(e.getCause()));
            done = day(now.get());
        }
    }

    /// Purges now, on a thread of its own; the future ends with the counts when they are journaled.
    ///
    /// @throws ControlClient.Refused if the clock cannot be trusted
    CompletableFuture<Map<String, Object>> purgeNow() throws ControlClient.Refused {
        Instant now = trusted(clock);
        return CompletableFuture.supplyAsync(() -> told(purge(now)), work -> Thread.ofVirtual().name("purge").start(work));
    }

    /// @throws CompletionException with the store's own exception
    private synchronized Purge.Counts purge(Instant now) {
        Purge purge = writer.submit(journal -> begin(journal, config, now, index)).join();
        CompletableFuture<Boolean> more = writer.submit(_ -> purge.step(STEP));
        while (more.join()) {
            more = writer.submit(_ -> purge.step(STEP));
        }
        done = day(now);
        note(campus.drafts(), purge.counts()).ifPresent(event -> campus.record(event, List.of()).join());
        return purge.counts();
    }

    private LocalDate day(Instant now) {
        return now.atZone(config.site().timezone()).toLocalDate();
    }

    /// The same in the store of a gate that is not running.
    ///
    /// @return as the running gate answers: `who`, `health`, `id_numbers`, `visitors`
    /// @throws ControlClient.Refused if the clock cannot be trusted
    /// @throws StoreException        if there is no store, or a daemon has it after all
    public static Map<String, Object> purgeStoppedGate(GateConfig config) throws ControlClient.Refused {
        Path store = config.store().path();
        if (!Files.exists(store)) {
            throw new StoreException(StoreException.Kind.MISSING, "there is no store at " + store);
        }
        try (WhitelistFolder folder = WhitelistFolder.view(store, WhitelistImport.reading(config));
             StoppedGate gate = StoppedGate.take(config, folder);
             EventIndex index = EventIndex.open(store)) {
            Purge purge = begin(gate.journal(), config, trusted(gate.clock()), index);
            while (purge.step(STEP)) {
                LOG.debug("purged so far: {}", purge.counts());
            }
            note(gate.drafts(), purge.counts()).ifPresent(event -> gate.record(event, List.of()));
            return told(purge.counts());
        }
    }

    private static Instant trusted(GateClock clock) throws ControlClient.Refused {
        return clock.trusted().orElseThrow(() -> new ControlClient.Refused(
                "the clock cannot be trusted, so nothing is purged: wait for network time, or tell the running gate the time (campus-gate clock set TIME)",
                "时钟不可信，因此没有清除任何内容：请等待网络对时，或用 campus-gate clock set 告诉正在运行的门禁现在的时间"));
    }

    private static Purge begin(Journal journal, GateConfig config, Instant now, EventIndex index) {
        return journal.purge(now.minus(Duration.ofDays(config.store().keepDays())),
                now.minus(Duration.ofDays(config.store().keepTemperatureDays())), index::forget);
    }

    private static Optional<Draft> note(Drafts drafts, Purge.Counts counts) {
        if (counts.isNothing()) {
            return Optional.empty();
        }
        LOG.info("purged {} names, {} temperatures, {} identity numbers and {} visitors", counts.who(), counts.health(), counts.idNumbers(),
                counts.visitors());
        return Optional.of(drafts.of(EventType.STORE, "purged", Optional.empty(), told(counts)));
    }

    private static Map<String, Object> told(Purge.Counts counts) {
        return Drafts.details("who", counts.who(), "health", counts.health(), "id_numbers", counts.idNumbers(), "visitors", counts.visitors());
    }
}
