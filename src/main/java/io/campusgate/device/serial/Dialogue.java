package io.campusgate.device.serial;

import io.campusgate.device.CardReader;
import io.campusgate.device.DeviceException;
import io.campusgate.domain.Uptime;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/// A talk with a reader that answers: what is said to it, and what comes back within a time. Belongs to the reader's thread.
///
/// The reader counts as alive while it has answered what it was last asked; one that is silent from the start never does.
/// What was read is overwritten as soon as it is decoded.
///
/// @param <F> what the decoder makes of the answers
final class Dialogue<F> {
    /// How often a silent wait looks up: the shortest time the kernel counts.
    static final Duration HEARTBEAT = Duration.ofMillis(100);

    private final SerialLine line;
    private final CardReader.Listener listener;
    private final byte[] chunk = new byte[256];
    private FrameDecoder<F> decoder;
    private int next;
    private int end;
    private Uptime heardAt = new Uptime(System.nanoTime());
    private boolean answered;

    /// @param line with [#HEARTBEAT]; whoever opened it closes it
    Dialogue(SerialLine line, FrameDecoder<F> decoder, CardReader.Listener listener) {
        this.line = line;
        this.decoder = decoder;
        this.listener = listener;
    }

    /// Decodes what comes from now on by another decoder.
    void decodeBy(FrameDecoder<F> other) {
        decoder.reset();
        decoder = other;
    }

    /// Sends `bytes`. What came before is thrown away: it answers nothing that is still of interest.
    void say(byte[] bytes) throws DeviceException {
        line.discard();
        forget();
        line.write(bytes);
    }

    /// [#say] and [#hear].
    Optional<F> ask(byte[] bytes, Duration patience) throws DeviceException, InterruptedException {
        say(bytes);
        return hear(patience);
    }

    /// The next frame, whole or broken; empty if none has begun within `patience`.
    Optional<F> hear(Duration patience) throws DeviceException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        Optional<F> frame = decoded();
        while (frame.isEmpty() && System.nanoTime() < deadline) {
            frame = receive() ? decoded() : decoder.idle();
            if (answered) {
                listener.alive();
            }
        }
        answered = frame.isPresent();
        return frame;
    }

    /// Lets `time` pass; what comes meanwhile is thrown away.
    void rest(Duration time) throws DeviceException, InterruptedException {
        long deadline = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < deadline) {
            receive();
            forget();
            if (answered) {
                listener.alive();
            }
        }
    }

    /// When the last byte of what [#hear] returned last was read.
    Uptime heardAt() {
        return heardAt;
    }

    private Optional<F> decoded() {
        while (next < end) {
            Optional<F> frame = decoder.accept(chunk[next++]);
            if (frame.isPresent()) {
                return frame;
            }
        }
        return Optional.empty();
    }

    /// Waits for bytes, up to a heartbeat; false: none came.
    private boolean receive() throws DeviceException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("reader");
        }
        Arrays.fill(chunk, (byte) 0);
        next = 0;
        end = line.read(chunk);
        heardAt = new Uptime(System.nanoTime());
        if (end == SerialLine.STALLED) {
            listener.fault("STALLED");
            forget();
        }
        return end > 0;
    }

    private void forget() {
        Arrays.fill(chunk, (byte) 0);
        next = 0;
        end = 0;
        decoder.reset();
    }
}
