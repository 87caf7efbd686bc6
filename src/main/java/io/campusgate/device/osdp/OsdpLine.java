package io.campusgate.device.osdp;

import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import io.campusgate.device.serial.SerialLine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An RS-485 line with OSDP readers. One thread owns the port while somebody is on the line: it asks one reader, waits for
/// the answer, and goes on to the next that is due. Readers that are lost are asked in between, one after each round of the
/// others, so that they delay nobody by more than their 200 ms. Thread-safe.
public final class OsdpLine {
    private static final Logger LOG = LoggerFactory.getLogger(OsdpLine.class);
    /// A reader has to begin its answer within this time after the end of the question.
    private static final Duration ANSWER = Duration.ofMillis(200);
    /// So much silence ends a packet. The protocol speaks of 20 ms; USB adapters hand on what they have every 16.
    private static final Duration GAP = Duration.ofMillis(50);
    private static final int BITS_A_BYTE = 10;

    private record Seat(PanelSession session, Consumer<DeviceException> failed) {}

    private final Path port;
    private final int baud;
    private final long answer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Seat> seats = new ArrayList<>();   // guarded by lock
    private boolean running;                              // guarded by lock
    private int polled;   // since a lost one was asked; the thread's own

    /// Touches no hardware.
    public OsdpLine(Path port, int baud) {
        this(port, baud, ANSWER);
    }

    /// @param answer how long a reader may take to answer
    OsdpLine(Path port, int baud, Duration answer) {
        this.port = port;
        this.baud = baud;
        this.answer = answer.toNanos();
    }

    Path port() {
        return port;
    }

    /// Puts a reader on the line. `failed` is told when the port is gone or cannot be opened; the reader is off the line then.
    void attach(PanelSession session, Consumer<DeviceException> failed) {
        lock.lock();
        try {
            seats.add(new Seat(session, failed));
            if (!running) {
                running = true;
                Thread.ofPlatform().daemon().name("osdp-" + port.getFileName()).start(this::run);
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    void detach(PanelSession session) {
        lock.lock();
        try {
            seats.removeIf(seat -> seat.session() == session);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Looks again who is due.
    void wake() {
        lock.lock();
        try {
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        do {
            try (SerialLine line = SerialLine.open(port, baud)) {
                for (Optional<PanelSession> due = awaitDue(); due.isPresent(); due = awaitDue()) {
                    exchange(line, due.get());
                }
            } catch (DeviceException e) {
                fail(e);
            } catch (RuntimeException e) {
                LOG.error("a bug in the OSDP line {}", port, e);
                fail(new DeviceException(Kind.NO_ANSWER, "the driver of the OSDP line " + port + " failed; the log says why", e));
            }
        } while (!isOver());
    }

    private boolean isOver() {
        lock.lock();
        try {
            running = !seats.isEmpty();   // somebody may have come while the port was being closed
            return seats.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private void fail(DeviceException why) {
        List<Seat> all;
        lock.lock();
        try {
            all = List.copyOf(seats);
            seats.clear();
        } finally {
            lock.unlock();
        }
        all.forEach(seat -> seat.failed().accept(why));
    }

    /// Waits until somebody is due; empty if nobody is on the line.
    private Optional<PanelSession> awaitDue() {
        lock.lock();
        try {
            while (!seats.isEmpty()) {
                long now = System.nanoTime();
                Optional<PanelSession> live = first(seats.stream().map(Seat::session).filter(s -> !s.isLost()), now);
                Optional<PanelSession> lost = first(seats.stream().map(Seat::session).filter(PanelSession::isLost), now);
                long round = seats.stream().filter(seat -> !seat.session().isLost()).count();
                boolean lostOne = lost.filter(s -> s.dueAt() - now <= 0).isPresent();
                boolean liveOne = live.filter(s -> s.dueAt() - now <= 0).isPresent();
                if (lostOne && (!liveOne || polled >= round)) {
                    polled = 0;
                    return lost;
                }
                if (liveOne) {
                    polled++;
                    return live;
                }
                long wait = Stream.concat(live.stream(), lost.stream()).mapToLong(s -> s.dueAt() - now).min().orElse(0);
                if (wait > 0) {
                    changed.awaitNanos(wait);
                }
            }
        } catch (InterruptedException e) {
            LOG.warn("the thread of the OSDP line {} was interrupted", port);
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return Optional.empty();
    }

    private static Optional<PanelSession> first(Stream<PanelSession> sessions, long now) {
        return sessions.min(Comparator.comparingLong(session -> session.dueAt() - now));
    }

    /// One question and its answer.
    private void exchange(SerialLine line, PanelSession session) throws DeviceException {
        byte[] question = session.next(System.nanoTime());
        line.write(question);
        Hearing hearing = new Hearing(session);
        byte[] chunk = new byte[256];
        long begin = System.nanoTime() + onTheWire(question.length) + answer;
        long end = begin + onTheWire(OsdpPacket.MOST_BYTES);
        for (long now = System.nanoTime(); now < (hearing.framer.isUnderWay() ? end : begin); now = System.nanoTime()) {
            Duration left = hearing.framer.isUnderWay() ? GAP : Duration.ofNanos(begin - now);
            int count = left.compareTo(SerialLine.HEARTBEAT) < 0 ? line.read(chunk, left) : line.read(chunk);
            if (count == SerialLine.STALLED) {
                stalled();
                break;
            }
            if (count == 0) {
                hearing.framer.quiet(hearing);
            } else {
                hearing.framer.accept(chunk, count, hearing);
            }
            if (hearing.answered) {
                return;
            }
        }
        hearing.framer.quiet(hearing);
        if (!hearing.answered) {
            session.silent(System.nanoTime());
        }
    }

    private void stalled() {
        lock.lock();
        try {
            seats.forEach(seat -> seat.session().stalled());
        } finally {
            lock.unlock();
        }
    }

    private long onTheWire(int bytes) {
        return Duration.ofSeconds(1).toNanos() * bytes * BITS_A_BYTE / baud;
    }

    /// What comes while one reader is asked.
    private static final class Hearing implements Consumer<OsdpFrame> {
        private final PanelSession session;
        private final OsdpFramer framer = new OsdpFramer();
        private boolean answered;

        Hearing(PanelSession session) {
            this.session = session;
        }

        @Override public void accept(OsdpFrame frame) {
            switch (frame) {
                case OsdpPacket packet -> answered = answered || session.answered(packet, System.nanoTime());
                case OsdpFrame.Broken(var fault) -> session.fault(fault);
            }
        }
    }
}
