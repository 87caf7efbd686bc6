package io.campusgate.device.osdp;

import io.campusgate.device.osdp.OsdpFrame.Broken;
import io.campusgate.device.osdp.OsdpFrame.Fault;
import java.util.Arrays;
import java.util.function.Consumer;

/// Finds the packets in what comes from the line: marks and noise before them are skipped, and a packet that begins inside of
/// a broken one is found. Keeps at most one packet's bytes. Belongs to the thread of its line.
final class OsdpFramer {
    private final byte[] held = new byte[OsdpPacket.MOST_BYTES];
    private int count;

    /// Takes the first `length` of `bytes`; gives `sink` each packet that they end, and what is none.
    void accept(byte[] bytes, int length, Consumer<OsdpFrame> sink) {
        for (int i = 0; i < length; i++) {
            held[count++] = bytes[i];
            scan(sink);
        }
    }

    /// The line has fallen silent: a packet under way will not be finished.
    void quiet(Consumer<OsdpFrame> sink) {
        if (count > 0) {
            sink.accept(new Broken(Fault.TRUNCATED));
        }
        while (count > 0) {
            drop(1);
            scan(sink);
        }
    }

    /// Whether a packet has begun.
    boolean isUnderWay() {
        return count > 0;
    }

    void reset() {
        count = 0;
    }

    private void scan(Consumer<OsdpFrame> sink) {
        while (true) {
            int start = 0;
            while (start < count && held[start] != OsdpPacket.SOM) {
                start++;
            }
            drop(start);
            if (count < OsdpPacket.HEADER) {
                return;
            }
            int length = OsdpPacket.lengthIn(held);
            if (length < OsdpPacket.LEAST_BYTES || length > OsdpPacket.MOST_BYTES) {
                drop(1);   // noise: no packet begins here
                continue;
            }
            if (length > count) {
                return;
            }
            OsdpFrame frame = OsdpPacket.read(Arrays.copyOf(held, length));
            drop(frame instanceof OsdpPacket ? length : 1);
            sink.accept(frame);
        }
    }

    private void drop(int bytes) {
        System.arraycopy(held, bytes, held, 0, count - bytes);
        count -= bytes;
    }
}
