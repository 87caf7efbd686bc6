package io.campusgate.device;

/// The relay that opens a lane. Constructors do no I/O. Thread-safe.
///
/// At rest the lane is locked. It is told to rest when it is opened and when it is closed; whatever a former process left
/// behind is undone. How long it may stay energised is the business of [BoundedRelay], not of a driver.
public interface GateRelay extends AutoCloseable {

    /// Opens the device if it is not open, and tells it to rest; does nothing if it is open and well.
    void open() throws DeviceException;

    void energise() throws DeviceException;

    void rest() throws DeviceException;

    /// Rests and lets go of the device; never throws.
    @Override void close();
}
