package io.campusgate.daemon;

import io.campusgate.config.GateConfig;
import io.campusgate.domain.ClockState;
import io.campusgate.domain.EventType;
import io.campusgate.store.EventIndex;
import io.campusgate.store.Purge;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Cuts personal data out of the journal when it has been kept long enough: once a day, in steps between which whatever
/// waits for the journal is written. Nothing is purged by a clock that cannot be trusted.
final class Retention {
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
    void purgeOncePerDay() {
        GateClock.Stamp now = clock.now();
        LocalDate today = now.time().atZone(config.site().timezone()).toLocalDate();
        if (now.clock() != ClockState.SYNCED || !today.isAfter(done)) {
            return;
        }
        try {
            Purge purge = writer.submit(journal -> journal.purge(now.time().minus(Duration.ofDays(config.store().keepDays())),
                    now.time().minus(Duration.ofDays(config.store().keepTemperatureDays())), index::forget)).join();
            CompletableFuture<Boolean> more = writer.submit(_ -> purge.step(STEP));
            while (more.join()) {
                more = writer.submit(_ -> purge.step(STEP));
            }
            done = today;
            Purge.Counts counts = purge.counts();
            if (!counts.isNothing()) {
                LOG.info("purged {} names, {} temperatures, {} identity numbers and {} visitors", counts.who(), counts.health(), counts.idNumbers(),
                        counts.visitors());
                campus.note(campus.drafts().of(EventType.STORE, "purged", Optional.empty(),
                        Drafts.details("who", counts.who(), "health", counts.health(), "id_numbers", counts.idNumbers(), "visitors", counts.visitors())));
            }
        } catch (CompletionException e) {
            LOG.error("the purge stopped and goes on tomorrow: {}", String.valueOf(e.getCause()));
            done = today;
        }
    }
}
