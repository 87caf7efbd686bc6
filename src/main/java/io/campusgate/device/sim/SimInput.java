package io.campusgate.device.sim;

import io.campusgate.device.DeviceException;
import io.campusgate.device.Input;
import java.util.Optional;
import java.util.function.Consumer;

/// A contact moved from a program; whoever moves it lends the listener its thread. Thread-safe.
public final class SimInput implements Input {
    private final Plug plug = new Plug("input");
    private Optional<Consumer<Boolean>> listener = Optional.empty();
    private boolean active;

    /// Opens the door, presses the button, sets fire; or ends it.
    public synchronized void set(boolean next) {
        if (active != next) {
            active = next;
            listener.ifPresent(l -> l.accept(next));
        }
    }

    public synchronized boolean isActive() {
        return active;
    }

    public synchronized void unplug() {
        plug.pull();
        listener = Optional.empty();
    }

    public void plugIn() {
        plug.putBack();
    }

    @Override public synchronized void open(Consumer<Boolean> next) throws DeviceException {
        plug.check();
        listener = Optional.of(next);
        next.accept(active);
    }

    @Override public synchronized boolean check() throws DeviceException {
        plug.check();
        return false;
    }

    @Override public synchronized void close() {
        listener = Optional.empty();
    }
}
