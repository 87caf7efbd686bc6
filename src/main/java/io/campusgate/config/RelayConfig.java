package io.campusgate.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The relay that opens a lane.
public sealed interface RelayConfig {

    /// The word of the file.
    String driver();

    /// How long one opening of a `release = "pulse"` lane energises it.
    Duration pulse();

    /// What `systemd/relay-rest` has to know to bring it to rest without this program; empty for a twin.
    Optional<String> atRest();

    /// The longest it is ever energised, except in `hold`.
    Duration maxOn();

    /// @param pin BCM number
    record Gpio(int pin, boolean activeHigh, Duration pulse, Duration maxOn) implements RelayConfig {
        @Override public String driver() {
            return "gpio";
        }

        @Override public Optional<String> atRest() {
            return Optional.of("gpio " + pin + (activeHigh ? " 0" : " 1"));
        }
    }

    /// @param channel from 1
    record Lcus(Path port, int channel, Duration pulse, Duration maxOn) implements RelayConfig {
        @Override public String driver() {
            return "lcus";
        }

        @Override public Optional<String> atRest() {
            return Optional.of("lcus " + port + " " + channel);
        }
    }

    record Sim(Duration pulse, Duration maxOn) implements RelayConfig {
        @Override public String driver() {
            return "sim";
        }

        @Override public Optional<String> atRest() {
            return Optional.empty();
        }
    }
}
