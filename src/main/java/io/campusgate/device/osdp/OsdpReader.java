package io.campusgate.device.osdp;

import io.campusgate.device.CardReader;
import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import io.campusgate.device.Indicator;
import io.campusgate.device.serial.WiegandCodec.Format;
import io.campusgate.domain.ReaderKey;
import io.campusgate.domain.Temperature;
import io.campusgate.domain.Uptime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// One OSDP reader: cards in a secure channel, and a lamp and a buzzer that show what the passage wants shown. Thread-safe.
///
/// `serve` puts it on its [OsdpLine] and hands on, on its own thread, what the line's thread hears. A reader that does not
/// answer, or cannot prove the site's key, is reported lost and asked again until it can; only a port that is gone ends
/// `serve`. A card that waited in the reader while nobody asked is not reported.
public final class OsdpReader implements CardReader, Indicator {
    private static final long HEARTBEAT_MILLIS = 200;
    private static final int WAITING = 256;
    private static final long WELL = Duration.ofSeconds(1).toNanos();
    private static final long HUNG = Duration.ofSeconds(15).toNanos();
    private static final int LONGEST_KEY_FILE = 1024;

    private final OsdpLine line;
    private final int address;
    private final Path keyFile;
    private final BlockingQueue<Consumer<Listener>> heard = new ArrayBlockingQueue<>(WAITING);
    private final ReaderTalk talk;
    private volatile Optional<PanelSession> session = Optional.empty();
    private volatile Optional<DeviceException> failure = Optional.empty();
    private volatile long wellAt;
    private volatile long newsAt;
    private volatile boolean well;
    private volatile boolean hasKey;   // taken, and not yet used
    private volatile CompletableFuture<Void> enrolment = CompletableFuture.completedFuture(null);

    /// @param line    shared with the other readers on it
    /// @param address 0 to 126
    /// @param keyFile of the site's key ([ReaderKey]), read anew each time the reader is served
    /// @param format  of its cards, where their number of bits fits; empty: 26 and 34 bits as they usually are
    public OsdpReader(OsdpLine line, int address, Path keyFile, Optional<Format> format) {
        this.line = line;
        this.address = address;
        this.keyFile = keyFile;
        this.talk = new ReaderTalk(format, this::tell);
    }

    @Override public void serve(Listener listener) throws DeviceException, InterruptedException {
        String name = "the OSDP reader at address " + address + " of " + line.port();
        PanelSession serving = new PanelSession(name, address, key(), new SecureRandom(), new Talk(), System.nanoTime());
        heard.clear();
        failure = Optional.empty();
        well = false;
        newsAt = System.nanoTime();
        session = Optional.of(serving);
        line.attach(serving, this::fail);
        try {
            while (true) {
                Optional<Consumer<Listener>> next = Optional.ofNullable(heard.poll(HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS));
                if (failure.isPresent()) {
                    throw failure.get();
                }
                if (next.isPresent()) {
                    next.get().accept(listener);
                }
                if (isWell()) {
                    listener.alive();
                } else if (System.nanoTime() - newsAt > HUNG) {
                    throw new DeviceException(Kind.NO_ANSWER, name + ": nothing is heard of the line; does the adapter hang?");
                }
            }
        } finally {
            session = Optional.empty();
            well = false;
            line.detach(serving);
        }
    }

    private ReaderKey key() throws DeviceException {
        try {
            if (Files.size(keyFile) > LONGEST_KEY_FILE) {
                throw new DeviceException(Kind.ABSENT, keyFile + " is no key of OSDP readers: it is too long");
            }
            return ReaderKey.parse(Files.readAllBytes(keyFile));
        } catch (IOException e) {
            throw new DeviceException(Kind.ABSENT, "the key " + keyFile + " cannot be read", e);
        } catch (IllegalArgumentException e) {
            throw new DeviceException(Kind.ABSENT, keyFile + " holds " + e.getMessage(), e);
        }
    }

    private void fail(DeviceException why) {
        failure = Optional.of(why);
        tell(_ -> { });   // wakes serve
    }

    /// What finds the queue full is lost: the listener has stood still for as long as it takes to fill it.
    private void tell(Consumer<Listener> news) {
        boolean taken = heard.offer(news);
        assert taken || !heard.isEmpty();
    }

    /// Whether it has given an authentic answer within the last second.
    public boolean isWell() {
        return well && System.nanoTime() - wellAt <= WELL;
    }

    @Override public void show(Signal signal, Optional<Temperature> reading) {
        talk.show(signal);
        session.ifPresent(PanelSession::hurry);
        line.wake();
    }

    /// Gives the reader the site's key, for which it has to be in its install mode (the default key): tries for as long as
    /// `atMost`. Ends well when the reader has proved the new key, or else with a `TimeoutException`. Meanwhile no card of this
    /// reader counts. Who listens in on the line during this learns the key: the default key protects nothing.
    public CompletableFuture<Void> enrol(Duration atMost) {
        hasKey = false;
        CompletableFuture<Void> begun = new CompletableFuture<Void>().orTimeout(atMost.toMillis(), TimeUnit.MILLISECONDS);
        enrolment = begun;
        return begun;
    }

    /// Nothing more is shown.
    @Override public void close() {
        talk.show(Signal.IDLE);
    }

    /// Of the line's thread.
    private final class Talk implements PanelSession.Talk {
        @Override public void secured() {
            talk.begin();
        }

        @Override public Optional<OsdpCommand> next() {
            return talk.next();
        }

        @Override public void answered(OsdpCommand command, OsdpMessage reply, boolean fresh) {
            talk.answered(command, reply, fresh, new Uptime(System.nanoTime()));
        }

        @Override public void well() {
            wellAt = System.nanoTime();
            newsAt = wellAt;
            if (!well) {
                well = true;
                tell(_ -> { });   // the sooner it is said that it is well
            }
            if (hasKey) {
                enrolment.complete(null);
            }
        }

        @Override public void lost(DeviceException why) {
            well = false;
            newsAt = System.nanoTime();
            tell(listener -> listener.lost(why));
        }

        @Override public void fault(String code) {
            tell(listener -> listener.fault(code));
        }

        @Override public boolean isInstalling() {
            return !enrolment.isDone() && !hasKey;
        }

        @Override public void enrolled() {
            hasKey = true;
        }
    }
}
