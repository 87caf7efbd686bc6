package io.campusgate.bench;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// As little of MQTT 3.1.1 as a load or a floor needs, so that a benchmark measures the broker and the console and not a client
/// library: packets go out together while there are more, and nothing is looked at twice. Belongs to one thread.
final class BareMqtt implements AutoCloseable {
    private static final int CONNECT = 0x10;
    private static final int PUBLISH_QOS_1 = 0x32;
    private static final int SUBSCRIBE = 0x82;
    private static final int BUFFER = 64 * 1024;
    static final int PUBACK = 0x40;
    static final int PUBLISH = 0x30;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    /// A packet that came.
    static final class Packet {
        private final int type;   // the upper half of its first byte
        private final byte[] body;

        private Packet(int type, byte[] body) {
            this.type = type;
            this.body = body;
        }

        int type() {
            return type;
        }

        /// The identifier of a PUBLISH of QoS 1.
        int id() {
            int at = 2 + ((body[0] & 0xFF) << 8 | body[1] & 0xFF);
            return (body[at] & 0xFF) << 8 | body[at + 1] & 0xFF;
        }

        /// Whether the end of the body is this.
        boolean endsWith(String text) {
            return new String(body, StandardCharsets.UTF_8).endsWith(text);
        }
    }

    BareMqtt(String url, String clientId) throws IOException {
        URI broker = URI.create(url);
        this.socket = new Socket(broker.getHost(), broker.getPort());
        socket.setTcpNoDelay(true);
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER));
        this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), BUFFER));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(body);
        data.writeUTF("MQTT");
        data.writeByte(4);       // 3.1.1
        data.writeByte(2);       // clean session
        data.writeShort(0);      // no keep-alive
        data.writeUTF(clientId);
        send(CONNECT, body.toByteArray());
        flush();
        receive();
    }

    void subscribe(String filter, int qos) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(body);
        data.writeShort(1);
        data.writeUTF(filter);
        data.writeByte(qos);
        send(SUBSCRIBE, body.toByteArray());
        flush();
        receive();
    }

    /// Into the buffer; [#flush] sends it.
    ///
    /// @param id 1 to 65535
    void publish(String topic, byte[] payload, int id) throws IOException {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        out.writeByte(PUBLISH_QOS_1);
        writeLength(2 + name.length + 2 + payload.length);
        out.writeShort(name.length);
        out.write(name);
        out.writeShort(id);
        out.write(payload);
    }

    /// Into the buffer; [#flush] sends it.
    void acknowledge(int id) throws IOException {
        out.writeByte(PUBACK);
        out.writeByte(2);
        out.writeShort(id);
    }

    private void send(int first, byte[] body) throws IOException {
        out.writeByte(first);
        writeLength(body.length);
        out.write(body);
    }

    private void writeLength(int length) throws IOException {
        for (int left = length; ; left >>= 7) {
            out.writeByte(left > 0x7F ? left & 0x7F | 0x80 : left);
            if (left <= 0x7F) {
                return;
            }
        }
    }

    void flush() throws IOException {
        out.flush();
    }

    /// The next packet; blocks.
    Packet receive() throws IOException {
        int type = in.readUnsignedByte() & 0xF0;
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            int next = in.readUnsignedByte();
            length |= (next & 0x7F) << shift;
            if (next <= 0x7F) {
                return new Packet(type, in.readNBytes(length));
            }
        }
    }

    /// Whether something of the next packet is here.
    boolean hasMore() throws IOException {
        return in.available() > 0;
    }

    @Override public void close() throws IOException {
        socket.close();
    }
}
