package io.campusgate.device.osdp;

import io.campusgate.device.CardReader.Listener;
import io.campusgate.device.DeviceException;
import io.campusgate.device.Indicator.Signal;
import io.campusgate.device.osdp.OsdpCommand.Color;
import io.campusgate.device.serial.WiegandCodec;
import io.campusgate.device.serial.WiegandCodec.Format;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Credential;
import io.campusgate.domain.Uptime;
import java.math.BigInteger;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;

/// What a gate has to say to a reader, and what it makes of what the reader says: lamp and buzzer, cards, keys, tamper and
/// power. Belongs to the thread of the line, but for [#show].
///
/// A card number is the data of a Wiegand format whose number of bits fits, or else all bits that came, as a number of whole
/// bytes. What is typed is not told, only how many keys, once `#` ends it: this gate knows no codes.
final class ReaderTalk {
    private static final long KEY_PAUSE = Duration.ofSeconds(5).toNanos();
    private static final int FEWEST_BITS = 24;
    private static final int MOST_BITS = 80;

    private final Optional<Format> format;
    private final Consumer<Consumer<Listener>> told;
    private volatile Signal wanted = Signal.IDLE;
    private volatile boolean buzzing;
    private Optional<Signal> shown = Optional.empty();
    private boolean hasLamp = true;
    private boolean hasBuzzer = true;
    private boolean knowsStatus;
    private boolean tampered;
    private boolean powerFails;
    private int keys;
    private long lastKey;

    /// @param format of the cards; empty: 26 and 34 bits as they usually are
    /// @param told   takes what the reader's listener is to hear
    ReaderTalk(Optional<Format> format, Consumer<Consumer<Listener>> told) {
        this.format = format;
        this.told = told;
    }

    /// From any thread.
    void show(Signal signal) {
        buzzing = buzzing || signal == Signal.STOP;
        wanted = signal;
    }

    /// A new session: the reader may be another one, or may have forgotten everything.
    void begin() {
        shown = Optional.empty();
        knowsStatus = false;
        hasLamp = true;
        hasBuzzer = true;
        buzzing = false;
        keys = 0;
    }

    Optional<OsdpCommand> next() {
        Signal signal = wanted;
        if (hasLamp && !shown.equals(Optional.of(signal))) {
            shown = Optional.of(signal);
            return Optional.of(OsdpCommand.led(switch (signal) {
                case IDLE -> Color.OFF;
                case GO -> Color.GREEN;
                case WAIT -> Color.AMBER;
                case STOP -> Color.RED;
            }));
        }
        if (hasBuzzer && buzzing) {
            buzzing = false;
            return Optional.of(OsdpCommand.buzz());
        }
        if (!knowsStatus) {
            knowsStatus = true;
            return Optional.of(OsdpCommand.LSTAT);
        }
        return Optional.empty();
    }

    void answered(OsdpCommand command, OsdpMessage reply, boolean fresh, Uptime at) {
        switch (reply) {
            case OsdpMessage.Nak _ -> {
                hasLamp &= command.code() != OsdpCode.LED;
                hasBuzzer &= command.code() != OsdpCode.BUZ;
            }
            case OsdpMessage.Raw raw -> card(raw, fresh, at);
            case OsdpMessage.Keypad(_, var digits) -> typed(digits, fresh, at);
            case OsdpMessage.LocalStatus(var tamper, var power) -> status(tamper != 0, power != 0);
            default -> { }
        }
    }

    private void card(OsdpMessage.Raw raw, boolean fresh, Uptime at) {
        if (!fresh) {
            told.accept(listener -> listener.fault("STALE"));
            return;
        }
        byte[] bytes = HexFormat.of().parseHex(raw.data());
        Optional<Format> layout = format.or(() -> raw.bits() == 37 ? Optional.empty() : Format.usual(raw.bits()))
                .filter(f -> f.bits() == raw.bits());
        if (layout.isPresent()) {
            switch (WiegandCodec.bits(bytes, raw.bits(), layout)) {
                case WiegandCodec.Code code -> read(code.card(), at);
                case WiegandCodec.Broken(var fault) -> told.accept(listener -> listener.fault(fault.name()));
            }
        } else if (raw.bits() >= FEWEST_BITS && raw.bits() <= MOST_BITS) {
            read(CardNumber.ofBits(new BigInteger(1, bytes).shiftRight(bytes.length * 8 - raw.bits()), raw.bits()), at);
        } else {
            told.accept(listener -> listener.fault("UNSUPPORTED_LENGTH"));
        }
    }

    private void read(CardNumber number, Uptime at) {
        told.accept(listener -> listener.read(new Credential.Card(number), at));
    }

    private void typed(String digits, boolean fresh, Uptime at) {
        if (!fresh) {
            told.accept(listener -> listener.fault("STALE"));
            return;
        }
        if (at.nanos() - lastKey > KEY_PAUSE) {
            keys = 0;
        }
        lastKey = at.nanos();
        for (int i = 0; i < digits.length(); i++) {
            switch (digits.charAt(i)) {
                case '#', '\r' -> {
                    if (keys > 0) {
                        Credential typed = new Credential.Foreign("manual", "keypad: " + keys + " keys");
                        told.accept(listener -> listener.read(typed, at));
                    }
                    keys = 0;
                }
                case '*', '\u007F' -> keys = 0;
                default -> keys++;
            }
        }
    }

    private void status(boolean tamper, boolean power) {
        if (tamper != tampered) {
            tampered = tamper;
            told.accept(listener -> listener.tamper(tamper));
        }
        if (power != powerFails) {
            powerFails = power;
            told.accept(listener -> listener.power(power));
        }
    }
}
