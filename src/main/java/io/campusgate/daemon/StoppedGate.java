package io.campusgate.daemon;

import io.campusgate.config.GateConfig;
import io.campusgate.domain.Draft;
import io.campusgate.store.Change;
import io.campusgate.store.Journal;
import io.campusgate.store.StoreException;
import io.campusgate.store.WhitelistFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The store of a gate that is not running, taken for a moment by a command that changes something.
final class StoppedGate implements AutoCloseable {
    private final Journal journal;
    private final Drafts drafts;
    private final List<Draft> startNotes;

    private StoppedGate(Journal journal, Drafts drafts, List<Draft> startNotes) {
        this.journal = journal;
        this.drafts = drafts;
        this.startNotes = startNotes;
    }

    /// @throws StoreException if a daemon has it after all
    static StoppedGate take(GateConfig config, WhitelistFolder folder) {
        Journal journal = Journal.open(config.store().path(), config.site().gate(), config.site().timezone());
        GateClock clock = Gate.clock(config, journal, folder);
        var _ = clock.check();
        CampusMode mode = journal.state(CampusMode.KEY).map(CampusMode::parse).orElse(CampusMode.START);
        Drafts drafts = new Drafts(clock, () -> mode, () -> folder.version().toString());
        // the gate's own next start will not see any more how the last run ended
        return new StoppedGate(journal, drafts, Gate.isUnclean(journal.opening()) ? Gate.startNotes(journal.opening(), drafts) : List.of());
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
        List<Draft> events = new ArrayList<>(startNotes);
        events.add(event);
        return journal.append(events, changes).getLast().seq();
    }

    @Override public void close() {
        journal.close();
    }
}
