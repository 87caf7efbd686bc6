package io.campusgate.daemon;

import io.campusgate.domain.Draft;
import io.campusgate.domain.EventType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Makes the events that are not a lane's: of devices, clock, store, mode, operators. Thread-safe.
final class Drafts {
    /// The outcome of the types that have none.
    static final String NO_OUTCOME = "";
    private final GateClock clock;
    private final Supplier<CampusMode> mode;
    private final Supplier<String> whitelist;

    Drafts(GateClock clock, Supplier<CampusMode> mode, Supplier<String> whitelist) {
        this.clock = clock;
        this.mode = mode;
        this.whitelist = whitelist;
    }

    /// Details from names and values in turn, in that order.
    static Map<String, Object> details(Object... namesAndValues) {
        Map<String, Object> details = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            details.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return details;
    }

    /// @param details further members, in their order
    Draft of(EventType type, String outcome, Optional<String> reason, Map<String, Object> details) {
        return of(type, Optional.empty(), outcome, reason, details);
    }

    Draft of(EventType type, Optional<String> lane, String outcome, Optional<String> reason, Map<String, Object> details) {
        GateClock.Stamp now = clock.now();
        CampusMode m = mode.get();
        return new Draft(Draft.nextId(), Optional.empty(), now.time(), now.clock(), now.uptimeMs(), type, lane, Optional.empty(),
                outcome, reason, m.mode(), whitelist.get(), m.drill(), details, Optional.empty(), Optional.empty());
    }
}
