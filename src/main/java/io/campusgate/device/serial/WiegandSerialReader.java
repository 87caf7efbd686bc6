package io.campusgate.device.serial;

import io.campusgate.device.CardReader;
import io.campusgate.device.DeviceException;
import io.campusgate.device.serial.WiegandCodec.Format;
import io.campusgate.device.serial.WiegandCodec.Variant;
import io.campusgate.domain.Credential;
import java.nio.file.Path;
import java.util.Optional;

/// A Wiegand reader behind a converter that checks the parities and sends the number as a line of text.
public final class WiegandSerialReader implements CardReader {
    private final ReaderSession<WiegandCodec.Message> session;

    /// @param port   path of the serial port or a link to it
    /// @param baud   9600 with most converters
    /// @param format of the cards: a number that has no room in it is a fault
    public WiegandSerialReader(Path port, int baud, Variant variant, Format format) {
        session = new ReaderSession<>(port, baud, new WiegandLineDecoder(variant, Optional.of(format)));
    }

    @Override public void serve(Listener listener) throws DeviceException, InterruptedException {
        session.serve(listener, (message, at) -> {
            switch (message) {
                case WiegandCodec.Code code -> listener.read(new Credential.Card(code.card()), at);
                case WiegandCodec.Broken(var fault) -> listener.fault(fault.name());
            }
        });
    }
}
