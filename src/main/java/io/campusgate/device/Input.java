package io.campusgate.device;

import java.util.function.Consumer;

/// A contact: door, exit button, fire loop, tamper, panic. Constructors do no I/O.
public interface Input extends AutoCloseable {

    /// Opens the device and reports the present state at once, then each debounced change, on a thread of its own.
    ///
    /// @param listener gets true when the contact is active: door open, button pressed, fire, tampered
    void open(Consumer<Boolean> listener) throws DeviceException;

    /// Reads the contact once more, apart from what its events told: a change that they missed is reported now.
    ///
    /// @return whether there was one
    /// @throws DeviceException if the device is gone, or was never opened
    boolean check() throws DeviceException;

    @Override void close();
}
