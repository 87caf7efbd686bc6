package io.campusgate.config;

import io.campusgate.domain.Temperature;
import java.util.Optional;

/// A lane's infrared thermometer.
public sealed interface ThermometerConfig {

    /// The word of the file.
    String driver();

    /// @param address   7 bits, right-aligned
    /// @param verifyPec whether a reading without its right check byte is refused
    record Mlx90614(int bus, int address, boolean verifyPec) implements ThermometerConfig {
        @Override public String driver() {
            return "mlx90614";
        }
    }

    /// @param address 7 bits, right-aligned
    record Mlx90632(int bus, int address) implements ThermometerConfig {
        @Override public String driver() {
            return "mlx90632";
        }
    }

    /// @param celsius the surface it sees until it is set at run time; empty: nobody stands there
    record Sim(Optional<Temperature> celsius, Temperature ambient) implements ThermometerConfig {
        @Override public String driver() {
            return "sim";
        }
    }
}
