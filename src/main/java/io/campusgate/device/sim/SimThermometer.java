package io.campusgate.device.sim;

import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import io.campusgate.device.Thermometer;
import io.campusgate.domain.Temperature;
import java.util.Optional;

/// A thermometer that reads what it was told. It answers at once and needs no warming up. Thread-safe.
public final class SimThermometer implements Thermometer {
    private volatile Sample sample;
    private volatile Optional<Kind> fault = Optional.empty();
    private final Plug plug = new Plug("thermometer");

    public SimThermometer(Temperature surface, Temperature ambient) {
        sample = new Sample(surface, ambient);
    }

    /// Puts something of that surface temperature in front of it.
    public void surface(Temperature surface) {
        sample = new Sample(surface, sample.ambient());
    }

    public void ambient(Temperature ambient) {
        sample = new Sample(sample.surface(), ambient);
    }

    /// Fails from now on as `kind` says.
    public void fail(Kind kind) {
        fault = Optional.of(kind);
    }

    public void mend() {
        fault = Optional.empty();
    }

    public void unplug() {
        plug.pull();
    }

    public void plugIn() {
        plug.putBack();
    }

    @Override public Sample measure() throws DeviceException {
        plug.check();
        if (fault.isPresent()) {
            throw new DeviceException(fault.get(), "the simulated thermometer fails: " + fault.get().word());
        }
        return sample;
    }

    @Override public boolean needsWarmUp() {
        return false;
    }

    @Override public void close() {}
}
