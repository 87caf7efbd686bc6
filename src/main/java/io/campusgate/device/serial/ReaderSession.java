package io.campusgate.device.serial;

import io.campusgate.device.CardReader;
import io.campusgate.device.DeviceException;
import io.campusgate.domain.Uptime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;

/// What every reader that only talks does: open the port, throw away what waited, read and decode until it fails.
///
/// @param <F> what the decoder makes of the bytes
final class ReaderSession<F> {
    private static final int CHUNK = 256;

    private final Path port;
    private final int baud;
    private final FrameDecoder<F> decoder;
    private final Duration gap;

    ReaderSession(Path port, int baud, FrameDecoder<F> decoder) {
        this(port, baud, decoder, SerialLine.HEARTBEAT);
    }

    /// @param gap how much silence tells the decoder that the line is idle; at most the heartbeat
    ReaderSession(Path port, int baud, FrameDecoder<F> decoder, Duration gap) {
        this.port = port;
        this.baud = baud;
        this.decoder = decoder;
        this.gap = gap;
    }

    /// As [CardReader#serve]; `sink` gets each thing decoded, with the time at which its last byte was read.
    void serve(CardReader.Listener listener, BiConsumer<F, Uptime> sink) throws DeviceException, InterruptedException {
        try (SerialLine line = SerialLine.open(port, baud)) {
            decoder.reset();
            listener.alive();
            boolean pending = false;   // bytes came, and no silence since
            byte[] chunk = new byte[CHUNK];
            while (true) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("reader on " + port);
                }
                int count = pending && gap.compareTo(SerialLine.HEARTBEAT) < 0 ? line.read(chunk, gap) : line.read(chunk);
                Uptime at = new Uptime(System.nanoTime());
                if (count == SerialLine.STALLED) {
                    decoder.reset();
                    listener.fault("STALLED");
                } else if (count == 0) {
                    for (Optional<F> frame = decoder.idle(); frame.isPresent(); frame = decoder.idle()) {
                        sink.accept(frame.get(), at);
                    }
                }
                for (int i = 0; i < count; i++) {
                    Optional<F> frame = decoder.accept(chunk[i]);
                    frame.ifPresent(f -> sink.accept(f, at));
                }
                pending = count > 0;
                listener.alive();
            }
        }
    }
}
