package io.campusgate.web.gate;

import io.campusgate.daemon.ControlMessage;
import io.campusgate.daemon.Controls;
import io.campusgate.daemon.EventObserver;
import io.campusgate.daemon.LaneView;
import io.campusgate.domain.Draft;
import io.campusgate.domain.Uptime;
import io.campusgate.store.JournalReader;
import io.campusgate.store.Stored;
import io.campusgate.web.Access;
import io.campusgate.web.Call;
import io.campusgate.web.Part;
import io.campusgate.web.Problem;
import io.campusgate.web.Route;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `GET /api/stream`: what happens at the gate, as it happens (server-sent events). Each event of the journal comes with its
/// seq as id and its type as name; between them `lane` tells what a lane is doing. Whoever comes back with `Last-Event-ID`
/// gets what was missed, or `reset` if that is too much.
///
/// The journal's thread only puts events into a queue. One thread hands them on to all pages, and runs only while a page
/// listens; a page that cannot keep up is cut off and comes back.
final class EventStream implements Part, EventObserver, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    /// Then a page comes back by itself: a proxy or a sleeping tablet may have lost it unnoticed.
    static final Duration LONGEST = Duration.ofMinutes(10);
    private static final long HEARTBEAT_MS = 10_000;
    /// How stale what a lane is doing may look.
    private static final long LANES_MS = 150;
    private static final int AT_MOST = 64;
    private static final int EVENTS = 1_000;
    private static final int BEHIND = 500;
    /// More missed events than a page makes use of.
    private static final int MISSED = 500;

    private static final Uptime EPOCH = new Uptime(0);

    private final Controls gate;
    private final Duration longest;
    private final BlockingQueue<List<Stored>> news = new ArrayBlockingQueue<>(EVENTS);
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private Optional<Thread> thread = Optional.empty();
    private volatile boolean closed;

    /// A page that listens, and what it has not been sent yet.
    private static final class Listener {
        final BlockingQueue<Message> queue = new ArrayBlockingQueue<>(BEHIND);
        volatile boolean tooSlow;

        void offer(Message message) {
            tooSlow |= !queue.offer(message);
        }
    }

    /// @param seq 0 for what is no event of the journal
    private record Message(long seq, String text) {
        static Message of(Stored event) {
            return new Message(event.seq(), "id: " + event.seq() + "\nevent: " + event.type() + "\ndata: " + event.text() + "\n\n");
        }

        static Message of(String name, Map<String, Object> data) {
            return new Message(0, "event: " + name + "\ndata: " + ControlMessage.write(data) + "\n\n");
        }
    }

    /// @param longest after which a stream ends
    EventStream(Controls gate, Duration longest) {
        this.gate = gate;
        this.longest = longest;
        gate.follow(this);
    }

    @Override public List<Route> routes() {
        return List.of(Route.get("/api/stream", Access.SIGNED_IN, this::stream));
    }

    @Override public void recorded(List<Stored> events, List<Draft> drafts) {
        if (!listeners.isEmpty() && !news.offer(events)) {
            listeners.forEach(l -> l.tooSlow = true);
        }
    }

    private void stream(Call call) throws IOException, InterruptedException {
        if (closed || listeners.size() >= AT_MOST) {
            throw new Problem(503, "busy");
        }
        long last = call.header("Last-Event-ID").or(() -> call.query("after")).filter(id -> id.matches("\\d{1,18}")).map(Long::parseLong)
                .orElse(gate.lastSeq());
        call.answerHeader("X-Accel-Buffering", "no");
        Listener listener = new Listener();
        join(listener);
        try (OutputStream out = call.stream("text/event-stream;charset=utf-8")) {
            write(out, "retry: 1000\n\n");
            serve(call, listener, out, catchUp(out, last));
        } finally {
            listeners.remove(listener);
        }
    }

    /// @return the seq up to which all was sent
    private long catchUp(OutputStream out, long last) throws IOException {
        StringBuilder text = new StringBuilder();
        long sent = last;
        if (last < gate.lastSeq()) {
            try (JournalReader journal = JournalReader.open(gate.config().store().path())) {
                List<Stored> missed = journal.after(last, MISSED + 1);
                if (missed.size() > MISSED) {
                    sent = journal.lastSeq();
                    text.append("id: ").append(sent).append("\nevent: reset\ndata: {}\n\n");
                } else {
                    for (Stored event : missed) {
                        text.append(Message.of(event).text());
                        sent = event.seq();
                    }
                }
            }
        }
        gate.lanes().forEach(lane -> text.append(Message.of("lane", LaneJson.of(lane, gate.uptime())).text()));
        write(out, text.toString());
        return sent;
    }

    private void serve(Call call, Listener listener, OutputStream out, long sentBefore) throws IOException, InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        long sent = sentBefore;
        while (!closed && !listener.tooSlow && System.nanoTime() < end && call.isStillSignedIn()) {
            Message message = listener.queue.poll(Math.min(HEARTBEAT_MS, Math.max(1, (end - System.nanoTime()) / 1_000_000)), TimeUnit.MILLISECONDS);
            if (message == null) {
                write(out, ":\n\n");
            } else if (message.seq() == 0 || message.seq() > sent) {
                write(out, message.text());
                sent = Math.max(sent, message.seq());
            }
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private synchronized void join(Listener listener) {
        listeners.add(listener);
        if (thread.filter(Thread::isAlive).isEmpty()) {
            news.clear();
            thread = Optional.of(Thread.ofPlatform().daemon().name("stream").start(this::handOn));
        }
    }

    private void handOn() {
        Map<String, Map<String, Object>> shown = new HashMap<>();
        try {
            while (hasListeners()) {
                List<Stored> events = news.poll(LANES_MS, TimeUnit.MILLISECONDS);
                if (events != null) {
                    events.stream().map(Message::of).forEach(this::toAll);
                }
                for (LaneView lane : gate.lanes()) {
                    if (looksDifferent(lane, shown)) {
                        toAll(Message.of("lane", LaneJson.of(lane, gate.uptime())));
                    }
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("the stream stops");
        }
    }

    /// A lane's state changes with each look at the thermometer; mostly there is nothing to see of it.
    private static boolean looksDifferent(LaneView lane, Map<String, Map<String, Object>> shown) {
        Map<String, Object> now = LaneJson.of(lane, EPOCH);   // of what is left of a time only its end counts
        return !now.equals(shown.put(lane.id(), now));
    }

    private void toAll(Message message) {
        listeners.forEach(l -> l.offer(message));
    }

    private synchronized boolean hasListeners() {
        if (listeners.isEmpty() || closed) {
            thread = Optional.empty();
            return false;
        }
        return true;
    }

    /// Ends every stream.
    @Override public void close() {
        gate.unfollow(this);
        closed = true;
        listeners.forEach(l -> l.offer(Message.of("bye", Map.of())));
    }
}
