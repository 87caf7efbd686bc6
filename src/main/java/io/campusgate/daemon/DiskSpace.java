package io.campusgate.daemon;

import io.campusgate.store.Space;
import io.campusgate.store.StoreException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The room left for the store, asked for now and then and remembered, since every tap wants to know. Thread-safe.
final class DiskSpace {
    private static final Logger LOG = LoggerFactory.getLogger(DiskSpace.class);
    private final Supplier<Space> source;
    private volatile Space last;

    DiskSpace(Supplier<Space> source) {
        this.source = source;
        this.last = source.get();
    }

    /// Asks again; returns the level before.
    Space.Level refresh() {
        Space.Level before = last.level();
        try {
            last = source.get();
        } catch (StoreException e) {
            LOG.warn("{}", e.getMessage());
        }
        return before;
    }

    Space.Level level() {
        return last.level();
    }

    /// Whether entries can still be recorded for certain.
    boolean hasRoom() {
        return last.level() != Space.Level.SPENT;
    }

    long freeMb() {
        return last.freeMegabytes();
    }
}
