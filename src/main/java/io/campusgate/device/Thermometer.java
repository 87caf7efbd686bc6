package io.campusgate.device;

import io.campusgate.domain.Temperature;
import java.time.Duration;

/// An infrared thermometer. Constructors do no I/O. Not thread-safe: it belongs to its sampling thread.
public interface Thermometer extends AutoCloseable {

    /// @param surface what is in front of the sensor now
    /// @param ambient the sensor's own temperature
    record Sample(Temperature surface, Temperature ambient) {}

    /// Measures now; blocks for the transfers (a few ms), or until the sensor has its next value ([#period]). Opens the
    /// device at first use and again after a failure.
    Sample measure() throws DeviceException;

    /// Whether it needs `warm-up-s` from its first answer; the twin does not.
    default boolean needsWarmUp() {
        return true;
    }

    /// How often the sensor has a new value, which is also how long it averages for one; zero: always. Known once it has
    /// answered.
    default Duration period() {
        return Duration.ZERO;
    }

    /// What an operator should know of the device, like its emissivity; empty until it has answered.
    default String about() {
        return "";
    }

    /// How many transfers have been repeated so far because they failed at first.
    default long retries() {
        return 0;
    }

    @Override void close();
}
