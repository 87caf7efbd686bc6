package io.campusgate.device.i2c;

import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import io.campusgate.device.I2cBus;
import java.util.Arrays;

/// An HD44780 behind a PCF8574, after their data sheets: takes a nibble when E falls, in 8-bit mode one for a whole
/// instruction; keeps 80 characters in two lines of 40; forgets all without power. It is strict where a real one only
/// misbehaves: nothing is shown before a whole initialisation, and RW is never high.
final class EmulatedLcd implements I2cBus {
    private static final int LINE = 0x40;
    /// A PCF8574 begins with all pins high.
    private static final int POWER_ON = 0xFF;

    private final int address;
    private final char[] memory = new char[0x80];
    private boolean absent;
    private boolean allOnes;
    private int pins = POWER_ON;
    private boolean fourBits;
    private int pendingHigh = -1;
    private boolean twoLines;
    private boolean on;
    private boolean increments;
    private int cursor;
    private int bytes;

    EmulatedLcd(int address) {
        this.address = address;
        powerOn();
    }

    private void powerOn() {
        Arrays.fill(memory, ' ');
        fourBits = false;
        twoLines = false;
        on = false;
        increments = false;
        pendingHigh = -1;
        cursor = 0;
        pins = POWER_ON;
    }

    void unplug() {
        absent = true;
    }

    void plugIn() {
        absent = false;
        powerOn();
    }

    /// Loses one nibble, as by a disturbance, so that it takes high ones for low ones.
    void loseStep() {
        pendingHigh = pendingHigh < 0 ? 0 : -1;
    }

    void readAllOnes() {
        allOnes = true;
    }

    boolean isLit() {
        return (pins & 0x08) != 0;
    }

    /// Bytes carried so far.
    int bytes() {
        return bytes;
    }

    /// The sixteen visible characters of both lines; dots while it shows nothing.
    String screen() {
        if (!on || !twoLines) {
            return "................|................";
        }
        return new String(memory, 0, 16) + "|" + new String(memory, LINE, 16);
    }

    @Override public byte[] writeRead(int to, byte[] command, int length) throws DeviceException {
        write(to, command);
        return new byte[] {allOnes ? -1 : (byte) (pins & 0xF7)};   // a transistor pulls the backlight's pin down
    }

    @Override public void write(int to, byte[] written) throws DeviceException {
        if (absent || to != address) {
            throw new DeviceException(Kind.NO_ANSWER, "nothing acknowledges");
        }
        for (byte b : written) {
            bytes++;
            int next = b & 0xFF;
            if ((next & 0x02) != 0) {
                throw new AssertionError("RW is high: the display would drive its pins against the expander");
            }
            boolean falls = (pins & 0x04) != 0 && (next & 0x04) == 0 && pins != POWER_ON;   // RW was high with it: a read
            if (falls && (next & 0xF9) != (pins & 0xF9)) {
                throw new AssertionError("data and RS have to hold while E falls");
            }
            int before = pins;
            pins = next;
            if (falls) {
                nibble(before >> 4, (before & 0x01) != 0);
            }
        }
    }

    private void nibble(int nibble, boolean isData) {
        if (!fourBits) {
            execute(nibble << 4, isData);
        } else if (pendingHigh < 0) {
            pendingHigh = nibble;
        } else {
            int whole = pendingHigh << 4 | nibble;
            pendingHigh = -1;
            execute(whole, isData);
        }
    }

    private void execute(int code, boolean isData) {
        if (isData) {
            memory[cursor] = (char) code;
            cursor = cursor + (increments ? 1 : -1) & 0x7F;
        } else if (code >= 0x80) {
            cursor = code & 0x7F;
        } else if (code >= 0x40) {
            throw new AssertionError("nobody draws characters here");
        } else if (code >= 0x20) {
            fourBits = (code & 0x10) == 0;
            twoLines = (code & 0x08) != 0 && fourBits;
        } else if (code >= 0x08 && code < 0x10) {
            on = (code & 0x04) != 0;
        } else if (code >= 0x04 && code < 0x08) {
            increments = (code & 0x02) != 0;
        } else if (code == 1) {
            Arrays.fill(memory, ' ');
        }
    }

    @Override public boolean answers(int to) {
        return !absent && to == address;
    }

    @Override public void close() {}
}
