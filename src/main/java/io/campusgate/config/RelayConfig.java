package io.campusgate.config;

import java.nio.file.Path;
import java.time.Duration;

/// The relay that opens a lane.
public sealed interface RelayConfig {

    /// The word of the file.
    String driver();

    /// How long one opening of a `release = "pulse"` lane energises it.
    Duration pulse();

    /// The longest it is ever energised, except in `hold`.
    Duration maxOn();

    /// @param pin BCM number
    record Gpio(int pin, boolean activeHigh, Duration pulse, Duration maxOn) implements RelayConfig {
        @Override public String driver() {
            return "gpio";
        }
    }

    /// @param channel from 1
    record Lcus(Path port, int channel, Duration pulse, Duration maxOn) implements RelayConfig {
        @Override public String driver() {
            return "lcus";
        }
    }

    record Sim(Duration pulse, Duration maxOn) implements RelayConfig {
        @Override public String driver() {
            return "sim";
        }
    }
}
