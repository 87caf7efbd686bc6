package io.campusgate.device;

import io.campusgate.domain.Temperature;
import io.campusgate.domain.Word;
import java.util.Optional;

/// What a lane shows to the person in front of it: lamps and a buzzer, or words. It never says why. Constructors do no I/O.
public interface Indicator extends AutoCloseable {
    /// `IDLE` nothing, `GO` green, `WAIT` amber or both, `STOP` red with a buzz: see the guard.
    enum Signal implements Word { IDLE, GO, WAIT, STOP }

    /// Shows `signal` until the next one; blocks for the transfers. Opens the device at first use and again after a failure.
    ///
    /// @param reading the person's temperature, where it may be shown; lamps have no use for it
    void show(Signal signal, Optional<Temperature> reading) throws DeviceException;

    /// Finds out whether the device is still there, and repeats quietly what it may have forgotten without power.
    default void refresh() throws DeviceException {}

    /// Shows nothing any more, and lets go of the device; never throws.
    @Override void close();
}
