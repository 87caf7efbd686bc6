package io.campusgate.config;

import io.campusgate.domain.Word;
import java.time.Duration;

/// A contact at a lane.
public sealed interface InputConfig {

    /// The word of the file.
    String driver();

    /// @param pin      BCM number
    /// @param normally of the contact at rest: door closed, button not pressed, no fire
    record Gpio(int pin, Contact normally, Duration debounce) implements InputConfig {
        @Override public String driver() {
            return "gpio";
        }
    }

    record Sim() implements InputConfig {
        @Override public String driver() {
            return "sim";
        }
    }

    enum Contact implements Word { OPEN, CLOSED }
}
