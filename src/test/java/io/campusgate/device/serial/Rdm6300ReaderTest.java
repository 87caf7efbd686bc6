package io.campusgate.device.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.campusgate.Await;
import io.campusgate.Pty;
import io.campusgate.device.CardReader;
import io.campusgate.device.ReaderContract;
import io.campusgate.device.ServedReader;
import io.campusgate.domain.Credential;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// On a real pseudo-terminal. The card is 01001293D8, whose label reads 0001217496.
class Rdm6300ReaderTest implements ReaderContract {
    private static final int BAUD = 9600;
    private static final byte[] FRAME = HexFormat.of().parseHex("0230313030313239334438353803");

    @Override public Rig rig() throws IOException {
        PluggedPty line = new PluggedPty();
        return new Rig() {
            @Override public CardReader reader() {
                return new Rdm6300Reader(line.path(), BAUD);
            }

            @Override public void tap() {
                line.pty().write(FRAME);
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

    @Test void readsAFrameThatComesAtTheSpeedOfTheWire() throws Exception {
        try (Pty pty = Pty.open(); ServedReader served = new ServedReader(new Rdm6300Reader(pty.path(), BAUD)).awaitOpen()) {
            pty.writePaced(FRAME, BAUD);
            Await.until("the card is read", () -> served.heard.credentials().equals(List.of(new Credential.Card(CARD))));
        }
    }

    @Test void countsWhatIsBrokenAndReadsTheNextGoodFrame() throws Exception {
        try (Pty pty = Pty.open(); ServedReader served = new ServedReader(new Rdm6300Reader(pty.path(), BAUD)).awaitOpen()) {
            byte[] badChecksum = FRAME.clone();
            badChecksum[12] = '9';
            pty.write(HexFormat.of().parseHex("FF00413C"));
            pty.write(badChecksum);
            pty.write(Arrays.copyOf(FRAME, 6));
            pty.write(FRAME);
            Await.until("the card is read", () -> served.heard.credentials().size() == 1);
            assertEquals(List.of("BAD_CHECKSUM", "TRUNCATED"), served.heard.faults());
        }
    }

    @Test void halfAFrameIsForgottenInTheSilenceAfterIt() throws Exception {
        try (Pty pty = Pty.open(); ServedReader served = new ServedReader(new Rdm6300Reader(pty.path(), BAUD)).awaitOpen()) {
            pty.write(Arrays.copyOf(FRAME, 9));
            Await.until("it is truncated", () -> served.heard.faults().equals(List.of("TRUNCATED")));
            pty.write(Arrays.copyOfRange(FRAME, 9, FRAME.length));
            pty.write(FRAME);
            Await.until("one card is read", () -> served.heard.credentials().size() == 1);
            assertEquals(List.of("TRUNCATED"), served.heard.faults());
        }
    }

    @Test void takesNoNoiseForACardAndStillReadsTheCardAfterIt() throws Exception {
        byte[] noise = new byte[20_000];
        new Random(125).nextBytes(noise);
        try (Pty pty = Pty.open(); ServedReader served = new ServedReader(new Rdm6300Reader(pty.path(), BAUD)).awaitOpen()) {
            pty.write(noise);
            pty.write(FRAME);
            Await.until("the card is read", () -> !served.heard.credentials().isEmpty());
            assertEquals(List.of(new Credential.Card(CARD)), served.heard.credentials());
        }
    }
}
