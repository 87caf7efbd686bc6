package io.campusgate.device;

import io.campusgate.domain.Temperature;

/// An infrared thermometer. Constructors do no I/O. Not thread-safe: it belongs to its sampling thread.
public interface Thermometer extends AutoCloseable {

    /// @param surface what is in front of the sensor now
    /// @param ambient the sensor's own temperature
    record Sample(Temperature surface, Temperature ambient) {}

    /// Measures now; blocks for the transfers (a few ms). Opens the device at first use and again after a failure.
    Sample measure() throws DeviceException;

    /// Whether it needs `warm-up-s` from its first answer; the twin does not.
    default boolean needsWarmUp() {
        return true;
    }

    @Override void close();
}
