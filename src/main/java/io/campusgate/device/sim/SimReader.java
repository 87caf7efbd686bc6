package io.campusgate.device.sim;

import io.campusgate.device.CardReader;
import io.campusgate.device.DeviceException;
import io.campusgate.domain.Credential;
import io.campusgate.domain.Uptime;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A reader to tap at from a program. What is presented while nobody serves it is lost, as with a real one. Thread-safe.
public final class SimReader implements CardReader {
    private static final int WAITING = 1000;
    private static final long HEARTBEAT_MILLIS = 200;

    private final BlockingQueue<Consumer<Listener>> frames = new ArrayBlockingQueue<>(WAITING);
    private final Plug plug = new Plug("reader");

    /// Presents `credential` once, as one frame.
    ///
    /// @return false if a thousand frames wait already; then this one is lost
    public boolean tap(Credential credential) {
        return frames.offer(listener -> listener.read(credential, new Uptime(System.nanoTime())));
    }

    /// Sends a frame that is not good.
    public boolean sendFault(String code) {
        return frames.offer(listener -> listener.fault(code));
    }

    public void unplug() {
        plug.pull();
        boolean noticedAnyway = frames.offer(_ -> {});   // wakes serve; if the queue is full it is awake
        assert noticedAnyway || !frames.isEmpty();
    }

    public void plugIn() {
        plug.putBack();
    }

    @Override public void serve(Listener listener) throws DeviceException, InterruptedException {
        plug.check();
        frames.clear();
        listener.alive();
        while (true) {
            Consumer<Listener> frame = frames.poll(HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS);
            plug.check();
            if (frame != null) {
                frame.accept(listener);
            }
            listener.alive();
        }
    }
}
