package io.campusgate.device.sim;

import io.campusgate.device.DeviceException;
import io.campusgate.device.Indicator;
import io.campusgate.domain.Temperature;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Lamps or a display that say what they show. Thread-safe.
public final class SimIndicator implements Indicator {
    private final List<Consumer<Signal>> listeners = new CopyOnWriteArrayList<>();
    private final Plug plug = new Plug("indicator");
    private volatile Signal shown = Signal.IDLE;
    private volatile Optional<Temperature> reading = Optional.empty();

    /// Tells `listener` of each signal, on the thread that shows it.
    public void onSignal(Consumer<Signal> listener) {
        listeners.add(listener);
    }

    public Signal shown() {
        return shown;
    }

    /// The temperature that stands beside it.
    public Optional<Temperature> reading() {
        return reading;
    }

    public void unplug() {
        plug.pull();
    }

    public void plugIn() {
        plug.putBack();
    }

    @Override public void show(Signal signal, Optional<Temperature> beside) throws DeviceException {
        plug.check();
        reading = beside;
        shown = signal;
        listeners.forEach(listener -> listener.accept(signal));
    }

    @Override public void refresh() throws DeviceException {
        plug.check();
    }

    @Override public void close() {
        shown = Signal.IDLE;
        reading = Optional.empty();
    }
}
