package io.campusgate.device;

/// One I2C bus, shared by the devices on it. Thread-safe: transfers of several threads take turns.
public interface I2cBus extends AutoCloseable {

    /// Writes `command` and reads `length` bytes in one transfer with a repeated start (protocols.md 7.1).
    ///
    /// @param address 7 bits, right-aligned
    /// @throws DeviceException NO_ANSWER if nothing acknowledges or the bus hangs, ABSENT if there is no such bus
    byte[] writeRead(int address, byte[] command, int length) throws DeviceException;

    /// Writes `bytes` in one transfer.
    void write(int address, byte[] bytes) throws DeviceException;

    /// Whether a device acknowledges a read at `address`. Nothing is written, so that nothing moves.
    ///
    /// @throws DeviceException ABSENT if there is no such bus, NO_ANSWER if it hangs
    boolean answers(int address) throws DeviceException;

    @Override void close();
}
