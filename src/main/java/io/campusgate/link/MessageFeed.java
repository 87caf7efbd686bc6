package io.campusgate.link;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A connection that takes messages in bulk, for the console. It is the receiving half of MQTT 3.1.1 and no more: the client
/// library reads a message byte by byte and answers each with a write of its own, which costs some thirty times as much of a processor.
///
/// Until a message is settled the broker counts it as not delivered, and gives it to somebody else, or again, when the
/// connection ends. What arrives is handed over on a thread of this class; while the handler does not return nothing more is read, so that
/// the broker waits. Whatever the handler waits for must therefore not wait for the broker: [#offer] and [#settle] do not.
///
/// Source: MQTT Version 3.1.1, OASIS Standard, chapters 2 and 3.
public final class MessageFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MessageFeed.class);
    private static final int CONNECT = 0x10;
    private static final int CONNACK = 0x20;
    private static final int PUBLISH = 0x30;
    private static final int PUBLISH_QOS_1 = 0x32;
    private static final int PUBACK = 0x40;
    private static final int SUBSCRIBE = 0x82;
    private static final int SUBACK = 0x90;
    private static final int UNSUBSCRIBE = 0xA2;
    private static final int UNSUBACK = 0xB0;
    private static final int PINGREQ = 0xC0;
    private static final int PINGRESP = 0xD0;
    private static final int DISCONNECT = 0xE0;
    private static final int REFUSED = 0x80;
    private static final int IDS = 0xFFFF;
    private static final int BUFFER = 64 * 1024;
    private static final String NOT_MQTT = "the broker sent something that is not MQTT";

    /// Takes what arrives, on the thread of the feed.
    public interface Handler {
        /// @param id for [#settle]
        void message(String topic, byte[] payload, int id);
    }

    private static final class Packet {
        private final int first;
        private final byte[] body;

        Packet(int first, byte[] body) {
            this.first = first;
            this.body = body;
        }

        int type() {
            return first & 0xF0;
        }

        int number(int at) throws IOException {
            require(body.length >= at + 2);
            return (body[at] & 0xFF) << 8 | body[at + 1] & 0xFF;
        }
    }

    private final LinkSettings settings;
    private final BrokerSocket socket;
    private final InputStream in;
    private final DataOutputStream out;                                      // guarded by writing
    private final ReentrantLock writing = new ReentrantLock();
    private final Handler handler;
    private final Window window = new Window();
    private final Set<Integer> underWay = ConcurrentHashMap.newKeySet();
    private final Map<Integer, String> asked = new ConcurrentHashMap<>();   // filters the broker has not answered for
    private int lastId;                                                      // guarded by writing
    private volatile long writingNanos;                                      // when the present or last write began
    private volatile long heardNanos = System.nanoTime();
    private volatile boolean handing;                                        // the reader is in the handler, and hears nothing
    private volatile boolean closed;
    private volatile Optional<String> lost = Optional.empty();

    private MessageFeed(LinkSettings settings, BrokerSocket socket, Handler handler) throws IOException {
        this.settings = settings;
        this.socket = socket;
        this.in = new BufferedInputStream(socket.unguarded(), BUFFER);
        this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), BUFFER));
        this.handler = handler;
    }

    /// Connects with a clean session; blocks for at most a few times as long as `settings` allows for one step.
    ///
    /// @param clientId a broker drops an older connection of the same id
    /// @throws IOException with a plain sentence if the broker is not there or does not take this user
    public static MessageFeed connect(LinkSettings settings, String clientId, Handler handler) throws IOException {
        BrokerSocket socket;
        Optional<String> password;
        try {
            socket = BrokerSocket.factory(settings).createSocket();
            password = BrokerSession.password(settings.passwordFile());
        } catch (LinkException e) {
            throw new IOException(e.reason(), e);
        }
        try {
            int patience = Math.toIntExact(settings.timing().connect().toMillis());
            socket.connect(new InetSocketAddress(settings.host(), settings.port()), patience);
            socket.setSoTimeout(patience);
            MessageFeed feed = new MessageFeed(settings, socket, handler);
            feed.greet(clientId, password);
            socket.setSoTimeout(0);   // from here on the beat watches
            feed.start();
            return feed;
        } catch (IOException e) {
            socket.close();
            throw new IOException(Fault.whileConnecting(e, settings), e);
        }
    }

    private void greet(String clientId, Optional<String> password) throws IOException {
        write(CONNECT, body -> {
            body.writeUTF("MQTT");
            body.writeByte(4);   // 3.1.1
            body.writeByte(2 | (settings.username().isPresent() ? 0x80 : 0) | (password.isPresent() ? 0x40 : 0));
            body.writeShort(Math.toIntExact(settings.timing().keepAlive().toSeconds()));
            body.writeUTF(clientId);
            if (settings.username().isPresent()) {
                body.writeUTF(settings.username().get());
            }
            if (password.isPresent()) {
                body.writeUTF(password.get());
            }
        });
        out.flush();
        Packet answer = receive();
        require(answer.type() == CONNACK && answer.body.length == 2);
        if (answer.body[1] != 0) {
            throw Fault.refusal(answer.body[1]);
        }
    }

    private void start() {
        Thread.ofPlatform().daemon().name("mqtt-feed").start(this::read);
        Thread.ofPlatform().daemon().name("mqtt-beat").start(this::beat);
    }

    /// On the reader's thread, until the connection ends.
    private void read() {
        try {
            while (!closed) {
                accept(receive());
            }
        } catch (IOException | RuntimeException e) {
            lost(Fault.inWords(e, settings));
        }
    }

    private void accept(Packet packet) throws IOException {
        switch (packet.type()) {
            case PUBLISH -> hand(packet);
            case PUBACK -> {
                if (underWay.remove(packet.number(0))) {
                    window.release();
                }
            }
            case SUBACK -> {
                String filter = asked.remove(packet.number(0));
                if (packet.body.length > 2 && (packet.body[2] & 0xFF) == REFUSED) {
                    LOG.warn("the broker refuses to let this console listen to {}; its access list should allow it", filter);
                }
            }
            case UNSUBACK -> asked.remove(packet.number(0));
            case PINGRESP -> { }
            default -> require(false);
        }
    }

    private void hand(Packet packet) throws IOException {
        int end = 2 + packet.number(0);
        boolean toSettle = (packet.first & 0x06) != 0;
        int id = toSettle ? packet.number(end) : 0;
        int start = end + (toSettle ? 2 : 0);
        require(start <= packet.body.length);
        handing = true;
        handler.message(new String(packet.body, 2, end - 2, StandardCharsets.UTF_8), Arrays.copyOfRange(packet.body, start, packet.body.length), id);
        heardNanos = System.nanoTime();   // it was not for the broker that nothing was heard
        handing = false;
    }

    private Packet receive() throws IOException {
        int first = next();
        int length = 0;
        int shift = 0;
        for (int digit = 0x80; digit > 0x7F; shift += 7) {
            digit = next();
            length |= (digit & 0x7F) << shift;
            require(shift <= 21);
        }
        if (length > PacketGuard.LONGEST) {
            throw new IOException("the broker sent a message of %d bytes; %d is the most".formatted(length, PacketGuard.LONGEST));
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException();
        }
        heardNanos = System.nanoTime();
        return new Packet(first, body);
    }

    private int next() throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new EOFException();
        }
        return next;
    }

    private static void require(boolean isMqtt) throws IOException {
        if (!isMqtt) {
            throw new IOException(NOT_MQTT);
        }
    }

    /// Asks the broker for a sign of life, and ends a connection on which none comes or nothing is taken.
    private void beat() {
        long keepAlive = settings.timing().keepAlive().toNanos();
        try {
            while (!closed) {
                TimeUnit.NANOSECONDS.sleep(keepAlive / 2);
                long now = System.nanoTime();
                boolean deaf = !handing && now - heardNanos > 2 * keepAlive;
                if (!writing.tryLock()) {   // somebody writes, which is a sign of life, too
                    deaf |= now - writingNanos > 2 * keepAlive;
                } else {
                    try {
                        write(PINGREQ, _ -> { });
                        out.flush();
                    } finally {
                        writing.unlock();
                    }
                }
                if (deaf) {
                    lost(settings.host() + ":" + settings.port() + " has fallen silent");
                }
            }
        } catch (IOException e) {
            lost(Fault.inWords(e, settings));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lost(String reason) {
        if (!closed) {
            lost = lost.or(() -> Optional.of(reason));
        }
        closed = true;
        socket.close();
    }

    private interface Output {
        void write() throws IOException;
    }

    /// What `output` writes goes out in one piece.
    ///
    /// @throws IOException with a plain sentence, and then the connection is gone
    private void send(Output output) throws IOException {
        writing.lock();
        try {
            writingNanos = System.nanoTime();
            requireConnection();
            output.write();
            out.flush();
        } catch (IOException e) {
            lost(Fault.inWords(e, settings));
            throw new IOException(lost.orElse("the connection is closed"), e);
        } finally {
            writing.unlock();
        }
    }

    private interface Body {
        void write(DataOutputStream to) throws IOException;
    }

    private void write(int first, Body content) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        content.write(new DataOutputStream(body));
        out.writeByte(first);
        int left = body.size();
        for (; left > 0x7F; left >>= 7) {
            out.writeByte(left & 0x7F | 0x80);
        }
        out.writeByte(left);
        body.writeTo(out);
    }

    /// Asks for what matches `filter`; a refusal is logged.
    public void listen(String filter) throws IOException {
        ask(SUBSCRIBE, filter, new byte[] {1});
    }

    /// Asks for no more of what matches `filter`; what is on its way still comes, and once the broker [#hasAnswered] nothing new does.
    public void leave(String filter) throws IOException {
        ask(UNSUBSCRIBE, filter, new byte[0]);
    }

    private void ask(int type, String filter, byte[] quality) throws IOException {
        send(() -> {
            int id = nextId();
            asked.put(id, filter);
            write(type, body -> {
                body.writeShort(id);
                body.writeUTF(filter);
                body.write(quality);
            });
        });
    }

    /// Whether the broker has answered each [#listen] and [#leave].
    public boolean hasAnswered() {
        return asked.isEmpty();
    }

    private int nextId() {
        lastId = lastId % IDS + 1;
        return lastId;
    }

    /// Tells the broker that these are taken (PUBACK), in one go. From any thread; each once.
    ///
    /// @throws IOException if the connection is lost
    public void settle(int... ids) throws IOException {
        send(() -> {
            for (int id : ids) {
                if (id > 0) {
                    out.writeInt(PUBACK << 24 | 2 << 16 | id);
                }
            }
        });
    }

    /// Publishes with QoS 1, if not too much is under way; does not wait for an answer.
    ///
    /// @return whether it did
    /// @throws IOException if the connection is lost
    public boolean offer(String topic, byte[] payload) throws IOException {
        if (!window.offer()) {
            return false;
        }
        send(() -> {
            int id = nextId();
            underWay.add(id);
            write(PUBLISH_QOS_1, body -> {
                body.writeUTF(topic);
                body.writeShort(id);
                body.write(payload);
            });
        });
        return true;
    }

    /// Waits until the broker has acknowledged everything.
    ///
    /// @throws IOException if the connection is lost, or that takes longer than `patience`
    public void flush(Duration patience) throws IOException, InterruptedException {
        window.flush(patience, this::requireConnection);
    }

    private void requireConnection() throws IOException {
        if (lost.isPresent()) {
            throw new IOException(lost.get());
        }
    }

    /// Why the connection is gone; empty while it is there.
    public Optional<String> lost() {
        return lost;
    }

    /// Tells the broker that this is no accident, and closes; waits for at most a second.
    @Override public void close() {
        if (!closed) {
            closed = true;
            try {
                if (writing.tryLock(1, TimeUnit.SECONDS)) {
                    write(DISCONNECT, _ -> { });
                    out.flush();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                LOG.debug("closing the connection: {}", e.getMessage());
            }
        }
        socket.close();
    }
}
