package io.campusgate.link;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Speaks just enough MQTT 3.1.1 (OASIS, sections 2 and 3) to misbehave: real brokers do not forget a PUBACK on demand.
/// A test changes what it does while clients are connected.
final class FakeBroker implements AutoCloseable {
    /// A PUBLISH as it came.
    record Published(String topic, String payload, boolean retained, int id) {}

    /// What it answers, and whether it does.
    static final class Manners {
        volatile boolean answersConnect = true;
        volatile int connectCode;
        volatile boolean acknowledges = true;
        volatile boolean acknowledgesTwice;
        volatile byte[] greeting = {};   // raw bytes after CONNACK
    }

    final Manners manners = new Manners();
    final List<Published> published = new CopyOnWriteArrayList<>();
    final List<String> willTopics = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private final Map<Socket, OutputStream> clients = new ConcurrentHashMap<>();
    private final List<Integer> owed = new CopyOnWriteArrayList<>();

    FakeBroker() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("fake-broker").start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    int connections() {
        return clients.size();
    }

    List<String> payloads(String topic) {
        return published.stream().filter(p -> p.topic().equals(topic)).map(Published::payload).toList();
    }

    /// Sends the PUBACKs it owes, the last first.
    void acknowledgeInReverse() throws IOException {
        List<Integer> ids = List.copyOf(owed).reversed();
        owed.clear();
        for (int id : ids) {
            send(puback(id));
        }
    }

    /// Delivers a message to every client with QoS 0.
    void deliver(String topic, byte[] payload) throws IOException {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        int length = 2 + name.length + payload.length;
        ByteBuffer packet = ByteBuffer.allocate(length + 5).put((byte) 0x30);
        for (int rest = length; ; rest >>= 7) {
            packet.put((byte) (rest > 127 ? rest & 127 | 128 : rest));
            if (rest < 128) {
                break;
            }
        }
        packet.putShort((short) name.length).put(name).put(payload);
        byte[] bytes = new byte[packet.position()];
        packet.flip().get(bytes);
        send(bytes);
    }

    /// Cuts all connections as a crash does.
    void cut() throws IOException {
        for (Socket client : clients.keySet()) {
            client.close();
        }
    }

    private void send(byte[] bytes) throws IOException {
        for (OutputStream out : clients.values()) {
            synchronized (out) {
                out.write(bytes);
                out.flush();
            }
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;   // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            OutputStream out = client.getOutputStream();
            clients.put(client, out);
            DataInputStream in = new DataInputStream(client.getInputStream());
            while (true) {
                int head = in.readUnsignedByte();
                byte[] body = in.readNBytes(length(in));
                answer(head, ByteBuffer.wrap(body), out);
            }
        } catch (EOFException | SocketException e) {
            // the client has gone, or was cut
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            clients.remove(client);
        }
    }

    private static int length(DataInputStream in) throws IOException {
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            int next = in.readUnsignedByte();
            length |= (next & 127) << shift;
            if (next < 128) {
                return length;
            }
        }
    }

    private void answer(int head, ByteBuffer body, OutputStream out) throws IOException {
        switch (head >> 4) {
            case 1 -> connect(body, out);
            case 3 -> publish(head, body, out);
            case 8 -> write(out, new byte[] {(byte) 0x90, 3, body.get(0), body.get(1), 1});
            case 10 -> write(out, new byte[] {(byte) 0xB0, 2, body.get(0), body.get(1)});
            case 12 -> write(out, new byte[] {(byte) 0xD0, 0});
            default -> { }   // DISCONNECT, and what a client never sends here
        }
    }

    private void connect(ByteBuffer body, OutputStream out) throws IOException {
        text(body);
        body.get();
        boolean hasWill = (body.get() & 4) != 0;
        body.getShort();
        text(body);
        if (hasWill) {
            willTopics.add(text(body));
        }
        if (manners.answersConnect) {
            write(out, new byte[] {0x20, 2, 0, (byte) manners.connectCode});
            write(out, manners.greeting);
        }
    }

    private void publish(int head, ByteBuffer body, OutputStream out) throws IOException {
        String topic = text(body);
        int id = (head & 6) == 0 ? 0 : Short.toUnsignedInt(body.getShort());
        byte[] payload = new byte[body.remaining()];
        body.get(payload);
        published.add(new Published(topic, new String(payload, StandardCharsets.UTF_8), (head & 1) != 0, id));
        if (!manners.acknowledges) {
            owed.add(id);
            return;
        }
        write(out, puback(id));
        if (manners.acknowledgesTwice) {
            write(out, puback(id));
        }
    }

    private static byte[] puback(int id) {
        return new byte[] {0x40, 2, (byte) (id >> 8), (byte) id};
    }

    private static void write(OutputStream out, byte[] bytes) throws IOException {
        synchronized (out) {
            out.write(bytes);
            out.flush();
        }
    }

    private static String text(ByteBuffer body) {
        byte[] bytes = new byte[Short.toUnsignedInt(body.getShort())];
        body.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override public void close() throws IOException {
        server.close();
        cut();
    }
}
