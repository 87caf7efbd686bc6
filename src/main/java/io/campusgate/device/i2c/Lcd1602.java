package io.campusgate.device.i2c;

import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import io.campusgate.device.I2cBus;
import io.campusgate.device.Indicator;
import io.campusgate.domain.Temperature;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// A text display of two lines of 16 characters: an HD44780 behind a PCF8574 port expander ("LCD1602 I2C").
///
/// Each byte written to the PCF8574 appears on its pins: P0 RS, P1 RW, P2 E, P3 backlight, P4 to P7 the display's D4 to D7.
/// The display takes a nibble when E falls. Every nibble is written thrice, E low, high, low: at 100 kHz, the most that a
/// PCF8574 can, that leaves the display more time between two instructions than the 100 µs it asks for.
///
/// The display forgets everything when it loses power and cannot be asked, so each text begins with the whole
/// initialisation, which on a running display is not seen. The last byte of a transfer is read back: of its pins all but
/// the backlight's are low, which tells a PCF8574 from a bus on which everything reads as ones. Its characters are ASCII and
/// a few more; there are no Chinese ones.
///
/// Source: Hitachi HD44780U data sheet, table 6 and figure 24 (4-bit initialisation); NXP PCF8574 data sheet.
public final class Lcd1602 implements Indicator {
    private static final int WIDTH = 16;
    private static final int REGISTER_SELECT = 0x01;
    private static final int ENABLE = 0x04;
    private static final int BACKLIGHT = 0x08;
    private static final int DATA_PINS = 0xF7;           // all but the backlight's
    private static final int FOUR_BITS_TWO_LINES = 0x28;
    private static final int DISPLAY_ON = 0x0C;          // no cursor
    private static final int LEFT_TO_RIGHT = 0x06;
    private static final int[] LINES = {0x80, 0xC0};     // set address of the first character
    /// The display needs 4.1 ms for the first nibble of its initialisation.
    private static final long RESET = Duration.ofMillis(5).toNanos();
    /// The degree sign of both usual character sets, A00 (Japanese) and A02 (European).
    private static final int DEGREE = 0xDF;

    private final I2cBus bus;
    private final int address;
    private String first = "";
    private String second = "";

    /// @param bus     shared with other devices; whoever opened it closes it
    /// @param address 7 bits, right-aligned: 0x27 with a PCF8574, 0x3F with a PCF8574A
    public Lcd1602(I2cBus bus, int address) {
        this.bus = bus;
        this.address = address;
    }

    @Override public synchronized void show(Signal signal, Optional<Temperature> reading) throws DeviceException {
        first = switch (signal) {
            case IDLE -> "Show your card";
            case GO -> "Please go";
            case WAIT -> "Please wait";
            case STOP -> "See the guard";
        };
        second = reading.map(r -> String.format(Locale.ROOT, "%.1f \u00B0C", r.celsius())).orElse("");
        refresh();
    }

    /// Initialises the display and writes both lines: some 30 ms at 100 kHz.
    ///
    /// @throws DeviceException NO_ANSWER or ABSENT from the bus, CORRUPT if there is no PCF8574
    @Override public synchronized void refresh() throws DeviceException {
        Transfer reset = new Transfer();
        reset.nibble(0x30, 0);
        reset.send();
        LockSupport.parkNanos(RESET);
        Transfer text = new Transfer();
        text.nibble(0x30, 0);
        text.nibble(0x30, 0);
        text.nibble(0x20, 0);
        text.instruction(FOUR_BITS_TWO_LINES);
        text.instruction(DISPLAY_ON);
        text.instruction(LEFT_TO_RIGHT);
        text.line(0, first);
        text.line(1, second);
        text.send();
    }

    /// The bytes of one I2C transfer.
    private final class Transfer {
        private final ByteArrayOutputStream pins = new ByteArrayOutputStream();

        /// @param high the nibble in the four high bits
        private void nibble(int high, int select) {
            int quiet = high & 0xF0 | BACKLIGHT | select;
            pins.write(quiet);
            pins.write(quiet | ENABLE);
            pins.write(quiet);
        }

        private void instruction(int code) {
            nibble(code, 0);
            nibble(code << 4, 0);
        }

        private void line(int number, String text) {
            instruction(LINES[number]);
            for (int i = 0; i < WIDTH; i++) {
                int code = i < text.length() ? code(text.charAt(i)) : ' ';
                nibble(code, REGISTER_SELECT);
                nibble(code << 4, REGISTER_SELECT);
            }
        }

        private void send() throws DeviceException {
            pins.write(BACKLIGHT);
            int read = bus.writeRead(address, pins.toByteArray(), 1)[0] & DATA_PINS;
            if (read != 0) {
                throw new DeviceException(Kind.CORRUPT, String.format(Locale.ROOT,
                        "display at 0x%02X: its pins read %02X, expected 00: is it a PCF8574?", address, read));
            }
        }
    }

    /// Of the display's own characters. `\` and `~` look different in set A00 and are not used.
    private static int code(char c) {
        return c == '\u00B0' ? DEGREE : c >= ' ' && c < '~' && c != '\\' ? c : '?';
    }

    /// Leaves both lines blank. The bus belongs to whoever opened it.
    @Override public synchronized void close() {
        first = "";
        second = "";
        try {
            refresh();
        } catch (DeviceException e) {
            // it shows nothing, or what it showed last: nobody is misled for long
        }
    }
}
