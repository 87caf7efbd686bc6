package io.campusgate.daemon;

import io.campusgate.device.decode.Recording;
import io.campusgate.device.serial.SerialLine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Records what passes on a line until it is closed: the lines of the file, to be taken away by [#take]. It holds a bounded
/// number of them; what comes on top is dropped and counted. Thread-safe.
public final class LineRecorder implements AutoCloseable {
    private static final int PIECES = 4096;

    private final long began = System.nanoTime();
    private final Runnable stop;
    private List<String> lines = new ArrayList<>();
    private long dropped;
    private volatile long takenAt = began;

    public LineRecorder(Path port) {
        stop = SerialLine.listenIn(port, this::passed);
    }

    private synchronized void passed(boolean fromDevice, byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        if (lines.size() == PIECES) {
            dropped++;
        } else {
            lines.add(Recording.Chunk.of(Duration.ofNanos(System.nanoTime() - began), fromDevice, bytes).line());
        }
    }

    /// What was recorded since the last call.
    public synchronized List<String> take() {
        List<String> taken = lines;
        lines = new ArrayList<>();
        takenAt = System.nanoTime();
        return taken;
    }

    /// Pieces that nobody took away in time.
    public synchronized long dropped() {
        return dropped;
    }

    /// Since somebody last took something away.
    Duration idle() {
        return Duration.ofNanos(System.nanoTime() - takenAt);
    }

    @Override public void close() {
        stop.run();
    }
}
