package io.campusgate.device;

import java.util.function.Consumer;

/// A contact: door, exit button, fire loop, tamper, panic. Constructors do no I/O.
public interface Input extends AutoCloseable {

    /// Opens the device and reports the present state at once, then each debounced change, on a thread of its own.
    ///
    /// @param listener gets true when the contact is active: door open, button pressed, fire, tampered
    void open(Consumer<Boolean> listener) throws DeviceException;

    @Override void close();
}
