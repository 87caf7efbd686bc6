package io.campusgate.device;

import io.campusgate.domain.Credential;
import io.campusgate.domain.Uptime;

/// A reader of credentials. Constructors do no I/O.
public interface CardReader {

    /// Serves the device until it fails or the thread is interrupted; blocks. Whoever supervises it calls it again.
    /// Opens the device, throws away what waited in it, reads, and closes it on the way out.
    ///
    /// @throws DeviceException      if the device is not there, is unplugged, or fails; nothing stays open
    /// @throws InterruptedException if the thread is interrupted (checked at least every 200 ms)
    void serve(Listener listener) throws DeviceException, InterruptedException;

    /// Called on the reader's thread; must return quickly.
    interface Listener {
        /// The device answers or the line is open and quiet; at least every 250 ms while all is well.
        void alive();

        /// A good frame. `at` is when its last byte was read; a held card is reported with each of its frames.
        void read(Credential credential, Uptime at);

        /// The device has fallen silent, or cannot be believed, on a line that is well. `serve` goes on and asks again; when it
        /// is back it is [#alive].
        default void lost(DeviceException why) {}

        /// The housing of the reader was opened, or closed again. Told once a change.
        default void tamper(boolean active) {}

        /// The reader reports that its power fails, or is well again. Told once a change.
        default void power(boolean failing) {}

        /// A frame that was not good: its code in the words of protocols.md (`BAD_CHECKSUM`), for counting.
        void fault(String code);
    }
}
