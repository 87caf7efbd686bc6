package io.campusgate.device.serial;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.campusgate.Await;
import io.campusgate.Pty;
import io.campusgate.device.CardReader;
import io.campusgate.device.ReaderContract;
import io.campusgate.device.ServedReader;
import io.campusgate.device.serial.WiegandCodec.Format;
import io.campusgate.device.serial.WiegandCodec.Variant;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Credential;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// On a real pseudo-terminal. The card is 001293D8, whose Wiegand 26 number reads 1293D8.
class WiegandSerialReaderTest implements ReaderContract {
    private static final int BAUD = 9600;

    @Override public Rig rig() throws IOException {
        PluggedPty line = new PluggedPty();
        return new Rig() {
            @Override public CardReader reader() {
                return new WiegandSerialReader(line.path(), BAUD, Variant.HEX6CR, Format.W26);
            }

            @Override public void tap() {
                line.pty().write("1293D8\r".getBytes(US_ASCII));
            }

            @Override public void unplug() {
                line.unplug();
            }

            @Override public void plugIn() {
                line.plugIn();
            }

            @Override public void close() {
                line.close();
            }
        };
    }

    @ParameterizedTest
    @CsvSource({"HEX6CR,    W26,    1293d8,     001293D8",
                "DEC10CRLF, W26,    0001217496, 001293D8",
                "DEC10CRLF, W34,    2312379265, 89D41B81",
                "DEC10CRLF, H10304, 0647028181, 002690DDD5",
                "DEC10CRLF, H10302, 4886718345, 0123456789"})
    void readsTheLinesOfEachConverterAndFormat(Variant variant, Format format, String digits, String card) throws Exception {
        try (Pty pty = Pty.open(); ServedReader served = new ServedReader(new WiegandSerialReader(pty.path(), BAUD, variant, format)).awaitOpen()) {
            pty.writePaced((digits + (variant == Variant.HEX6CR ? "\r" : "\r\n")).getBytes(US_ASCII), BAUD);
            Await.until("the card is read", () -> served.heard.credentials().equals(List.of(new Credential.Card(new CardNumber(card)))));
            assertEquals(List.of(), served.heard.faults());
        }
    }

    @Test void halfALineIsForgottenInTheSilenceAfterIt() throws Exception {
        try (Pty pty = Pty.open(); ServedReader served = new ServedReader(new WiegandSerialReader(pty.path(), BAUD, Variant.HEX6CR, Format.W26)).awaitOpen()) {
            pty.write("129".getBytes(US_ASCII));
            Await.until("it is cut off", () -> served.heard.faults().equals(List.of("TRUNCATED")));
            pty.write("3D8\r001B81\r".getBytes(US_ASCII));
            Await.until("the next card is read", () -> served.heard.credentials().equals(List.of(new Credential.Card(new CardNumber("00001B81")))));
            assertEquals(List.of("TRUNCATED", "LENGTH"), served.heard.faults());
        }
    }

    @Test void theEndOfALineThatIsTooLongIsNoCard() {
        assertEquals(List.of("LENGTH", "00AB CDEF"), read(Variant.HEX6CR, Format.W26, "00000000000000001293D8\rABCDEF\r"));
    }

    @Test void aNumberThatTheFormatHasNoRoomForIsRefused() {
        assertEquals(List.of("OUT_OF_RANGE"), read(Variant.DEC10CRLF, Format.W26, "0016777216\r\n"));
        assertEquals(List.of("OUT_OF_RANGE"), read(Variant.DEC10CRLF, Format.W34, "4294967296\r\n"));
        assertEquals(List.of("BAD_CHAR"), read(Variant.DEC10CRLF, Format.W34, "00012174_6\r\n"));
    }

    @Test void aConverterThatEndsItsLinesOtherwiseIsNoticed() {
        assertEquals(List.of("LENGTH"), read(Variant.DEC10CRLF, Format.W34, "0001217496\n"));
        assertEquals(List.of("0012 93D8"), read(Variant.HEX6CR, Format.W26, "\r\n1293D8\r"));
    }

    /// What comes of `text`: cards in groups of four digits, and the codes of faults.
    private static List<String> read(Variant variant, Format format, String text) {
        WiegandLineDecoder decoder = new WiegandLineDecoder(variant, Optional.of(format));
        List<String> found = new ArrayList<>();
        for (byte b : text.getBytes(US_ASCII)) {
            decoder.accept(b).ifPresent(message -> found.add(switch (message) {
                case WiegandCodec.Code code -> code.card().hex().replaceAll("(.{4})(?=.)", "$1 ");
                case WiegandCodec.Broken(var fault) -> fault.name();
            }));
        }
        return found;
    }
}
