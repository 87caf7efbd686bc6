package io.campusgate.device.serial;

import io.campusgate.device.CardReader;
import io.campusgate.device.DeviceException;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Credential;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;

/// A reader that sends a line of text a card or code, in one of the formats of [AsciiLineDecoder].
///
/// A line that does not end within a silent heartbeat (200 ms) is `TRUNCATED`, so that its bytes never meet a line end
/// that comes a minute later; with `idleFlush` 50 ms of silence end it as it stands.
public final class LineReader implements CardReader {
    private static final String PASS_PREFIX = "CG1.";
    private static final Duration FLUSH_GAP = Duration.ofMillis(50);

    private final ReaderSession<AsciiLineDecoder.Line> session;

    /// @param port path of the serial port or a link to it
    public LineReader(Path port, int baud, AsciiLineDecoder.Settings settings) {
        AsciiLineDecoder decoder = new AsciiLineDecoder(settings);
        session = settings.idleFlush() ? new ReaderSession<>(port, baud, decoder, FLUSH_GAP) : new ReaderSession<>(port, baud, decoder);
    }

    @Override public void serve(Listener listener) throws DeviceException, InterruptedException {
        session.serve(listener, (line, at) -> {
            switch (line) {
                case AsciiLineDecoder.Card card -> listener.read(new Credential.Card(number(card.uid())), at);
                case AsciiLineDecoder.Label label -> listener.read(new Credential.Card(number(label.uid())), at);
                case AsciiLineDecoder.Text(var text) -> listener.read(code(text), at);
                case AsciiLineDecoder.Broken(var fault) -> listener.fault(fault.name());
            }
        });
    }

    private static CardNumber number(String uid) {
        return CardNumber.of(HexFormat.of().parseHex(uid));
    }

    /// A pass if it reads like one. Of any other code only the length is told: who knows what people show to a scanner.
    static Credential code(String text) {
        if (text.startsWith(PASS_PREFIX)) {
            try {
                return Credential.Qr.parse(text);
            } catch (IllegalArgumentException e) {
                return new Credential.Foreign("qr", "malformed pass code");
            }
        }
        return new Credential.Foreign("qr", "foreign code of " + text.codePointCount(0, text.length()) + " characters");
    }
}
