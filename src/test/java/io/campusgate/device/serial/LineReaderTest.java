package io.campusgate.device.serial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.campusgate.Await;
import io.campusgate.Pty;
import io.campusgate.device.CardReader;
import io.campusgate.device.ReaderContract;
import io.campusgate.device.ServedReader;
import io.campusgate.device.serial.AsciiLineDecoder.Format;
import io.campusgate.device.serial.AsciiLineDecoder.Settings;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Credential;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// On a real pseudo-terminal.
class LineReaderTest implements ReaderContract {
    private static final int BAUD = 115200;

    @Override public Rig rig() throws IOException {
        PluggedPty line = new PluggedPty();
        return new Rig() {
            @Override public CardReader reader() {
                return new LineReader(line.path(), BAUD, Settings.of(Format.DEC10));
            }

            @Override public void tap() {
                line.pty().write("0001217496\r\n".getBytes(UTF_8));
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

    @Test void aThreeByteLabelIsTheFourByteNumberWithALeadingZero() throws Exception {
        assertEquals(new Credential.Card(CARD), first(Settings.of(Format.DEC3_5), "018,37848\r\n"));
    }

    @Test void aLongUidIsKeptWhole() throws Exception {
        assertEquals(new Credential.Card(new CardNumber("04A1B2C3D4E580")), first(Settings.of(Format.HEX), "04:a1:b2:c3:d4:e5:80\r"));
    }

    @Test void aPassCodeIsAPass() throws Exception {
        assertEquals(new Credential.Qr("P2026-17", "Zm9vYmFyYmF6cXV4"),
                first(Settings.of(Format.RAW), "CG1.P2026-17.Zm9vYmFyYmF6cXV4\r\n"));
    }

    @Test void ofAnyOtherCodeNothingIsToldButItsLength() throws Exception {
        Credential foreign = first(Settings.of(Format.RAW), "wxp://f2f0secretpayment\r\n");
        assertEquals(new Credential.Foreign("qr", "foreign code of 23 characters"), foreign);
        Credential malformed = first(Settings.of(Format.RAW), "CG1.P2026-17\r\n");
        assertEquals(new Credential.Foreign("qr", "malformed pass code"), malformed);
        assertFalse(foreign.toString().contains("secret"));
    }

    @Test void aScannerWithoutSuffixIsReadAfterAShortSilence() throws Exception {
        assertEquals(new Credential.Qr("V1", "0123456789"), first(new Settings(Format.RAW, false, 512, true), "CG1.V1.0123456789"));
    }

    @Test void aLineThatDoesNotEndIsForgottenInTheSilenceAfterIt() throws Exception {
        try (Pty pty = Pty.open(); ServedReader served = serve(pty, Settings.of(Format.HEX))) {
            pty.write("DEADBE01".getBytes(UTF_8));
            Await.until("it is truncated", () -> served.heard.faults().equals(List.of("TRUNCATED")));
            pty.write("\r\n0A1B2C3D\r\n".getBytes(UTF_8));
            Await.until("the next card is read", () -> served.heard.credentials().size() == 1);
            assertEquals(List.of(new Credential.Card(new CardNumber("0A1B2C3D"))), served.heard.credentials());
        }
    }

    private static Credential first(Settings settings, String line) throws Exception {
        try (Pty pty = Pty.open(); ServedReader served = serve(pty, settings)) {
            pty.write(line.getBytes(UTF_8));
            Await.until("something is read", () -> !served.heard.credentials().isEmpty());
            return served.heard.credentials().getFirst();
        }
    }

    private static ServedReader serve(Pty pty, Settings settings) {
        return new ServedReader(new LineReader(pty.path(), BAUD, settings)).awaitOpen();
    }
}
