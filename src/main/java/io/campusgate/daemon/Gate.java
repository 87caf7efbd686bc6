package io.campusgate.daemon;

import io.campusgate.config.Build;
import io.campusgate.config.GateConfig;
import io.campusgate.config.ThermometerConfig;
import io.campusgate.decision.ClockTrust;
import io.campusgate.decision.History;
import io.campusgate.decision.OffsetTable;
import io.campusgate.device.BoundedRelay;
import io.campusgate.device.CardReader;
import io.campusgate.device.drivers.Drivers;
import io.campusgate.device.osdp.OsdpReader;
import io.campusgate.domain.AccessPolicy;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Draft;
import io.campusgate.domain.EventType;
import io.campusgate.domain.Mode;
import io.campusgate.domain.WhitelistVersion;
import io.campusgate.link.LinkSettings;
import io.campusgate.link.LinkState;
import io.campusgate.link.MqttLink;
import io.campusgate.link.Topics;
import io.campusgate.passage.Action;
import io.campusgate.passage.Event;
import io.campusgate.passage.LaneSettings;
import io.campusgate.passage.Passage;
import io.campusgate.report.DailyReport;
import io.campusgate.report.JournalViews;
import io.campusgate.store.BlockedCard;
import io.campusgate.store.EventIndex;
import io.campusgate.store.IdVault;
import io.campusgate.store.Journal;
import io.campusgate.store.Opening;
import io.campusgate.store.StoreException;
import io.campusgate.store.Visitor;
import io.campusgate.store.WhitelistFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running gate: what is started, in which order, and stopped in the reverse.
///
/// Relays first, so that whatever a former process left behind goes to rest; then the store, the rules and the lanes; the
/// readers once there is somebody to decide; the broker last, since nothing waits for it.
public final class Gate implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    /// How long READY waits for the first answer of the readers.
    private static final long FIRST_ANSWER_MS = 2_000;
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private final GateConfig config;
    private final Drivers drivers;
    private final EventObserver observer;
    /// What is open, the newest first: closed in this order.
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final DeviceBoard board = new DeviceBoard(this::deviceChanged);
    private final List<ReaderWatch> readers = new ArrayList<>();
    private final List<BoundedRelay> relays = new ArrayList<>();
    private final List<RelayWatch> relayWatches = new ArrayList<>();
    private final Map<String, ThermometerWatch> thermometers = new ConcurrentHashMap<>();   // by lane
    private final List<LaneDevices> devices = new ArrayList<>();
    private volatile Optional<Campus> campus = Optional.empty();
    /// Changes of devices that come before the start is in the journal: relays are at work long before.
    private final List<Consumer<Campus>> early = new ArrayList<>();
    private boolean startIsNoted;   // guarded by early
    private Optional<JournalOutbox> outbox = Optional.empty();
    private Optional<MqttLink> link = Optional.empty();
    private final CountDownLatch restartOrdered = new CountDownLatch(1);
    private Optional<Controls> controls = Optional.empty();
    private Optional<Housekeeping> housekeeping = Optional.empty();

    private Gate(GateConfig config, Drivers drivers, EventObserver observer) {
        this.config = config;
        this.drivers = drivers;
        this.observer = observer;
    }

    /// Starts the gate; returns when it is ready for taps.
    ///
    /// @param drivers  closed with the gate
    /// @throws StoreException with a plain sentence, if there can be no journal; nothing is left open then
    public static Gate start(GateConfig config, Drivers drivers) throws IOException, InterruptedException {
        return start(config, drivers, (_, _) -> { });
    }

    /// @param observer hears of each event once it is durable, on the journal's thread
    public static Gate start(GateConfig config, Drivers drivers, EventObserver observer) throws IOException, InterruptedException {
        Gate gate = new Gate(config, drivers, observer);
        try {
            gate.startAll();
            return gate;
        } catch (IOException | InterruptedException | RuntimeException e) {
            gate.close();
            throw e;
        }
    }

    private void startAll() throws IOException, InterruptedException {
        open.push(drivers);
        Path store = config.store().path();
        Files.createDirectories(store.toAbsolutePath().getParent());
        Journal journal = opened(Journal.open(store, config.site().gate(), config.site().timezone()));
        writeRelaysAtRest();
        startRelays();
        WhitelistFolder whitelist = opened(WhitelistFolder.open(store, WhitelistImport.reading(config)));
        GateClock clock = clock(config, journal, whitelist);
        JournalFollowers followers = opened(new JournalFollowers(EventIndex.open(store), journal.lastSeq(), observer));
        JournalWriter writer = opened(new JournalWriter(journal, followers));
        open.push(() -> stopLink(writer));   // after the lanes, so that the last events still go out
        DiskSpace space = new DiskSpace(journal::space);
        CampusMode mode = journal.state(CampusMode.KEY).map(CampusMode::parse).orElse(CampusMode.START);
        Accounts accounts = accounts(journal);
        Set<CardNumber> blocked = journal.blocked().stream().map(BlockedCard::card).collect(Collectors.toSet());
        List<Visitor> visitors = journal.visitors(clock.now().time());
        History history = Recollection.of(store, config.site().timezone(), clock.now(), journal.passUses());
        Campus shared = new Campus(config, clock, writer, whitelist, space::hasRoom, history, mode, blocked,
                new WalkIns(config.site().gate(), config.store().idKeyFile().map(IdVault::open), visitors));
        open.push(shared::close);
        open.push(() -> shared.note(shared.drafts().of(EventType.GATE, "stopped", Optional.empty(), Map.of())));
        campus = Optional.of(shared);
        List<Lane> lanes = lanes(shared);
        GateLoop loop = opened(new GateLoop(lanes, writer));
        shared.own(lanes, loop, driftWatch(shared));
        noteStart(shared, journal, mode, whitelist);
        noteEarly(shared);
        loop.start();
        if (mode.mode() == Mode.EVACUATION) {
            loop.post(() -> lanes.forEach(lane -> lane.handle(new Event.ModeChanged())));
        }
        Status status = new Status(config, shared, clock, lanes, board, writer, space::freeMb, loop::dropped, program());
        Topics topics = new Topics(config.site().id(), config.site().gate());
        makeLink(topics, status, journal.id(), writer, followers);
        WhitelistChange change = new WhitelistChange(shared, clock, SignedFloor.parse(journal.state(SignedFloor.KEY)));
        change.noteMissed(WhitelistChange.noted(journal));
        TrustTable trust = new TrustTable(config);
        WhitelistSync sync = opened(new WhitelistSync(shared, clock, change, trust, new ChunkStore(store), journal::space, topics, link));
        status.incoming(sync::incoming);
        UserOrders users = new UserOrders(shared, accounts);
        JournalViews views = JournalViews.of(store, new DailyReport.Place(config.site().id(), config.site().gate(), config.site().timezone()), whitelist);
        ReportDesk reports = new ReportDesk(config, shared, clock, views.reports());
        ReaderEnrolment enrolment = new ReaderEnrolment(shared, clock, board, config.lanes(), devices);
        Retention retention = new Retention(config, shared, clock, writer, followers.index());
        ControlOrders orders = new ControlOrders(config, shared, clock, lanes, change, sync, users, new IncidentDesk(shared, views.incidents()),
                reports, enrolment, retention, status, thermometers);
        opened(new ControlServer(store, orders));
        controls = Optional.of(new Controls(config, shared, clock, lanes, orders, users, status, followers, views));
        startInputs(lanes, loop);
        startThermometers(lanes, loop, whitelist);
        startReaders(lanes, loop, shared);
        Housekeeping keeper = opened(new Housekeeping(config, shared, clock, space, retention,
                List.of(new OverstayWatch(config, shared, clock, views)::look, reports::issueWhatIsDue, board::settle, new HeapTidy(loop::isQuiet))));
        keeper.start();
        housekeeping = Optional.of(keeper);
        ServiceNotifier notifier = opened(new ServiceNotifier());
        for (ReaderWatch reader : readers) {
            reader.awaitFirstTry(FIRST_ANSWER_MS);
        }
        notifier.ready(loop::isAlive);
        LOG.info("READY: gate {} of {} with {} lane(s), whitelist {}, mode {}", config.site().gate(), config.site().id(), lanes.size(),
                whitelist.version(), mode.mode().word());
        sync.start();
        link.ifPresent(started -> {
            OrderDesk.Hands hands = new OrderDesk.Hands(orders, () -> refresh(sync, started), () -> restartOrdered.countDown());
            opened(new OrderDesk(shared, clock, trust, new SeenOrders(journal.states(SeenOrders.PREFIX)), status.nonce(), topics, started, hands)).start();
            started.start();
        });
    }

    private static void refresh(WhitelistSync sync, MqttLink link) {
        sync.refresh();
        link.tellStatus();
    }

    /// Of a gate that has started.
    Housekeeping housekeeping() {
        return housekeeping.orElseThrow();
    }

    /// Returns when somebody with the right has ordered this program to start anew.
    public void awaitRestart() throws InterruptedException {
        restartOrdered.await();
    }

    /// A damaged list of users keeps people off the pages, not out of the school.
    private static Accounts accounts(Journal journal) {
        try {
            return Accounts.parse(journal.state(Accounts.KEY));
        } catch (IllegalArgumentException e) {
            LOG.error("nobody can sign in to the pages: {}", e.getMessage());
            return Accounts.NONE;
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.push(resource);
        return resource;
    }

    private static String program() {
        return "campus-gate " + Build.ofThisProgram().version();
    }

    static GateClock clock(GateConfig config, Journal journal, WhitelistFolder whitelist) {
        ClockTrust.Source source = switch (config.clock().source()) {
            case NTP -> ClockTrust.Source.NTP;
            case RTC -> ClockTrust.Source.RTC;
            case ASSUME -> ClockTrust.Source.ASSUME;
        };
        boolean isBelieved = whitelist.version().signed() > 0 && !SignedFloor.parse(journal.state(SignedFloor.KEY)).isForgiven(whitelist.version());
        Optional<Instant> signed = isBelieved ? Optional.of(whitelist.rulebook().issued()) : Optional.empty();
        return new GateClock(new ClockTrust(source, Build.ofThisProgram().time(), signed, journal.newestTrusted()),
                Instant::now, () -> Libc.clockIsSynchronised().orElse(false));
    }

    /// For the unit's ExecStopPost, which brings the relays to rest when this program cannot any more.
    private void writeRelaysAtRest() throws IOException {
        String folder = System.getenv("RUNTIME_DIRECTORY");
        if (folder != null) {
            Files.write(Path.of(folder.split(":")[0], "relays"), config.relaysAtRest());
        }
    }

    private void startRelays() {
        for (GateConfig.Lane lane : config.lanes()) {
            LaneDevices made = LaneDevices.of(lane, drivers);
            devices.add(made);
            RelayWatch watch = opened(new RelayWatch(board, new DeviceBoard.Device(lane.id(), "relay", lane.relay().driver()),
                    () -> campus.ifPresent(c -> c.raise(lane.id(), Action.Alarm.RELAY_FAULT))));
            relayWatches.add(watch);
            BoundedRelay relay = opened(new BoundedRelay(lane.id(), made.relay(), lane.relay().maxOn(), watch));
            relays.add(relay);
            relay.start();
        }
    }

    private List<Lane> lanes(Campus shared) {
        List<OffsetTable.Point> points = config.screening().offset().stream()
                .map(p -> new OffsetTable.Point(p.ambient(), p.addCenti())).toList();
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < config.lanes().size(); i++) {
            GateConfig.Lane lane = config.lanes().get(i);
            LaneSettings settings = new LaneSettings(i + 1, lane.id(), lane.direction(), lane.openFor(), lane.heldOpen(),
                    switch (lane.release()) {
                        case HOLD -> LaneSettings.Release.HOLD;
                        case PULSE -> LaneSettings.Release.PULSE;
                    }, lane.relay().pulse(), lane.relay().maxOn(), lane.doorContact().isPresent(), lane.thermometer().isPresent(),
                    new OffsetTable(points));
            lanes.add(new Lane(new Passage(settings), relays.get(i), screens(lane.id(), devices.get(i)), shared));
        }
        return lanes;
    }

    private List<Lane.Screen> screens(String lane, LaneDevices made) {
        List<Lane.Screen> screens = new ArrayList<>();
        for (LaneDevices.Shown shown : made.indicators()) {
            IndicatorWatch watch = opened(new IndicatorWatch(shown.indicator(), shown.privacy(), board,
                    new DeviceBoard.Device(lane, shown.kind(), shown.driver())));
            screens.add(watch);
            watch.start();
        }
        for (CardReader reader : made.readers()) {
            if (reader instanceof OsdpReader lamp) {   // its line's thread shows it; its health is the reader's
                screens.add(lamp::show);
                open.push(lamp);
            }
        }
        return screens;
    }

    /// Without a table of the site the body temperature is no body's, and its median means nothing.
    private DriftWatch driftWatch(Campus shared) {
        DriftWatch drift = new DriftWatch(config.site().timezone(), board, shared.drafts(), shared::note);
        if (!config.screening().offset().isEmpty()) {
            config.lanes().forEach(lane -> lane.thermometer().ifPresent(t -> drift.add(thermometer(lane, t))));
        }
        return drift;
    }

    private static DeviceBoard.Device thermometer(GateConfig.Lane lane, ThermometerConfig thermometer) {
        return new DeviceBoard.Device(lane.id(), "thermometer", thermometer.driver());
    }

    private void noteStart(Campus shared, Journal journal, CampusMode mode, WhitelistFolder whitelist) {
        startNotes(journal.opening(), shared.drafts()).forEach(shared::note);
        journal.opening().setAside().ifPresent(damaged -> LOG.error("the store was damaged; it lies at {} and a fresh one is begun", damaged));
        if (isUnclean(journal.opening())) {
            LOG.warn("the gate did not stop cleanly the last time");
        }
        if (mode.mode() == Mode.EVACUATION) {
            shared.note(shared.drafts().of(EventType.MODE, Drafts.NO_OUTCOME, Optional.of("the evacuation goes on after a restart"),
                    Drafts.details("by", mode.by())));
        }
        if (whitelist.version().equals(WhitelistVersion.NONE)) {
            LOG.warn("there is no whitelist yet: nobody is known (campus-gate whitelist import FOLDER)");
        }
    }

    static boolean isUnclean(Opening opening) {
        return opening.unclean() || opening.setAside().isPresent();
    }

    /// The events with which a journal goes on after it was opened: how the last run ended, and which grants came to nothing.
    static List<Draft> startNotes(Opening opening, Drafts drafts) {
        List<Draft> notes = new ArrayList<>();
        Map<String, Object> details = Drafts.details("program", program());
        opening.setAside().ifPresent(damaged -> details.put("set_aside", damaged.getFileName().toString()));
        notes.add(drafts.of(EventType.GATE, isUnclean(opening) ? "unclean_start" : "started", Optional.empty(), details));
        for (long seq : opening.unresolved()) {
            notes.add(drafts.of(EventType.PASSAGE, "not_opened", Optional.of("the gate stopped before it opened"), Drafts.details("entry", seq)));
        }
        return notes;
    }

    private void startInputs(List<Lane> lanes, GateLoop loop) {
        for (int i = 0; i < lanes.size(); i++) {
            Lane lane = lanes.get(i);
            for (LaneDevices.Contact contact : devices.get(i).inputs()) {
                DeviceBoard.Device device = new DeviceBoard.Device(lane.id(), contact.key(), contact.driver());
                Consumer<Boolean> changes = contact.key().equals(LaneDevices.FEEDBACK) ? relayWatches.get(i)::contact
                        : active -> loop.post(lane, inputEvent(contact.key(), active));
                boolean momentary = contact.key().equals(LaneDevices.EXIT_BUTTON);   // found pressed at start it opens nothing
                opened(new InputWatch(contact.input(), momentary, board, device, changes)).start();
            }
        }
    }

    private static Event inputEvent(String name, boolean active) {
        return switch (name) {
            case LaneDevices.DOOR_CONTACT -> new Event.Door(active);
            case LaneDevices.EXIT_BUTTON -> new Event.ExitButton(active);
            case LaneDevices.FIRE_INPUT -> new Event.Fire(active);
            case LaneDevices.TAMPER -> new Event.Tamper(active);
            case LaneDevices.PANIC -> new Event.Panic(active);
            default -> throw new IllegalArgumentException("no input " + name);
        };
    }

    private void startThermometers(List<Lane> lanes, GateLoop loop, WhitelistFolder whitelist) {
        for (int i = 0; i < lanes.size(); i++) {
            Lane lane = lanes.get(i);
            GateConfig.Lane configured = config.lanes().get(i);
            devices.get(i).thermometer().ifPresent(thermometer -> {
                ThermometerWatch watch = opened(new ThermometerWatch(thermometer, whitelist.rulebook().screening().warmUp(), board,
                        thermometer(configured, configured.thermometer().orElseThrow()), sight -> loop.post(lane, new Event.Seen(sight))));
                if (configured.thermometer().orElseThrow() instanceof ThermometerConfig.Mlx90614(_, _, boolean verifyPec) && !verifyPec) {
                    LOG.warn("lane {}: the checksum of its thermometer is not verified: a disturbed wire may show a wrong temperature", lane.id());
                }
                thermometers.put(lane.id(), watch);
                watch.start();
            });
        }
    }

    private void startReaders(List<Lane> lanes, GateLoop loop, Campus shared) {
        for (int i = 0; i < lanes.size(); i++) {
            Lane lane = lanes.get(i);
            GateConfig.Lane configured = config.lanes().get(i);
            for (int r = 0; r < configured.readers().size(); r++) {
                DeviceBoard.Device device = DeviceBoard.Device.reader(configured, r);
                ReaderWatch reader = opened(new ReaderWatch(devices.get(i).readers().get(r), board, device, (credential, at) ->
                        loop.tap(lane, new Event.Tapped(credential, at, asksFirst(configured, shared) ? shared.lookup(credential) : Optional.empty())),
                        active -> loop.post(lane, new Event.Tamper(active))));
                readers.add(reader);
                reader.start();
            }
        }
    }

    /// Outwards the lane opens first and asks later, unless the site wants leave slips.
    private static boolean asksFirst(GateConfig.Lane lane, Campus shared) {
        return lane.direction() == Direction.IN
                || shared.whitelist().rulebook().access().exitRules() == AccessPolicy.ExitRules.LEVELS;
    }

    private void makeLink(Topics topics, Status status, String journalId, JournalWriter writer, JournalFollowers followers) {
        config.mqtt().ifPresent(m -> {
            JournalOutbox journal = new JournalOutbox(config.store().path(), journalId, writer, followers);
            outbox = Optional.of(journal);
            MqttLink made = new MqttLink(new LinkSettings(m.url(), m.username(), m.passwordFile(), m.caFile(), m.certFile(), m.keyFile(),
                    m.console(), m.allowPlaintext(), LinkSettings.Timing.NORMAL), topics, journal, status, Gate::tellLink);
            status.link(() -> Optional.of(new Status.Link(made.state(), made.progress())));
            followers.onRecorded(made::wake);
            if (m.homeAssistant()) {
                made.announce(config.lanes().stream().map(GateConfig.Lane::id).toList());
            }
            link = Optional.of(made);
        });
    }

    private void stopLink(JournalWriter writer) throws InterruptedException {
        if (link.isPresent()) {
            writer.flush(GOODBYE);
            link.get().stop(GOODBYE);
        }
        outbox.ifPresent(JournalOutbox::close);
    }

    private static void tellLink(LinkState state) {
        switch (state) {
            case LinkState.Connected _ -> LOG.info("the broker is connected");
            case LinkState.Lost(var reason, _) -> LOG.warn("the broker is not there: {}; the gate goes on and sends later", reason);
        }
    }

    private void deviceChanged(DeviceBoard.State now, DeviceBoard.Health before) {
        if (now.health() == DeviceBoard.Health.OK && before == DeviceBoard.Health.UNKNOWN) {
            return;   // there from the start: nothing happened
        }
        String outcome = now.health() == DeviceBoard.Health.OK ? "back" : now.health().word();
        Consumer<Campus> note = c -> c.note(c.drafts().of(EventType.DEVICE, Optional.of(now.device().lane()), outcome,
                Optional.of(now.reason()).filter(r -> !r.isEmpty()),
                Drafts.details("kind", now.device().kind(), "driver", now.device().driver())));
        synchronized (early) {
            if (startIsNoted) {
                campus.ifPresent(note);
            } else {
                early.add(note);
            }
        }
    }

    private void noteEarly(Campus shared) {
        synchronized (early) {
            startIsNoted = true;
            early.forEach(note -> note.accept(shared));
            early.clear();
        }
    }

    /// What the pages may know of this gate and have it do.
    public Controls controls() {
        return controls.orElseThrow();
    }

    /// Stops everything: the relays rest, what was to be recorded is, and the broker hears a clean goodbye. Idempotent.
    @Override public void close() {
        while (!open.isEmpty()) {
            AutoCloseable next = open.pop();
            try {
                next.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                LOG.warn("{} did not stop cleanly: {}", next.getClass().getSimpleName(), e.toString());
            }
        }
    }
}
