package io.campusgate.daemon;

import io.campusgate.config.GateConfig;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Draft;
import io.campusgate.domain.EventType;
import io.campusgate.domain.WhitelistVersion;
import io.campusgate.store.BlockedCard;
import io.campusgate.store.Change;
import io.campusgate.store.StoreException;
import io.campusgate.store.WhitelistFile;
import io.campusgate.store.WhitelistFolder;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Puts a whitelist version that was built aside in force, and journals it: in the running gate while taps go on, or in the
/// store of a gate that is stopped.
public final class WhitelistChange {
    private static final long PATIENCE_S = 30;
    private final Campus campus;
    private final GateClock clock;

    WhitelistChange(Campus campus, GateClock clock) {
        this.campus = campus;
        this.clock = clock;
    }

    /// @param arguments `version`, `by`
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
            return journal(version, by);
        } catch (StoreException | IllegalArgumentException e) {
            campus.note(campus.drafts().of(EventType.WHITELIST, "refused", Optional.ofNullable(e.getMessage()), Drafts.details("by", by)));
            throw new ControlClient.Refused(String.valueOf(e.getMessage()));
        }
    }

    private Map<String, Object> journal(WhitelistVersion version, String by) throws ControlClient.Refused {
        List<Change> ended = campus.clearBlocks();
        try {
            long seq = campus.record(applied(campus.drafts(), campus.whitelist(), by, ended.size()), ended).get(PATIENCE_S, TimeUnit.SECONDS);
            return reply(version, seq, ended.size());
        } catch (ExecutionException | TimeoutException e) {
            throw new ControlClient.Refused("whitelist " + version + " is in force, but the store could not record it: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ControlClient.Refused("the gate daemon is stopping");
        }
    }

    /// The same where no daemon runs: takes the store for a moment.
    ///
    /// @throws StoreException if a daemon has it after all, or the version cannot be adopted; then nothing has changed
    public static Map<String, Object> adoptInStoppedGate(GateConfig config, WhitelistFolder folder, WhitelistVersion version, String by) {
        try (StoppedGate gate = StoppedGate.take(config, folder)) {
            folder.adopt(version);
            List<Change> ended = unblock(gate.journal().blocked().stream().map(BlockedCard::card).toList());
            return reply(version, gate.record(applied(gate.drafts(), folder, by, ended.size()), ended), ended.size());
        }
    }

    /// The next whitelist has confirmed or lifted every local block.
    static List<Change> unblock(Collection<CardNumber> cards) {
        return cards.stream().<Change>map(Change.Unblock::new).toList();
    }

    private static Draft applied(Drafts drafts, WhitelistFolder folder, String by, int blocksEnded) {
        Map<String, Object> details = Drafts.details("by", by);
        folder.with(file -> {
            WhitelistFile.Difference difference = file.difference();
            details.put("people", file.counts().people());
            details.put("added", difference.added());
            details.put("removed", difference.removed());
            details.put("changed", difference.changed());
            return true;
        });
        if (blocksEnded > 0) {
            details.put("blocks_ended", blocksEnded);
        }
        return drafts.of(EventType.WHITELIST, "applied", Optional.empty(), details);
    }

    private static Map<String, Object> reply(WhitelistVersion version, long seq, int blocksEnded) {
        Map<String, Object> reply = new LinkedHashMap<>();
        reply.put("version", version.toString());
        reply.put("seq", seq);
        reply.put("blocks_ended", (long) blocksEnded);
        return reply;
    }
}
