package io.campusgate.daemon;

import io.campusgate.config.GateConfig;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Draft;
import io.campusgate.domain.EventType;
import io.campusgate.domain.WhitelistVersion;
import io.campusgate.store.BlockedCard;
import io.campusgate.store.Change;
import io.campusgate.store.Journal;
import io.campusgate.store.StoreException;
import io.campusgate.store.WhitelistFile;
import io.campusgate.store.WhitelistFolder;
import io.campusgate.whitelist.bundle.Manifest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Puts a whitelist version in force and journals it: in the running gate while taps go on, or in the store of a gate that
/// is stopped. What the gate has to remember with it is in the same commit as the event.
public final class WhitelistChange {
    /// Where the store keeps the version that was last journaled as applied: one that differs came into force when the power
    /// was cut, and is journaled at the next start.
    private static final String NOTED = "whitelist_noted";
    private static final long PATIENCE_S = 30;
    private final Campus campus;
    private final GateClock clock;
    private volatile SignedFloor floor;

    /// @param floor as it was kept
    WhitelistChange(Campus campus, GateClock clock, SignedFloor floor) {
        this.campus = campus;
        this.clock = clock;
        this.floor = floor;
    }

    SignedFloor floor() {
        return floor;
    }

    /// @param arguments `version` (a local one), `by`
    synchronized Map<String, Object> adopt(Map<String, Object> arguments) throws ControlClient.Refused {
        if (!(arguments.get("version") instanceof String text) || !(arguments.get("by") instanceof String by)) {
            throw new ControlClient.Refused("'version' and 'by' are missing", "缺少“version”和“by”");
        }
        try {
            WhitelistVersion version = WhitelistVersion.parse(text);
            if (version.local() == 0) {
                throw new ControlClient.Refused("a signed version comes into force by its manifest alone", "签名的版本只能凭其清单生效");
            }
            campus.whitelist().adopt(version);
            return journal(by, List.of());
        } catch (IllegalArgumentException e) {
            throw new ControlClient.Refused(String.valueOf(e.getMessage()), "白名单版本写作 17 或 17+1");
        } catch (StoreException e) {
            campus.note(campus.drafts().of(EventType.WHITELIST, "refused", Optional.ofNullable(e.getMessage()), Drafts.details("by", by)));
            throw new ControlClient.Refused(e.sentence().english(), "白名单没有变动：" + e.sentence().chinese());
        }
    }

    /// @param putInForce does it, or throws; then nothing has changed and nothing is journaled
    synchronized Map<String, Object> adoptSigned(Manifest manifest, String kid, Runnable putInForce) throws ControlClient.Refused {
        putInForce.run();
        clock.newestSigned(Optional.of(manifest.issued()));
        floor = SignedFloor.after(manifest.version());
        return journal(kid, List.of(floor.change()));
    }

    /// A version that was put in force without its event, when the power was cut between the two.
    ///
    /// @param noted what the store has under [#NOTED]
    static Optional<Draft> missedEvent(Optional<String> noted, Drafts drafts, WhitelistFolder folder) {
        WhitelistVersion version = folder.version();
        return version.equals(WhitelistVersion.NONE) || noted.equals(Optional.of(version.toString())) ? Optional.empty()
                : Optional.of(applied(drafts, folder, "", 0));
    }

    /// Journals at the start what [#missedEvent] finds.
    void noteMissed(Optional<String> noted) {
        missedEvent(noted, campus.drafts(), campus.whitelist()).ifPresent(event -> {
            var _ = campus.record(event, List.of(noted()));
        });
    }

    static Optional<String> noted(Journal journal) {
        return journal.state(NOTED);
    }

    private Change noted() {
        return new Change.Put(NOTED, campus.whitelist().version().toString());
    }

    /// Lets any signed version follow the one in force.
    ///
    /// @param arguments `by`
    Map<String, Object> resetFloor(Map<String, Object> arguments) throws ControlClient.Refused {
        String by = ControlOrders.text(arguments, "by");
        CompletableFuture<Long> done;
        WhitelistVersion version;
        synchronized (this) {
            version = campus.whitelist().version();
            floor = SignedFloor.reset(version);
            clock.newestSigned(Optional.empty());
            done = campus.record(resetFloor(campus.drafts(), version, by), List.of(floor.change()));
        }
        ControlOrders.await(done);
        return Map.of("version", version.toString());
    }

    private static Draft resetFloor(Drafts drafts, WhitelistVersion version, String by) {
        return drafts.of(EventType.OPERATOR, "changed", Optional.empty(), Drafts.details("what", "reset_floor", "version", version.toString(), "by", by));
    }

    private Map<String, Object> journal(String by, List<Change> more) throws ControlClient.Refused {
        WhitelistVersion version = campus.whitelist().version();
        List<Change> ended = campus.clearBlocks();
        List<Change> changes = new ArrayList<>(ended);
        changes.addAll(more);
        changes.add(noted());
        try {
            long seq = campus.record(applied(campus.drafts(), campus.whitelist(), by, ended.size()), changes).get(PATIENCE_S, TimeUnit.SECONDS);
            return reply(version, seq, ended.size());
        } catch (ExecutionException | TimeoutException e) {
            throw new ControlClient.Refused("whitelist " + version + " is in force, but the store could not record it: " + e.getMessage(),
                    "白名单 " + version + " 已生效，但存储无法记录：" + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ControlClient.Refused("the gate daemon is stopping", "本门程序正在停止");
        }
    }

    /// The same where no daemon runs: takes the store for a moment.
    ///
    /// @throws StoreException if a daemon has it after all, or the version cannot be adopted; then nothing has changed
    public static Map<String, Object> adoptInStoppedGate(GateConfig config, WhitelistFolder folder, WhitelistVersion version, String by) {
        try (StoppedGate gate = StoppedGate.take(config, folder)) {
            folder.adopt(version);
            return journal(gate, folder, by, List.of());
        }
    }

    static Map<String, Object> journal(StoppedGate gate, WhitelistFolder folder, String by, List<Change> more) {
        WhitelistVersion version = folder.version();
        List<Change> ended = unblock(gate.journal().blocked().stream().map(BlockedCard::card).toList());
        List<Change> changes = new ArrayList<>(ended);
        changes.addAll(more);
        changes.add(new Change.Put(NOTED, version.toString()));
        return reply(version, gate.record(applied(gate.drafts(), folder, by, ended.size()), changes), ended.size());
    }

    /// [#resetFloor(Map)] where no daemon runs.
    public static Map<String, Object> resetFloorInStoppedGate(GateConfig config, String by) {
        try (WhitelistFolder folder = WhitelistFolder.view(config.store().path(), WhitelistImport.reading(config));
             StoppedGate gate = StoppedGate.take(config, folder)) {
            gate.record(resetFloor(gate.drafts(), folder.version(), by), List.of(SignedFloor.reset(folder.version()).change()));
            return Map.of("version", folder.version().toString());
        }
    }

    /// The next whitelist has confirmed or lifted every local block.
    static List<Change> unblock(Collection<CardNumber> cards) {
        return cards.stream().<Change>map(Change.Unblock::new).toList();
    }

    private static Draft applied(Drafts drafts, WhitelistFolder folder, String by, int blocksEnded) {
        Map<String, Object> details = by.isEmpty() ? Drafts.details() : Drafts.details("by", by);
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
