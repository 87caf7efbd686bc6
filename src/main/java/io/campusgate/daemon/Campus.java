package io.campusgate.daemon;

import io.campusgate.config.GateConfig;
import io.campusgate.decision.History;
import io.campusgate.decision.Moment;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Credential;
import io.campusgate.domain.Draft;
import io.campusgate.domain.EventType;
import io.campusgate.domain.Lookup;
import io.campusgate.domain.Who;
import io.campusgate.passage.Action;
import io.campusgate.passage.Event;
import io.campusgate.passage.Surroundings;
import io.campusgate.store.BlockedCard;
import io.campusgate.store.Change;
import io.campusgate.store.StoreException;
import io.campusgate.store.WhitelistFolder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What all lanes of the gate share: mode, history, whitelist, block list, the way to the journal. What the lanes ask for
/// comes in the gate loop's turn; [#lookup] and the readings below it may be asked by any thread.
final class Campus implements Circumstances {
    private static final Logger LOG = LoggerFactory.getLogger(Campus.class);

    private final GateConfig config;
    private final GateClock clock;
    private final JournalWriter journal;
    private final WhitelistFolder whitelist;
    private final BooleanSupplier spaceLeft;
    private final History history;
    private final Drafts drafts;
    private final WalkIns walkIns;
    private final Set<CardNumber> blocked = ConcurrentHashMap.newKeySet();
    private final Map<Action.Alarm, LongAdder> alarms = new EnumMap<>(Action.Alarm.class);
    private final ExecutorService lookups = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("lookup").factory());
    private volatile CampusMode mode;
    private volatile GateLoop loop;
    private List<Lane> lanes = List.of();
    private Optional<DriftWatch> drift = Optional.empty();

    /// @param mode      as it was kept
    /// @param spaceLeft whether the disk has room for further records
    /// @param history   filled from the journal
    /// @param walkIns   whose passes made here still count
    Campus(GateConfig config, GateClock clock, JournalWriter journal, WhitelistFolder whitelist, BooleanSupplier spaceLeft,
           History history, CampusMode mode, Set<CardNumber> blocked, WalkIns walkIns) {
        this.config = config;
        this.clock = clock;
        this.journal = journal;
        this.whitelist = whitelist;
        this.spaceLeft = spaceLeft;
        this.history = history;
        this.mode = mode;
        this.blocked.addAll(blocked);
        this.walkIns = walkIns;
        this.drafts = new Drafts(clock, () -> this.mode, () -> whitelist.version().toString());
        this.loop = new GateLoop(List.of(), journal);
        for (Action.Alarm alarm : Action.Alarm.values()) {
            alarms.put(alarm, new LongAdder());
        }
    }

    /// Before the loop starts.
    void own(List<Lane> all, GateLoop gateLoop, DriftWatch thermometers) {
        lanes = List.copyOf(all);
        drift = Optional.of(thermometers);
        loop = gateLoop;
    }

    // what a lane asks for, in the loop's turn

    @Override public Surroundings surroundings() {
        GateClock.Stamp now = clock.now();
        CampusMode m = mode;
        return new Surroundings(now.uptime(), new Moment(now.time(), now.clock(), config.site().timezone()), now.uptimeMs(), m.mode(),
                m.drill(), journal.failure().isEmpty() && spaceLeft.getAsBoolean(), whitelist.rulebook(), history, config.site().gate(),
                config.store().syncTimeout());
    }

    @Override public void post(Lane lane, Event event) {
        loop.post(lane, event);
    }

    @Override public void append(Lane lane, Draft draft) {
        List<Change> changes = new ArrayList<>();
        if (draft.outcome().equals("granted") && draft.details().get("pass") instanceof String pass) {
            changes.add(new Change.PassEntries(pass, 1));
        }
        if (draft.type() == EventType.ENTRY && draft.who().map(Who::credential).orElse(null) instanceof Credential.IdCard(var number, _)) {
            walkIns.vault().ifPresent(v -> changes.add(new Change.KeepIdNumber(number, v, draft.time())));
        }
        journal.put(draft, changes, lane.receipt());
        drift.ifPresent(d -> d.recorded(lane.id(), draft));
    }

    @Override public void identify(Lane lane, long entry, Credential credential) {
        lookups.execute(() -> loop.post(lane, new Event.Identified(entry, lookup(credential))));
    }

    @Override public void remember(History.Change change) {
        history.apply(change);
        if (change instanceof History.Change.PassEntries(var pass, var by) && by < 0) {
            var _ = journal.submit(j -> j.append(List.of(), List.of(new Change.PassEntries(pass, by))));
        }
    }

    @Override public void raise(Lane lane, Action.Alarm alarm) {
        raise(lane.id(), alarm);
    }

    /// As a lane does; from any thread.
    void raise(String lane, Action.Alarm alarm) {
        alarms.getOrDefault(alarm, new LongAdder()).increment();
        LOG.warn("lane {}: alarm {}", lane, alarm.word());
    }

    // what any thread may ask

    /// What the whitelist in force says; empty if it could not be read.
    Optional<Lookup> lookup(Credential credential) {
        try {
            return Optional.of(walkIns.with(whitelist.lookup(credential, this::isBlocked)));
        } catch (StoreException e) {
            LOG.error("the whitelist cannot be read: {}", e.getMessage());
            return Optional.empty();
        }
    }

    WalkIns walkIns() {
        return walkIns;
    }

    /// Remembers something that no lane saw, in its turn on the loop's thread.
    void rememberLater(History.Change change) {
        loop.post(() -> history.apply(change));
    }

    boolean isBlocked(Credential credential) {
        return credential instanceof Credential.Card(var number) && blocked.contains(number);
    }

    CampusMode mode() {
        return mode;
    }

    Drafts drafts() {
        return drafts;
    }

    WhitelistFolder whitelist() {
        return whitelist;
    }

    Map<String, Long> alarms() {
        Map<String, Long> counts = new LinkedHashMap<>();
        alarms.forEach((alarm, count) -> counts.put(alarm.word(), count.sum()));
        return counts;
    }

    /// It was reported that this visitor stays too long; nobody reports it again on the way out.
    void overstayed(String personId) {
        loop.post(() -> history.apply(new History.Change.Overstayed(personId)));
    }

    /// Appends an event of the gate's own, as soon as the store can.
    void note(Draft draft) {
        journal.append(draft, JournalWriter.Receipt.NONE);
    }

    /// Appends an event together with what the gate has to remember with it, in one commit; the future ends with its seq
    /// when it is durable.
    CompletableFuture<Long> record(Draft draft, List<Change> changes) {
        CompletableFuture<Long> done = new CompletableFuture<>();
        journal.append(draft, changes, new JournalWriter.Receipt() {
            @Override public void recorded(long id, long seq) {
                done.complete(seq);
            }

            @Override public void failed(long id) {
                done.completeExceptionally(new StoreException(StoreException.Kind.FAILED,
                        journal.failure().orElse("the journal has too much to do")));
            }
        });
        return done;
    }

    /// Makes `changes` durable that no event tells of.
    CompletableFuture<Long> remember(List<Change> changes) {
        return journal.submit(j -> {
            var _ = j.append(List.of(), changes);
            return j.lastSeq();
        });
    }

    // changes of the whole gate

    /// Changes the mode: in force at once, since an evacuation cannot wait for a disk; the future ends when it is durable.
    CompletableFuture<Long> change(CampusMode next, Map<String, Object> details) {
        CompletableFuture<CompletableFuture<Long>> recorded = new CompletableFuture<>();
        loop.post(() -> {
            mode = next;
            Draft draft = drafts.of(EventType.MODE, Drafts.NO_OUTCOME, Optional.of(next.reason()).filter(r -> !r.isBlank()), details);
            for (Lane lane : lanes) {
                lane.handle(new Event.ModeChanged());
            }
            recorded.complete(record(draft, List.of(new Change.Put(CampusMode.KEY, next.text()))));
        });
        return recorded.thenCompose(done -> done);
    }

    CompletableFuture<Long> block(CardNumber card, String reason, String by, Instant at) {
        blocked.add(card);
        return record(drafts.of(EventType.OPERATOR, "changed", Optional.of(reason), Drafts.details("what", "block", "card", card.toString(), "by", by)),
                List.of(new Change.Block(new BlockedCard(card, reason, by, at))));
    }

    /// @return empty if it was not blocked
    Optional<CompletableFuture<Long>> unblock(CardNumber card, String by) {
        if (!blocked.remove(card)) {
            return Optional.empty();
        }
        return Optional.of(record(drafts.of(EventType.OPERATOR, "changed", Optional.empty(),
                Drafts.details("what", "unblock", "card", card.toString(), "by", by)), List.of(new Change.Unblock(card))));
    }

    Set<CardNumber> blocked() {
        return Set.copyOf(blocked);
    }

    /// The next whitelist has confirmed or lifted all local blocks.
    List<Change> clearBlocks() {
        List<Change> changes = WhitelistChange.unblock(blocked);
        blocked.clear();
        return changes;
    }

    void close() {
        lookups.shutdownNow();
    }
}
