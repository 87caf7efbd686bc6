package io.campusgate.device.sim;

import io.campusgate.device.DeviceException;
import io.campusgate.device.Indicator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Lamps that say what they show. Thread-safe.
public final class SimIndicator implements Indicator {
    private final List<Consumer<Signal>> listeners = new CopyOnWriteArrayList<>();
    private final Plug plug = new Plug("indicator");
    private volatile Signal shown = Signal.IDLE;

    /// Tells `listener` of each signal, on the thread that shows it.
    public void onSignal(Consumer<Signal> listener) {
        listeners.add(listener);
    }

    public Signal shown() {
        return shown;
    }

    public void unplug() {
        plug.pull();
    }

    public void plugIn() {
        plug.putBack();
    }

    @Override public void show(Signal signal) throws DeviceException {
        plug.check();
        shown = signal;
        listeners.forEach(listener -> listener.accept(signal));
    }

    @Override public void close() {
        shown = Signal.IDLE;
    }
}
