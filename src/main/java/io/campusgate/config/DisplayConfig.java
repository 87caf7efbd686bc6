package io.campusgate.config;

import io.campusgate.domain.Word;

/// A lane's text display.
public sealed interface DisplayConfig {

    /// The word of the file.
    String driver();

    Reading temperature();

    /// @param address 7 bits, right-aligned: of the PCF8574 on the display's back
    record Lcd1602(int bus, int address, Reading temperature) implements DisplayConfig {
        @Override public String driver() {
            return "lcd1602";
        }
    }

    record Sim(Reading temperature) implements DisplayConfig {
        @Override public String driver() {
            return "sim";
        }
    }

    /// When the person's temperature is shown: never, only beside a green light, or always. Everybody near can read it, and
    /// beside a red light it says why.
    enum Reading implements Word { NEVER, GO, ALWAYS }
}
