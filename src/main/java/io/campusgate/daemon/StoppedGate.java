package io.campusgate.daemon;

import io.campusgate.config.GateConfig;
import io.campusgate.domain.Draft;
import io.campusgate.store.Change;
import io.campusgate.store.Journal;
import io.campusgate.store.StoreException;
import io.campusgate.store.WhitelistFolder;
import java.util.List;
import java.util.Optional;

/// The store of a gate that is not running, taken for a moment by a command that changes something.
final class StoppedGate implements AutoCloseable {
    private final Journal journal;
    private final GateClock clock;
    private final Drafts drafts;

    private StoppedGate(Journal journal, GateClock clock, Drafts drafts) {
        this.journal = journal;
        this.clock = clock;
        this.drafts = drafts;
    }

    /// @throws StoreException if a daemon has it after all
    static StoppedGate take(GateConfig config, WhitelistFolder folder) {
        Journal journal = Journal.open(config.store().path(), config.site().gate(), config.site().timezone());
        GateClock clock = Gate.clock(config, journal, folder);
        var _ = clock.check();
        CampusMode mode = journal.state(CampusMode.KEY).map(CampusMode::parse).orElse(CampusMode.START);
        Drafts drafts = new Drafts(clock, () -> mode, () -> folder.version().toString());
        if (Gate.isUnclean(journal.opening())) {   // the gate's own next start will not see any more how the last run ended
            journal.append(Gate.startNotes(journal.opening(), drafts));
        }
        return new StoppedGate(journal, clock, drafts);
    }

    GateClock clock() {
        return clock;
    }

    Drafts drafts() {
        return drafts;
    }

    Journal journal() {
        return journal;
    }

    Optional<String> state(String key) {
        return journal.state(key);
    }

    /// @return the event's seq; it is durable
    long record(Draft event, List<Change> changes) {
        return journal.append(List.of(event), changes).getLast().seq();
    }

    @Override public void close() {
        journal.close();
    }
}
