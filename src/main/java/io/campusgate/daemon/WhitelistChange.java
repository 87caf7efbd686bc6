package io.campusgate.daemon;

import io.campusgate.domain.EventType;
import io.campusgate.domain.WhitelistVersion;
import io.campusgate.store.Change;
import io.campusgate.store.StoreException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Puts a whitelist version that was built aside in force while taps go on, and journals it.
final class WhitelistChange {
    private static final long PATIENCE_S = 30;
    /// What the importer counted, in this order in the event.
    private static final List<String> COUNTS = List.of("people", "added", "removed", "changed");
    private final Campus campus;
    private final GateClock clock;

    WhitelistChange(Campus campus, GateClock clock) {
        this.campus = campus;
        this.clock = clock;
    }

    /// @param arguments `version`, `by`, and the counts
    synchronized Map<String, Object> adopt(Map<String, Object> arguments) throws ControlClient.Refused {
        if (!(arguments.get("version") instanceof String text) || !(arguments.get("by") instanceof String by)) {
            throw new ControlClient.Refused("'version' and 'by' are missing");
        }
        try {
            WhitelistVersion version = WhitelistVersion.parse(text);
            campus.whitelist().adopt(version);
            if (version.local() == 0) {
                clock.newestSigned(campus.whitelist().rulebook().issued());
            }
            return journal(version, by, arguments);
        } catch (StoreException | IllegalArgumentException e) {
            campus.note(campus.drafts().of(EventType.WHITELIST, "refused", Optional.ofNullable(e.getMessage()), Drafts.details("by", by)));
            throw new ControlClient.Refused(String.valueOf(e.getMessage()));
        }
    }

    private Map<String, Object> journal(WhitelistVersion version, String by, Map<String, Object> arguments) throws ControlClient.Refused {
        Map<String, Object> details = Drafts.details("by", by);
        for (String count : COUNTS) {
            if (arguments.get(count) instanceof Long n) {
                details.put(count, n);
            }
        }
        List<Change> lifted = new ArrayList<>(campus.clearBlocks());
        if (!lifted.isEmpty()) {
            details.put("blocks_ended", lifted.size());
        }
        try {
            long seq = campus.record(campus.drafts().of(EventType.WHITELIST, "applied", Optional.empty(), details), lifted)
                    .get(PATIENCE_S, TimeUnit.SECONDS);
            Map<String, Object> reply = new LinkedHashMap<>();
            reply.put("version", version.toString());
            reply.put("seq", seq);
            reply.put("blocks_ended", lifted.size());
            return reply;
        } catch (ExecutionException | TimeoutException e) {
            throw new ControlClient.Refused("whitelist " + version + " is in force, but the store could not record it: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ControlClient.Refused("the gate daemon is stopping");
        }
    }
}
