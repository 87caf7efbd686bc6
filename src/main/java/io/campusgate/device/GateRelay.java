package io.campusgate.device;

/// The relay that opens a lane. Constructors do no I/O. Thread-safe.
///
/// At rest the lane is locked. It is told to rest when it is opened and when it is closed; whatever a former process left
/// behind is undone. After an exception it counts as not open. How long it may stay energised is the business of
/// [BoundedRelay], not of a driver.
public interface GateRelay extends AutoCloseable {

    /// Opens the device if it is not open, and tells it to rest; does nothing if it is open.
    void open() throws DeviceException;

    void energise() throws DeviceException;

    void rest() throws DeviceException;

    /// Fails if the open device is known to be gone, as far as that can be told without moving it.
    void check() throws DeviceException;

    /// Rests and lets go of the device; never throws.
    @Override void close();
}
