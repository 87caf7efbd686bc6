package io.campusgate.device;

import io.campusgate.Await;
import java.util.Optional;

/// A reader at work on a thread of its own, as the daemon's supervisor runs it once.
public final class ServedReader implements AutoCloseable {
    public final RecordingListener heard = new RecordingListener();
    private final Thread thread;
    private volatile Optional<Exception> end = Optional.empty();

    public ServedReader(CardReader reader) {
        thread = Thread.ofPlatform().name("reader under test").start(() -> {
            try {
                reader.serve(heard);
            } catch (DeviceException | InterruptedException | RuntimeException e) {
                end = Optional.of(e);
            }
        });
    }

    /// Waits until the reader has its device open.
    public ServedReader awaitOpen() {
        Await.until("the reader is open", () -> heard.beats() > 0);
        return this;
    }

    /// Waits until `serve` has ended; returns what it threw.
    public Exception awaitEnd() {
        Await.until("the reader gives up", () -> end.isPresent());
        return end.orElseThrow();
    }

    @Override public void close() {
        thread.interrupt();
        Await.until("the reader ends when it is interrupted", () -> !thread.isAlive());
    }
}
