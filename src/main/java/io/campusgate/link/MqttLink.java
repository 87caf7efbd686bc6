package io.campusgate.link;

import io.campusgate.domain.Uptime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the gate linked to its broker, for ever: connects, tries again with growing pauses, sends the journal through a
/// [Publisher], keeps the retained status, and listens to further topics.
///
/// One thread, `mqtt`, owns all of it. The client library's threads only put tasks into its inbox; when that is full they
/// wait, and so does the broker. All public methods may be called from any thread and, but for [#stop] and [#probe], never
/// block.
public final class MqttLink {
    private static final Logger LOG = LoggerFactory.getLogger(MqttLink.class);
    private static final int INBOX = 1000;
    private static final int REPLIES = 100;
    private static final int REPLAYS = 16;
    private static final int MAX_INFLIGHT = 2 * Publisher.WINDOW;   // the library counts a message a little longer than we do
    private static final int ROOM_FOR_STATUS = 20;
    private static final Duration STABLE = Duration.ofSeconds(10);
    private static final Duration OUTBOX_RETRY = Duration.ofSeconds(1);
    private static final Duration GOODBYE = Duration.ofSeconds(1);
    private static final Duration CLOSING = Duration.ofSeconds(3);

    /// Takes what arrives on a topic, on a thread of the client library: it must return quickly and not wait for the link.
    public interface MessageHandler {
        /// @param retained the broker had kept it: it is not news
        void message(String topic, byte[] payload, boolean retained);
    }

    private final LinkSettings settings;
    private final Topics topics;
    private final StatusSource source;
    private final Consumer<LinkState> listener;
    private final Publisher publisher;
    private final StatusBeat beat = new StatusBeat();
    private final Backoff backoff;

    private final BlockingQueue<Runnable> inbox = new ArrayBlockingQueue<>(INBOX);
    private final BlockingQueue<byte[]> replies = new ArrayBlockingQueue<>(REPLIES);
    private final BlockingQueue<Range> replays = new ArrayBlockingQueue<>(REPLAYS);
    private final Map<String, MessageHandler> handlers = new ConcurrentHashMap<>();
    private final Set<String> again = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Thread thread;

    private volatile LinkState state;
    private volatile Progress progress;
    private volatile Attempt current = new Attempt();
    private volatile boolean stopping;
    private volatile Duration stopPatience = Duration.ZERO;
    private List<HomeAssistant.Message> announcements = List.of();   // retained
    private boolean told;           // the listener knows `state`
    private boolean outboxFailed;

    /// Seqs, both ends included.
    private record Range(long from, long to) {}

    /// Opens nothing yet.
    ///
    /// @param listener told, on the link's thread, when the broker is there or is lost, once per change; the outcome of the
    ///                 first attempt is a change
    public MqttLink(LinkSettings settings, Topics topics, Outbox outbox, StatusSource source, Consumer<LinkState> listener) {
        this.settings = settings;
        this.topics = topics;
        this.source = source;
        this.listener = listener;
        this.publisher = new Publisher(topics, outbox, settings.console(), settings.timing().confirmation(), now());
        this.progress = publisher.progress();
        this.backoff = new Backoff(settings.timing().firstRetry(), settings.timing().longestRetry(), RandomGenerator.getDefault());
        this.state = new LinkState.Lost("not connected yet", source.now());
        this.thread = Thread.ofPlatform().daemon().group(new LibraryThreads()).name("mqtt").unstarted(this::run);
        if (settings.console()) {
            handlers.put(topics.ack(), (_, payload, _) -> takeAck(payload));
        }
    }

    /// Tells Home Assistant, at each connection, of the gate and these lanes. Before [#start].
    public void announce(List<String> lanes) {
        announcements = new HomeAssistant(topics).discovery(lanes);
    }

    /// Starts the thread; connects in the background.
    public void start() {
        thread.start();
    }

    /// Sends what is left, for at most `patience`, then says goodbye with a retained `{"online":false}` (a second), stores
    /// the marks and closes. Without a connection it only closes.
    public void stop(Duration patience) throws InterruptedException {
        stopPatience = patience;
        stopping = true;
        wake();
        thread.join(patience.plus(GOODBYE).plus(CLOSING));
    }

    /// Something is new: an event in the outbox, or a part of the status.
    public void wake() {
        if (woken.compareAndSet(false, true) && !inbox.offer(() -> woken.set(false))) {
            woken.set(false);   // a full inbox keeps the thread awake anyway
        }
    }

    public LinkState state() {
        return state;
    }

    public Progress progress() {
        return progress;
    }

    /// Answers an order or a manifest on the reply topic, now or when the broker is back.
    ///
    /// @return false if too many answers wait already; then this one is dropped
    public boolean reply(Reply reply) {
        boolean taken = replies.offer(Messages.reply(reply));
        wake();
        return taken;
    }

    /// Sends events of the journal once more, behind what is new.
    ///
    /// @return false if too many such wishes wait already
    public boolean replay(long from, long to) {
        boolean taken = replays.offer(new Range(from, to));
        wake();
        return taken;
    }

    /// Tells the status even if nothing in it is new.
    public void tellStatus() {
        post(beat::connected);
    }

    /// Listens to one topic (no wildcards) with QoS 1, now and after each new connection.
    public void subscribe(String topic, MessageHandler handler) {
        handlers.put(topic, handler);
        wake();
    }

    /// Has the broker send again what it keeps on a topic that is listened to.
    public void refresh(String topic) {
        again.add(topic);
        wake();
    }

    public void unsubscribe(String topic) {
        handlers.remove(topic);
        wake();
    }

    /// Tries once whether the broker takes this gate, under a client id of its own so that a running gate is not disturbed.
    /// Blocks for as long as `settings` allows for connecting.
    ///
    /// @return what is wrong, in plain words; empty if all is well
    public static Optional<String> probe(LinkSettings settings, Topics topics) throws InterruptedException {
        CompletableFuture<Optional<String>> outcome = new CompletableFuture<>();
        BrokerSession.Listener wait = new BrokerSession.Listener() {
            @Override public void connected() {
                outcome.complete(Optional.empty());
            }

            @Override public void lost(String reason) {
                outcome.complete(Optional.of(reason));
            }

            @Override public void message(String topic, byte[] payload, boolean retained) {}
        };
        try {
            BrokerSession session = BrokerSession.open(settings, clientId(topics) + "-doctor", Optional.empty(), 1, wait);
            try {
                return outcome.get(settings.timing().connect().toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                return Optional.of(silent(settings));
            } finally {
                session.goodbye();
            }
        } catch (LinkException e) {
            return Optional.of(e.reason());
        }
    }

    private void run() {
        while (!stopping) {
            try {
                attempt();
            } catch (RuntimeException e) {
                LOG.error("the link to the broker stumbled over a fault of this program and starts again", e);
            }
            await(now().plus(backoff.pause()), () -> stopping);
        }
    }

    /// Connects once, and serves the connection until it is lost or the gate stops.
    private void attempt() {
        Attempt attempt = new Attempt();
        current = attempt;
        try {
            BrokerSession session = BrokerSession.open(settings, clientId(topics), Optional.of(topics.status()), MAX_INFLIGHT, attempt);
            try {
                await(now().plus(settings.timing().connect()), () -> attempt.up || attempt.isOver() || stopping);
                if (attempt.up) {
                    serve(attempt, session);
                } else {
                    attempt.end(silent(settings));
                }
            } finally {
                attempt.end("closed");
                session.discard();
                saveMarks();
            }
        } catch (LinkException e) {
            attempt.end(e.reason());
        }
        if (!stopping) {
            tell(new LinkState.Lost(attempt.lost.orElseThrow(), source.now()));
        }
    }

    private void serve(Attempt attempt, BrokerSession session) {
        Uptime began = now();
        OffsetDateTime since = source.now();
        tell(new LinkState.Connected(since));
        publisher.connected(began);
        beat.connected();
        announcements.forEach(a -> attempt.publish(session, a.topic(), a.payload().getBytes(StandardCharsets.UTF_8), true, _ -> {}));
        while (!attempt.isOver() && !stopping) {
            step(attempt, session, since, now().plus(StatusBeat.EVERY));
        }
        if (!attempt.isOver()) {
            leave(attempt, session, since);
        }
        if (now().hasReached(began.plus(STABLE))) {
            backoff.reset();
        }
    }

    /// Sends what there is to send, then rests until something happens, at most until `deadline`.
    private void step(Attempt attempt, BrokerSession session, OffsetDateTime since, Uptime deadline) {
        Publisher.Wire wire = (topic, payload, retained, acked) -> attempt.publish(session, topic, payload, retained, acked);
        attempt.listen(session);
        Uptime now = now();
        Uptime next = sendEvents(wire, now);
        sendReplies(attempt, wire);
        beat.due(now, () -> new StatusBeat.Content(source.status(), publisher.progress())).ifPresent(content -> wire.publish(topics.status(),
                Messages.status(content.gate(), content.progress(), since, settings.console()), true, _ -> {}));
        progress = publisher.progress();
        if (publisher.isStuck(now)) {
            attempt.end("%s:%d takes messages but does not acknowledge them".formatted(settings.host(), settings.port()));
        } else if (work(earliest(next, beat.next(), deadline))) {
            beat.look();
        }
    }

    private Uptime sendEvents(Publisher.Wire wire, Uptime now) {
        try {
            if (!publisher.isReplaying()) {
                Optional.ofNullable(replays.poll()).ifPresent(range -> publisher.replay(range.from(), range.to()));
            }
            Uptime next = publisher.step(wire, now);
            outboxFailed = false;
            return next;
        } catch (IOException e) {
            if (!outboxFailed) {
                LOG.warn("the journal cannot be read for sending, and is tried again: {}", e.getMessage());
            }
            outboxFailed = true;
            return now.plus(OUTBOX_RETRY);
        }
    }

    private void sendReplies(Attempt attempt, Publisher.Wire wire) {
        while (!replies.isEmpty() && attempt.inFlight < MAX_INFLIGHT - ROOM_FOR_STATUS) {
            wire.publish(topics.reply(), replies.remove(), false, _ -> {});
        }
    }

    private void leave(Attempt attempt, BrokerSession session, OffsetDateTime since) {
        Uptime deadline = now().plus(stopPatience);
        while (!attempt.isOver() && !(publisher.isCaughtUp() && replies.isEmpty()) && !now().hasReached(deadline)) {
            step(attempt, session, since, deadline);
        }
        attempt.publish(session, topics.status(), Messages.offline(), true, _ -> attempt.saidGoodbye = true);
        await(now().plus(GOODBYE), () -> attempt.saidGoodbye || attempt.isOver());
        session.goodbye();
    }

    private void saveMarks() {
        try {
            publisher.save();
        } catch (IOException e) {
            LOG.warn("how far the journal was sent cannot be stored; after a restart some events are sent again: {}", e.getMessage());
        }
        progress = publisher.progress();
    }

    private void takeAck(byte[] payload) {
        Optional<Ack> ack = Messages.ack(payload);
        post(() -> ack.ifPresentOrElse(a -> publisher.confirm(a, now()), publisher::oddAck));
    }

    private void tell(LinkState now) {
        LinkState before = state;
        boolean changed = !told || !before.getClass().equals(now.getClass());
        state = now instanceof LinkState.Lost(var reason, _) && !changed ? new LinkState.Lost(reason, before.since()) : now;
        if (!state.equals(before)) {
            log(state);
        }
        if (changed) {
            told = true;
            listener.accept(state);
        }
    }

    private void log(LinkState now) {
        switch (now) {
            case LinkState.Connected _ -> LOG.info("the broker {}:{} is there", settings.host(), settings.port());
            case LinkState.Lost lost -> LOG.warn("no broker: {}", lost.reason());
        }
    }

    /// Works off the inbox until `done`, or until `deadline`.
    private void await(Uptime deadline, BooleanSupplier done) {
        while (!done.getAsBoolean() && !now().hasReached(deadline)) {
            work(deadline);
        }
    }

    /// Waits until `deadline` for something to happen; then does all that has happened.
    ///
    /// @return whether anything has
    private boolean work(Uptime deadline) {
        try {
            Runnable first = inbox.poll(deadline.nanos() - System.nanoTime(), TimeUnit.NANOSECONDS);
            Runnable task = first;
            for (int i = 0; task != null && i < INBOX; i++) {
                task.run();
                task = inbox.poll();
            }
            return first != null;
        } catch (InterruptedException e) {
            stopping = true;
            return true;
        }
    }

    /// Hands `task` to the link's thread; waits while its inbox is full.
    private void post(Runnable task) {
        if (Thread.currentThread() == thread) {
            task.run();
            return;
        }
        try {
            while (!inbox.offer(task, 1, TimeUnit.SECONDS)) {
                if (!thread.isAlive()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String clientId(Topics topics) {
        return "campus-gate-" + topics.site() + "-" + topics.gate();
    }

    private static String silent(LinkSettings settings) {
        return "%s:%d does not answer".formatted(settings.host(), settings.port());
    }

    private static Uptime earliest(Uptime... moments) {
        return Arrays.stream(moments).reduce((a, b) -> a.hasReached(b) ? b : a).orElseThrow();
    }

    private static Uptime now() {
        return new Uptime(System.nanoTime());
    }

    /// One attempt to connect and the connection that came of it. Each has its own, so what the library still says about an
    /// old one changes nothing. The fields belong to the link's thread.
    private final class Attempt implements BrokerSession.Listener {
        private final Set<String> listening = new HashSet<>();
        private boolean up;
        private Optional<String> lost = Optional.empty();
        private int inFlight;
        private boolean saidGoodbye;

        @Override public void connected() {
            post(() -> up = true);
        }

        @Override public void lost(String reason) {
            post(() -> end(reason));
        }

        @Override public void message(String topic, byte[] payload, boolean retained) {
            MessageHandler handler = handlers.get(topic);
            try {
                if (handler != null) {
                    handler.message(topic, payload, retained);
                }
            } catch (RuntimeException e) {
                LOG.error("a message on {} met a fault of this program and is dropped", topic, e);
            }
        }

        private void end(String reason) {
            lost = lost.or(() -> Optional.of(reason));
        }

        private boolean isOver() {
            return lost.isPresent();
        }

        private void publish(BrokerSession session, String topic, byte[] payload, boolean retained, Consumer<Uptime> acked) {
            inFlight++;
            session.publish(topic, payload, retained, () -> post(() -> {
                inFlight--;
                if (!isOver()) {
                    acked.accept(now());
                }
            }));
        }

        private void listen(BrokerSession session) {
            again.removeIf(topic -> {
                listening.remove(topic);
                return true;
            });
            if (listening.equals(handlers.keySet())) {
                return;
            }
            for (String topic : handlers.keySet()) {
                if (listening.add(topic)) {
                    session.subscribe(topic);
                }
            }
            listening.removeIf(topic -> {
                boolean unwanted = !handlers.containsKey(topic);
                if (unwanted) {
                    session.unsubscribe(topic);
                }
                return unwanted;
            });
        }
    }

    /// Where the library's threads end up that die of what a broker sent: they inherit this group from the link's thread.
    private final class LibraryThreads extends ThreadGroup {
        private LibraryThreads() {
            super("mqtt");
        }

        @Override public void uncaughtException(Thread dead, Throwable fault) {
            LOG.warn("{} cannot make sense of what the broker sent: {}", dead.getName(), fault.toString());
            current.lost("the broker sent something that is not MQTT");
        }
    }
}
