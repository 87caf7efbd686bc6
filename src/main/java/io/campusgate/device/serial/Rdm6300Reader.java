package io.campusgate.device.serial;

import io.campusgate.device.CardReader;
import io.campusgate.device.DeviceException;
import io.campusgate.domain.Credential;
import java.nio.file.Path;

/// An RDM6300 on a serial port.
///
/// A frame ends as `TRUNCATED` after a silent heartbeat (200 ms), not after the 20 ms some libraries use: a USB adapter
/// or a loaded machine may well pause that long inside a good frame, and since each frame begins with STX, waiting
/// longer can join no two halves.
public final class Rdm6300Reader implements CardReader {
    private final ReaderSession<Rdm6300Decoder.Frame> session;

    /// @param port path of the serial port or a link to it
    /// @param baud 9600 from the factory
    public Rdm6300Reader(Path port, int baud) {
        session = new ReaderSession<>(port, baud, new Rdm6300Decoder());
    }

    @Override public void serve(Listener listener) throws DeviceException, InterruptedException {
        session.serve(listener, (frame, at) -> {
            switch (frame) {
                case Rdm6300Decoder.Tag tag -> listener.read(new Credential.Card(tag.card()), at);
                case Rdm6300Decoder.Broken(var fault) -> listener.fault(fault.name());
            }
        });
    }
}
