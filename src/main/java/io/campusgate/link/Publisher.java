package io.campusgate.link;

import io.campusgate.domain.Uptime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Decides which event goes out when, and how far the two marks of design.md section 4.2 have moved. No wire, clock or
/// thread of its own: it belongs to the link's thread, and time is passed in.
///
/// - Events go out in seq order, at most [#WINDOW] of them without a PUBACK. `published` moves over a PUBACK only when all
///   that were sent before have theirs too.
/// - `confirmed` moves by the console's word ([#confirm]), never beyond `published`.
/// - Sending starts again from `confirmed` at each [#connected], and when `confirmed` has not moved for a minute although
///   `published` is ahead of it; while that does not help, the minute doubles, up to an hour.
/// - Where no console is expected, or none was heard for a day, sending starts from `published` and nothing is overdue.
final class Publisher {
    static final int WINDOW = 500;
    private static final int READ_AHEAD = 250;
    private static final Duration SAVE_EVERY = Duration.ofSeconds(2);
    private static final Duration PUBACK_PATIENCE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PATIENCE = Duration.ofHours(1);
    private static final Duration CONSOLE_MEMORY = Duration.ofDays(1);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration REST = Duration.ofMinutes(1);

    /// The way to the broker. Never blocks and never fails: on a broken connection the message is just never acknowledged.
    interface Wire {
        /// Publishes with QoS 1. `acked` is called at its PUBACK, at most once, on the thread that owns the publisher, with
        /// the present moment.
        void publish(String topic, byte[] payload, boolean retained, Consumer<Uptime> acked);
    }

    /// An event on its way.
    private static final class Sent {
        private final long seq;
        private final Uptime at;
        private boolean acked;

        private Sent(long seq, Uptime at) {
            this.seq = seq;
            this.at = at;
        }
    }

    private final Topics topics;
    private final Outbox outbox;
    private final boolean console;
    private final Duration firstPatience;

    private String journal;
    private long published;
    private long confirmed;
    private long oddAcks;

    private final Deque<Outbox.Event> ahead = new ArrayDeque<>();   // read, not sent yet
    private final Deque<Sent> sent = new ArrayDeque<>();            // in the order in which they were sent
    private long readUpTo;
    private long sentUpTo;      // the highest seq on this connection
    private long earlyAck;      // a confirmation that came before the last PUBACK it speaks of

    private long replayFrom = 1;
    private long replayTo;      // before `replayFrom`: nothing is to be sent once more

    private Uptime consoleHeardAt;
    private Uptime overdueAt;
    private Duration patience;
    private Uptime savedAt;
    private boolean moved;      // since the marks were stored

    /// @param patience for a confirmation, the first time
    Publisher(Topics topics, Outbox outbox, boolean console, Duration patience, Uptime now) {
        this.topics = topics;
        this.outbox = outbox;
        this.console = console;
        this.firstPatience = patience;
        this.patience = patience;
        this.journal = outbox.journalId();
        this.published = outbox.published();
        this.confirmed = outbox.confirmed();
        this.consoleHeardAt = now;
        this.overdueAt = now.plus(patience);
        this.savedAt = now;
    }

    /// A new connection is up: whatever was on its way is unknown and goes out again.
    void connected(Uptime now) {
        if (!journal.equals(outbox.journalId())) {
            journal = outbox.journalId();
            published = outbox.published();
            confirmed = outbox.confirmed();
        }
        sent.clear();
        ahead.clear();
        readUpTo = expectsConsole(now) ? confirmed : published;
        sentUpTo = 0;
        earlyAck = 0;
        overdueAt = now.plus(patience);
    }

    /// Sends what the window has room for and stores the marks from time to time. Returns when to call again at the latest.
    ///
    /// @throws IOException if the outbox cannot be used now; nothing is lost by calling again
    Uptime step(Wire wire, Uptime now) throws IOException {
        sendAgainIfOverdue(now);
        while (sent.size() < WINDOW) {
            Optional<Outbox.Event> next = next();
            if (next.isEmpty()) {
                break;
            }
            send(next.get(), wire, now);
        }
        replay(wire, now);
        if (moved && now.hasReached(savedAt.plus(SAVE_EVERY))) {
            savedAt = now;
            save();
        }
        return nextStep(now);
    }

    /// Sends the events of a range once more, when there is nothing new to send; the marks do not move. One range at a time.
    void replay(long from, long to) {
        replayFrom = from;
        replayTo = to;
    }

    boolean isReplaying() {
        return replayFrom <= replayTo;
    }

    private void replay(Wire wire, Uptime now) throws IOException {
        while (isReplaying() && sent.size() < WINDOW) {
            List<Outbox.Event> events = outbox.after(replayFrom - 1, WINDOW - sent.size());
            for (Outbox.Event event : events) {
                if (event.seq() <= replayTo) {
                    send(event, wire, now);
                }
            }
            replayFrom = events.isEmpty() ? replayTo + 1 : events.getLast().seq() + 1;
        }
    }

    /// The console says how far it has come.
    void confirm(Ack ack, Uptime now) {
        consoleHeardAt = now;
        if (!ack.journal().equals(journal)) {
            return;
        }
        if (ack.seq() <= published) {
            moveConfirmed(ack.seq(), now);
        } else if (ack.seq() <= sentUpTo) {
            earlyAck = Math.max(earlyAck, ack.seq());
        } else {
            oddAcks++;
        }
    }

    /// A confirmation that could not be read.
    void oddAck() {
        oddAcks++;
    }

    /// Stores the marks if they have moved.
    void save() throws IOException {
        if (moved) {
            outbox.store(published, confirmed);
            moved = false;
        }
    }

    /// The broker owes a PUBACK for so long that this connection is not worth keeping.
    boolean isStuck(Uptime now) {
        return !sent.isEmpty() && now.hasReached(sent.getFirst().at.plus(PUBACK_PATIENCE));
    }

    /// Everything there is has been sent, and has its PUBACK.
    boolean isCaughtUp() {
        return sent.isEmpty() && ahead.isEmpty() && readUpTo >= outbox.lastSeq();
    }

    Progress progress() {
        return new Progress(journal, outbox.lastSeq(), published, confirmed, oddAcks);
    }

    private Optional<Outbox.Event> next() throws IOException {
        if (ahead.isEmpty() && readUpTo < outbox.lastSeq()) {
            ahead.addAll(outbox.after(readUpTo, READ_AHEAD));
            readUpTo = ahead.isEmpty() ? readUpTo : ahead.getLast().seq();
        }
        return Optional.ofNullable(ahead.poll());
    }

    private void send(Outbox.Event event, Wire wire, Uptime now) {
        Sent one = new Sent(event.seq(), now);
        sent.add(one);
        sentUpTo = Math.max(sentUpTo, event.seq());
        wire.publish(topics.event(event.type()), event.text().getBytes(StandardCharsets.UTF_8), false, at -> acked(one, at));
    }

    private void acked(Sent one, Uptime now) {
        one.acked = true;
        while (!sent.isEmpty() && sent.getFirst().acked) {
            long seq = sent.removeFirst().seq;
            if (seq > published) {
                published = seq;
                moved = true;
            }
        }
        if (earlyAck > confirmed && earlyAck <= published) {
            moveConfirmed(earlyAck, now);
        }
    }

    private void moveConfirmed(long seq, Uptime now) {
        if (seq > confirmed) {
            confirmed = seq;
            moved = true;
            patience = firstPatience;
            overdueAt = now.plus(patience);
            while (!ahead.isEmpty() && ahead.getFirst().seq() <= seq) {   // no need to send these again
                ahead.removeFirst();
            }
            readUpTo = Math.max(readUpTo, seq);
        }
    }

    private void sendAgainIfOverdue(Uptime now) {
        if (!isUnconfirmed(now)) {
            overdueAt = now.plus(patience);
        } else if (now.hasReached(overdueAt) && isCaughtUp()) {
            readUpTo = confirmed;
            patience = patience.multipliedBy(2).compareTo(LONGEST_PATIENCE) < 0 ? patience.multipliedBy(2) : LONGEST_PATIENCE;
            overdueAt = now.plus(patience);
        }
    }

    private boolean isUnconfirmed(Uptime now) {
        return confirmed < published && expectsConsole(now);
    }

    private boolean expectsConsole(Uptime now) {
        return console && !now.hasReached(consoleHeardAt.plus(CONSOLE_MEMORY));
    }

    private Uptime nextStep(Uptime now) {
        Uptime next = now.plus(REST);
        if (moved) {
            next = earlier(next, savedAt.plus(SAVE_EVERY));
        }
        if (isUnconfirmed(now)) {
            next = earlier(next, now.hasReached(overdueAt) ? now.plus(LOOK_AGAIN) : overdueAt);
        }
        if (!sent.isEmpty()) {
            next = earlier(next, sent.getFirst().at.plus(PUBACK_PATIENCE));
        }
        return next;
    }

    private static Uptime earlier(Uptime a, Uptime b) {
        return a.hasReached(b) ? b : a;
    }
}
