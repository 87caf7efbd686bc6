package io.campusgate.device.serial;

import io.campusgate.device.CardReader;
import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import io.campusgate.device.serial.Pn532Codec.Ack;
import io.campusgate.device.serial.Pn532Codec.Broken;
import io.campusgate.device.serial.Pn532Codec.Frame;
import io.campusgate.device.serial.Pn532Codec.Response;
import io.campusgate.device.serial.Pn532Codec.Target;
import io.campusgate.device.serial.Pn532Codec.Targets;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Credential;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/// A PN532 reader of 13.56 MHz cards (ISO/IEC 14443 A) on a serial port (HSU). The number is the card's UID, first byte
/// first: it identifies and can be copied, it does not authenticate.
///
/// It is asked for a card over and over; where none comes within 300 ms the question is taken back with an ACK, since the
/// chip by itself would wait for ever. A broken answer is asked for once more (NACK), then the chip is set up anew; if it
/// does not take that either, it is lost. Source: NXP UM0701-02; nfc-tools/libnfc, pn532_uart.c (some boards miss the
/// command that follows an abort, so each is said twice before anything worse is thought).
public final class Pn532Reader implements CardReader {
    private static final byte[] ABORT = hex("0000FF00FF00");
    private static final byte[] SAY_AGAIN = hex("0000FFFF0000");
    private static final byte[] LIST_ONE_TARGET = hex("0000FF04FCD44A0100E100");
    /// Wake-up, and at once SAMConfiguration: normal mode. Until then the chip ignores all that has to do with cards.
    private static final byte[] SET_UP = hex("5555" + "00".repeat(14) + "0000FF03FDD414011700");
    private static final int SET_UP_DONE = 0x15;

    /// It comes within some 15 ms; a busy machine may look for it later.
    private static final Duration ACK_WITHIN = Duration.ofMillis(250);
    private static final Duration ANSWER_WITHIN = Duration.ofMillis(300);
    /// Between two looks at a card that rests on the reader.
    private static final Duration CARD_RESTS = Duration.ofMillis(100);
    private static final int ATTEMPTS = 3;

    private final Path port;
    private final int baud;

    /// @param port path of the serial port or a link to it
    /// @param baud 115200 from the factory
    public Pn532Reader(Path port, int baud) {
        this.port = port;
        this.baud = baud;
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    @Override public void serve(Listener listener) throws DeviceException, InterruptedException {
        try (SerialLine line = SerialLine.open(port, baud, Dialogue.HEARTBEAT)) {
            Dialogue<Frame> chip = new Dialogue<>(line, Pn532Codec.stream(), listener);
            setUp(chip, listener);
            while (true) {
                look(chip, listener);
            }
        }
    }

    private void setUp(Dialogue<Frame> chip, Listener listener) throws DeviceException, InterruptedException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            chip.say(SET_UP);
            if (isAcknowledged(chip) && chip.hear(ANSWER_WITHIN).filter(f -> f instanceof Response(var code, _) && code == SET_UP_DONE).isPresent()) {
                listener.alive();
                return;
            }
        }
        throw new DeviceException(Kind.NO_ANSWER, port + ": no PN532 answers at " + baud
                + " baud; are its switches set to HSU, and TX and RX crossed?");
    }

    /// Whether the chip takes the command; what it says of an earlier one is passed over.
    private static boolean isAcknowledged(Dialogue<Frame> chip) throws DeviceException, InterruptedException {
        Optional<Frame> answer = chip.hear(ACK_WITHIN);
        while (answer.isPresent() && !(answer.get() instanceof Ack)) {
            answer = chip.hear(ACK_WITHIN);
        }
        return answer.isPresent();
    }

    private void look(Dialogue<Frame> chip, Listener listener) throws DeviceException, InterruptedException {
        chip.say(LIST_ONE_TARGET);
        if (!isAcknowledged(chip)) {
            chip.say(LIST_ONE_TARGET);
            if (!isAcknowledged(chip)) {
                listener.fault("NO_ACK");
                setUp(chip, listener);
                return;
            }
        }
        Optional<Frame> answer = chip.hear(ANSWER_WITHIN);
        if (answer.isEmpty()) {
            chip.say(ABORT);
        } else if (answer.get() instanceof Targets(var cards)) {
            for (Target card : cards) {
                listener.read(new Credential.Card(CardNumber.of(hex(card.uid()))), chip.heardAt());
            }
            chip.rest(CARD_RESTS);
        } else {
            recover(answer.get(), chip, listener);
        }
    }

    /// After an answer that makes no sense. What comes of the NACK is not believed for a card: it may be as old as it likes.
    private void recover(Frame nonsense, Dialogue<Frame> chip, Listener listener) throws DeviceException, InterruptedException {
        listener.fault(nonsense instanceof Broken(var fault) ? fault.name() : "UNEXPECTED");
        chip.say(SAY_AGAIN);
        if (chip.hear(ANSWER_WITHIN).filter(Targets.class::isInstance).isEmpty()) {
            setUp(chip, listener);
        }
    }
}
