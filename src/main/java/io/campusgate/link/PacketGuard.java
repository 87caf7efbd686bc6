package io.campusgate.link;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;

/// Reads what a broker sends and stops at anything that is not MQTT or is too long, before the client library sees it: the
/// library takes the length in a packet's head at its word (up to 256 MB of memory), and dies of a packet that is too short.
/// It also loses its place when a read times out inside a head; therefore those are waited for here.
final class PacketGuard extends FilterInputStream {
    /// A chunk of a whitelist (256 KiB), its topic, and room.
    static final int LONGEST = 1 << 20;

    /// The shortest body of each type that a broker may send, by type number; -1: never sent by a broker.
    private static final int[] SHORTEST = {-1, -1, 2, 3, 2, 2, 2, 2, -1, 3, -1, 2, -1, 0, -1, -1};
    /// The longest body of each type: most have a length of their own, and what has another is not MQTT.
    private static final int[] LONGEST_OF_TYPE = {-1, -1, 2, LONGEST, 2, 2, 2, 2, -1, LONGEST, -1, 2, -1, 0, -1, -1};
    private static final int LENGTH_BYTES = 4;

    private int type;
    private int lengthBytes = -1;   // read of this head; -1: at the start of a packet
    private int length;
    private long body;              // bytes still to come of this packet

    PacketGuard(InputStream in) {
        super(in);
    }

    @Override public int read() throws IOException {
        int next = readPatiently();
        if (next >= 0) {
            accept(next);
        }
        return next;
    }

    @Override public int read(byte[] buffer, int offset, int max) throws IOException {
        if (body == 0 || max <= 1) {   // a head, byte by byte
            int next = max == 0 ? 0 : read();
            if (next >= 0 && max > 0) {
                buffer[offset] = (byte) next;
            }
            return next < 0 ? -1 : Math.min(max, 1);
        }
        int count = in.read(buffer, offset, (int) Math.min(max, body));
        body -= Math.max(count, 0);
        return count;
    }

    private int readPatiently() throws IOException {
        while (true) {
            try {
                return in.read();
            } catch (SocketTimeoutException e) {
                if (lengthBytes < 0) {
                    throw e;
                }
            }
        }
    }

    private void accept(int next) throws IOException {
        if (body > 0) {
            body--;
        } else if (lengthBytes < 0) {
            type = next >> 4;
            length = 0;
            lengthBytes = 0;
            if (SHORTEST[type] < 0) {
                throw new IOException("the broker sent something that is not MQTT");
            }
        } else {
            length |= (next & 0x7F) << 7 * lengthBytes++;
            if (next < 0x80) {
                startBody();
            } else if (lengthBytes == LENGTH_BYTES) {
                throw new IOException("the broker sent something that is not MQTT");
            }
        }
    }

    private void startBody() throws IOException {
        if (length > LONGEST) {
            throw new IOException("the broker sent a message of %d bytes; %d is the most".formatted(length, LONGEST));
        }
        if (length < SHORTEST[type] || length > LONGEST_OF_TYPE[type]) {
            throw new IOException("the broker sent something that is not MQTT");
        }
        body = length;
        lengthBytes = -1;
    }
}
