package io.campusgate.daemon;

import io.campusgate.config.GateConfig;
import io.campusgate.domain.ClockState;
import io.campusgate.domain.EventType;
import io.campusgate.store.Space;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What has to be looked at now and then, on one thread: the clock, the end of a mode, the room on the disk, what has been kept
/// long enough, and what the gate hands it for each minute. Writes nothing to the disk while nothing changes.
final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final long CLOCK_S = 5;
    private static final long SPACE_S = 10;
    private static final long PURGE_S = 300;
    private static final long MINUTE_S = 60;

    private final GateConfig config;
    private final Campus campus;
    private final GateClock clock;
    private final DiskSpace space;
    private final Retention retention;
    private final List<Runnable> eachMinute;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("housekeeping").factory());

    Housekeeping(GateConfig config, Campus campus, GateClock clock, DiskSpace space, Retention retention, List<Runnable> eachMinute) {
        this.config = config;
        this.campus = campus;
        this.clock = clock;
        this.space = space;
        this.retention = retention;
        this.eachMinute = List.copyOf(eachMinute);
    }

    void start() {
        every(0, CLOCK_S, this::lookAtClock);
        every(1, 1, this::lookAtMode);
        every(SPACE_S, SPACE_S, this::lookAtSpace);
        every(PURGE_S, PURGE_S, retention::purgeOncePerDay);
        eachMinute.forEach(work -> every(MINUTE_S, MINUTE_S, work));
    }

    /// Does at once what is due each minute; returns when it is done.
    void eachMinuteNow() throws InterruptedException, ExecutionException {
        for (Runnable work : eachMinute) {
            thread.submit(work).get();
        }
    }

    private void every(long firstS, long seconds, Runnable work) {
        ScheduledFuture<?> _ = thread.scheduleWithFixedDelay(() -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.error("a bug: housekeeping goes on", e);
            }
        }, firstS, seconds, TimeUnit.SECONDS);
    }

    private void lookAtClock() {
        clock.check().ifPresent(change -> {
            double seconds = change.by().toMillis() / 1000.0;
            if (change.stepped()) {
                LOG.warn("the system's clock was moved by {} s", seconds);
                campus.note(campus.drafts().of(EventType.CLOCK, "stepped", Optional.empty(), Drafts.details("seconds", seconds)));
            }
            if (change.before() != change.now() && change.now() == ClockState.SYNCED) {
                LOG.info("the clock can be trusted");
                campus.note(campus.drafts().of(EventType.CLOCK, "synced", Optional.empty(), Drafts.details()));
            } else if (change.before() != change.now()) {
                LOG.warn("the clock can no longer be trusted");
            }
        });
    }

    private void lookAtMode() {
        campus.mode().endedAt(clock.now().time()).ifPresent(next -> {
            LOG.info("mode {} has come to its end; {} again", campus.mode().mode().word(), next.mode().word());
            var _ = campus.change(next, Drafts.details("by", next.by()));
        });
    }

    private void lookAtSpace() {
        Space.Level before = space.refresh();
        Space.Level now = space.level();
        if (now == before || now == Space.Level.ENOUGH) {
            return;
        }
        LOG.error("{} MB are left for the store {}{}", space.freeMb(), config.store().path(),
                now == Space.Level.SPENT ? ": entries are refused until there is more" : "");
        campus.note(campus.drafts().of(EventType.STORE, "low_space", Optional.empty(), Drafts.details("free_mb", space.freeMb())));
    }

    @Override public void close() {
        thread.shutdownNow();
    }
}
