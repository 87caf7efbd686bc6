package io.campusgate.console;

import io.campusgate.config.ConsoleConfig;
import io.campusgate.link.Backoff;
import io.campusgate.link.LinkSettings;
import io.campusgate.link.MessageFeed;
import io.campusgate.link.Topics;
import io.campusgate.order.Order;
import io.campusgate.order.OrderRules;
import io.campusgate.order.SignedOrder;
import io.campusgate.store.CampusDatabase;
import io.campusgate.store.CampusPurge;
import io.campusgate.store.CampusStore;
import io.campusgate.store.CampusStore.Gap;
import io.campusgate.store.CampusStore.JournalOf;
import io.campusgate.store.ReceivedEvent;
import io.campusgate.store.StoreException;
import io.campusgate.trust.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes events from the broker into the record, for ever. It listens only while it can store: the record is opened first, then
/// the broker is asked; when either fails, both are let go and tried again with growing pauses, and the other consoles
/// of the group get what comes meanwhile.
///
/// Nothing is lost by any of this. A message is acknowledged to the broker after the commit that holds it, and a gate is told
/// how far its journal is stored only from what the database has committed; what was on its way to a console that died is sent again
/// by its gate, which has not been told.
///
/// One thread, `console`, owns all of it; the feed's thread reads and checks messages, puts them into its inbox and waits while that is full.
public final class Console implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Console.class);
    private static final int INBOX = 4_000;
    private static final int BATCH = 1_000;
    private static final int FINDINGS = 20;
    private static final String EVENT = "event/";
    private static final Duration PUBLISH = Duration.ofSeconds(10);
    private static final Duration STOPPING = Duration.ofSeconds(20);

    /// Intervals that no site changes; tests do.
    ///
    /// @param acks       a gate is told how far its journal is stored at most this often
    /// @param look       how often the record is looked at for gaps and for the page
    /// @param gap        how long something may be missing; a gate sends again by itself after a minute
    /// @param firstRetry pause after a failure; doubles up to `longestRetry`, each shortened by a random part
    public record Timing(Duration acks, Duration look, Duration gap, Duration firstRetry, Duration longestRetry, LinkSettings.Timing link) {
        public static final Timing NORMAL = new Timing(Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofSeconds(90), Duration.ofMillis(500),
                Duration.ofSeconds(30), LinkSettings.Timing.NORMAL);
    }

    /// @param content read as soon as it came, on the feed's thread
    private record Delivery(Optional<Content> content, int id) {}

    /// What a message says.
    private sealed interface Content {
        record Event(ReceivedEvent event) implements Content {}

        record Status(String gate, StatusText status) implements Content {}

        record Malformed(String gate, String what) implements Content {}
    }

    private final String site;
    private final String events;
    private final CampusDatabase database;
    private final ConsoleConfig.Keep keep;
    private final LinkSettings broker;
    private final Optional<SigningKey> signer;
    private final Timing timing;
    private final InstantSource clock;
    private final String id = UUID.randomUUID().toString().substring(0, 8);
    private final GapWatch gaps;
    private final Backoff backoff;
    private final Thread thread;
    private final CountDownLatch stop = new CountDownLatch(1);

    private final Map<String, Long> malformed = new TreeMap<>();
    private final Map<JournalOf, Long> acks = new LinkedHashMap<>();   // to be sent
    private final Map<String, StatusText> statuses = new TreeMap<>();  // of this connection
    private long added;
    private long repeats;
    private long acksSent;
    private long replays;
    private long ackNanos;
    private long lookNanos;
    private String lastTrouble = "";
    private volatile ConsoleView view = new ConsoleView(Optional.empty(), Optional.of("not connected yet"), true, List.of(), List.of(),
            new ConsoleView.Counters(0, 0, Map.of(), 0, 0));

    /// Opens nothing yet.
    ///
    /// @param signer to ask gates for what is missing; empty: it is only reported
    public Console(ConsoleConfig config, Optional<SigningKey> signer, Timing timing) {
        this(config, signer, timing, InstantSource.system());
    }

    /// @param clock by which personal data is too old; tests have their own
    Console(ConsoleConfig config, Optional<SigningKey> signer, Timing timing, InstantSource clock) {
        this.site = config.site().id();
        this.events = switch (config.store()) {
            case ConsoleConfig.Store.File _ -> Topics.allEvents(site);   // nobody to share with; and not every broker can
            case ConsoleConfig.Store.Server _ -> Topics.sharedEvents(site, config.group());
        };
        this.database = switch (config.store()) {
            case ConsoleConfig.Store.File(var path) -> new CampusDatabase.File(path);
            case ConsoleConfig.Store.Server s -> new CampusDatabase.Server(s.host(), s.port(), s.database(), s.username(), s.passwordFile(), s.tls(), s.caFile());
        };
        this.keep = config.keep();
        this.broker = new LinkSettings(config.mqtt().url(), config.mqtt().username(), config.mqtt().passwordFile(), config.mqtt().caFile(),
                config.mqtt().certFile(), config.mqtt().keyFile(), true, config.mqtt().allowPlaintext(), timing.link());
        this.signer = signer;
        this.timing = timing;
        this.clock = clock;
        this.gaps = new GapWatch(timing.gap());
        this.backoff = new Backoff(timing.firstRetry(), timing.longestRetry(), RandomGenerator.getDefault());
        this.thread = Thread.ofPlatform().daemon().name("console").unstarted(this::run);
    }

    /// Starts the thread; connects in the background.
    public void start() {
        thread.start();
    }

    /// What the console knows; at most a few seconds old, and older while it does not work.
    public ConsoleView view() {
        return view;
    }

    /// Whether the thread is there; for the watchdog.
    public boolean isAlive() {
        return thread.isAlive();
    }

    /// Stores and confirms what it has begun, then lets go of broker and record. What is left comes again.
    @Override public void close() {
        stop.countDown();
        try {
            thread.join(STOPPING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isStopping() {
        return stop.getCount() == 0;
    }

    private void run() {
        while (!isStopping()) {
            try {
                shift();
            } catch (StoreException e) {
                trouble(String.valueOf(e.getMessage()), false);
            } catch (IOException e) {
                trouble(String.valueOf(e.getMessage()), true);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("the console stumbled over a fault of this program and starts again", e);
                trouble("a fault of the program: " + e, true);
            }
            rest();
        }
    }

    private void rest() {
        try {
            if (stop.await(backoff.pause().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("told to stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void trouble(String why, boolean storeOk) {
        if (!why.equals(lastTrouble)) {
            LOG.warn("no events are taken: {}", why);
        }
        lastTrouble = why;
        view = new ConsoleView(view.at(), Optional.of(why), storeOk, view.gates(), view.findings(), counters());
    }

    /// From opening record and connection until one of them is lost or the console stops.
    private void shift() throws IOException, InterruptedException {
        BlockingQueue<Delivery> inbox = new ArrayBlockingQueue<>(INBOX);
        CountDownLatch over = new CountDownLatch(1);
        try (CampusStore store = CampusStore.open(database);
             MessageFeed client = MessageFeed.connect(broker, "campus-gate-console-" + site + "-" + id,
                     (topic, payload, message) -> post(inbox, over, new Delivery(read(topic, payload), message)))) {
            client.listen(events);
            for (String filter : Topics.ofAllGates(site)) {
                client.listen(filter);
            }
            LOG.info("takes events from {} into {}", broker.url(), database);
            lastTrouble = "";
            acks.clear();
            statuses.clear();
            lookNanos = System.nanoTime();
            ackNanos = System.nanoTime();
            serve(store, client, inbox, over);
        } finally {
            over.countDown();
        }
    }

    /// On the thread of the feed. It waits for room, so that the broker waits, too.
    private static void post(BlockingQueue<Delivery> inbox, CountDownLatch over, Delivery delivery) {
        try {
            while (over.getCount() > 0 && !inbox.offer(delivery, 100, TimeUnit.MILLISECONDS)) {
                // still full
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(CampusStore store, MessageFeed client, BlockingQueue<Delivery> inbox, CountDownLatch over) throws IOException, InterruptedException {
        Retention retention = new Retention(store);
        retention.step();   // what comes from here on is cut as it comes
        look(store, client);
        while (!isStopping()) {
            if (takeNext(store, client, inbox)) {
                backoff.reset();
            }
            long now = System.nanoTime();
            if (now - ackNanos >= timing.acks().toNanos()) {
                ackNanos = now;
                acks.putAll(store.advance());
                sendAcks(client);
            }
            retention.step();
            if (now - lookNanos >= timing.look().toNanos()) {
                lookNanos = now;
                look(store, client);
            }
        }
        leave(store, client, inbox);
        over.countDown();   // what comes now is left to the broker, so that the feed hears of the last confirmations
        acks.putAll(store.advance());
        sendAcks(client);
        client.flush(PUBLISH);
    }

    /// Takes what the broker has given to this console already: it would not give that to another one.
    private void leave(CampusStore store, MessageFeed client, BlockingQueue<Delivery> inbox) throws IOException, InterruptedException {
        client.leave(events);
        long end = System.nanoTime() + PUBLISH.toNanos();
        boolean came = false;
        while (System.nanoTime() < end && (!client.hasAnswered() || !inbox.isEmpty() || came)) {
            came = takeNext(store, client, inbox);
        }
    }

    /// Waits a moment for messages, and takes a batch of them.
    ///
    /// @return whether any came
    private boolean takeNext(CampusStore store, MessageFeed client, BlockingQueue<Delivery> inbox) throws IOException, InterruptedException {
        Delivery first = inbox.poll(timing.acks().toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
            List<Delivery> batch = new ArrayList<>(List.of(first));
            inbox.drainTo(batch, BATCH - 1);
            take(batch, store, client);
        }
        if (client.lost().isPresent()) {
            throw new IOException(client.lost().get());
        }
        return first != null;
    }

    /// Stores what came; only then is it settled.
    private void take(List<Delivery> batch, CampusStore store, MessageFeed client) throws IOException {
        List<ReceivedEvent> events = new ArrayList<>(batch.size());
        Map<String, CampusStore.StatusOf> news = new TreeMap<>();
        for (Delivery d : batch) {
            switch (d.content().orElse(null)) {
                case null -> { }
                case Content.Event(var event) -> events.add(event);
                case Content.Status(var gate, var status) -> news.put(gate, status(gate, status, store));
                case Content.Malformed(var gate, var what) -> malformed(gate, what);
            }
        }
        int fresh = store.keep(events);
        store.keepStatuses(news.values(), System.currentTimeMillis());
        added += fresh;
        repeats += events.size() - fresh;
        client.settle(batch.stream().mapToInt(Delivery::id).toArray());
    }

    private Optional<Content> read(String topic, byte[] payload) {
        return Topics.fromGate(site, topic).flatMap(from -> switch (from.what()) {
            case "status" -> Optional.of(StatusText.read(payload).<Content>map(s -> new Content.Status(from.gate(), s))
                    .orElseGet(() -> new Content.Malformed(from.gate(), "a status that is none")));
            case String what when what.startsWith(EVENT) -> Optional.of(event(from.gate(), what.substring(EVENT.length()), payload));
            default -> Optional.empty();   // the answer to an order: the gate journals it, too
        });
    }

    private static Content event(String gate, String type, byte[] payload) {
        try {
            return new Content.Event(ReceivedEvent.read(gate, type, payload));
        } catch (ReceivedEvent.Malformed e) {
            return new Content.Malformed(gate, String.valueOf(e.getMessage()));
        }
    }

    private void malformed(String gate, String what) {
        if (malformed.merge(what, 1L, Long::sum) == 1) {
            LOG.warn("gate {} sent a message that is left out: {}; more of the kind are counted, not logged", gate, what);
        }
    }

    /// A gate whose mark lags behind what is stored has not heard the last confirmation: it is told again.
    private CampusStore.StatusOf status(String gate, StatusText status, CampusStore store) {
        statuses.put(gate, status);
        JournalOf journal = new JournalOf(gate, status.word("journal"));
        if (status.isOnline() && !acks.containsKey(journal)) {
            long stored = store.stored(journal);
            if (stored > status.number("confirmed")) {
                acks.put(journal, stored);
            }
        }
        return new CampusStore.StatusOf(gate, status.isOnline(), status.isOnline() ? status.text() : "");
    }

    /// Sends what the broker takes now. It must not wait for the broker: while the inbox is full, the feed hears nothing from it.
    private void sendAcks(MessageFeed client) throws IOException {
        for (Iterator<Map.Entry<JournalOf, Long>> left = acks.entrySet().iterator(); left.hasNext();) {
            Map.Entry<JournalOf, Long> ack = left.next();
            String text = "{\"journal\":\"" + ack.getKey().journal() + "\",\"seq\":" + ack.getValue() + "}";
            if (!client.offer(new Topics(site, ack.getKey().gate()).ack(), text.getBytes(StandardCharsets.US_ASCII))) {
                return;
            }
            left.remove();
            acksSent++;
        }
    }

    private void look(CampusStore store, MessageFeed client) throws IOException {
        for (Gap gap : gaps.look(missing(store), System.nanoTime())) {
            askFor(gap, client);
        }
        Map<String, List<Gap>> missing = gaps.reported();
        Instant now = Instant.now();
        List<ConsoleView.Gate> gates = store.gates().stream().map(g -> gate(g, missing.getOrDefault(g.gate(), List.of()), now)).toList();
        view = new ConsoleView(Optional.of(now), Optional.empty(), true, gates, store.findings(FINDINGS), counters());
    }

    /// The gaps in the record, and what a gate says it has recorded and nobody has told us yet.
    private List<Gap> missing(CampusStore store) {
        List<Gap> missing = new ArrayList<>(store.gaps());
        statuses.forEach((gate, status) -> {
            JournalOf journal = new JournalOf(gate, status.word("journal"));
            if (status.isOnline() && missing.stream().noneMatch(gap -> gap.of().equals(journal))) {
                long stored = store.stored(journal);
                if (stored < status.number("seq")) {
                    missing.add(new Gap(journal, stored + 1, status.number("seq")));
                }
            }
        });
        return missing;
    }

    private void askFor(Gap gap, MessageFeed client) throws IOException {
        String gate = gap.of().gate();
        Optional<StatusText> status = Optional.ofNullable(statuses.get(gate)).filter(StatusText::isOnline);
        if (signer.isEmpty() || status.isEmpty()) {
            return;
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Optional<String> nonce = status.filter(s -> s.word("clock").equals("unsynced")).map(s -> s.word("nonce"));
        SignedOrder order = new SignedOrder(site, gate, UUID.randomUUID().toString(), now, now.plus(OrderRules.LIFE), "console", nonce,
                new Order.Replay(gap.from(), gap.to()));
        if (client.offer(new Topics(site, gate).order(), signer.get().sign(order.json()).getBytes(StandardCharsets.US_ASCII))) {
            replays++;
            LOG.info("gate {} is asked for seq {} to {} again", gate, gap.from(), gap.to());
        }
    }

    /// Once when the record is opened, and again when a day begins: a step after each batch.
    private final class Retention {
        private static final int STEP = 500;

        private final CampusStore store;
        private LocalDate day = LocalDate.MIN;
        private Optional<CampusPurge> running = Optional.empty();

        Retention(CampusStore store) {
            this.store = store;
        }

        void step() {
            Instant now = clock.instant();
            LocalDate today = LocalDate.ofInstant(now, ZoneId.systemDefault());
            if (today.isAfter(day)) {
                day = today;
                running = Optional.of(store.purge(now.minus(Duration.ofDays(keep.days())), now.minus(Duration.ofDays(keep.temperatureDays()))));
            }
            if (running.isPresent() && !running.get().step(STEP)) {
                CampusPurge.Counts counts = running.get().counts();
                if (!counts.isNothing()) {
                    LOG.info("purged {} names, {} temperatures and the text of {} findings", counts.who(), counts.health(), counts.findings());
                }
                running = Optional.empty();
            }
        }
    }

    private static ConsoleView.Gate gate(CampusStore.GateState g, List<Gap> missing, Instant now) {
        Optional<StatusText> s = StatusText.read(g.status());
        Optional<Instant> changed = g.changedMillis() == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(g.changedMillis()));
        long heardS = Math.max(0, Duration.between(Instant.ofEpochMilli(g.heardMillis()), now).toSeconds());
        return new ConsoleView.Gate(g.gate(), g.online(), g.online() ? s.flatMap(StatusText::since).or(() -> changed) : changed,
                s.map(StatusText::whitelistVersion).orElse(""), s.flatMap(StatusText::whitelistAgeS).map(age -> age + heardS), s.map(t -> t.word("mode")).orElse(""),
                s.map(t -> t.number("backlog")).orElse(0L), g.stored(), g.lastMillis().isPresent() ? Optional.of(Instant.ofEpochMilli(g.lastMillis().getAsLong())) : Optional.empty(),
                missing, g.alarms(), g.findings(), g.online() ? s.map(StatusText::lostDevices).orElse(List.of()) : List.of());
    }

    private ConsoleView.Counters counters() {
        return new ConsoleView.Counters(added, repeats, malformed, acksSent, replays);
    }
}
