package io.campusgate.device.gpio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import io.campusgate.device.GateRelay;
import io.campusgate.device.Indicator;
import io.campusgate.device.Input;
import io.campusgate.device.drivers.Drivers;
import io.campusgate.device.sim.SimGate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// On a machine without pins and buses, where the whole of Pi4J is loaded all the same: every device is absent, and no
/// error of its native libraries gets out.
class RaspberryPiTest {
    private final Drivers drivers = new Drivers(new SimGate());

    @BeforeEach void onlyWithoutHardware() {
        assumeFalse(Files.exists(Path.of("/dev/gpiochip0")), "this machine has pins; the test would move them");
        assumeFalse(Files.exists(Path.of("/dev/i2c-1")), "this machine has an I2C bus");
    }

    @Test void everyDeviceIsAbsentAgainAndAgain() {
        GateRelay relay = drivers.gpioRelay(23, true);
        Input input = drivers.gpioInput(17, true, Duration.ofMillis(30));
        Indicator indicator = drivers.gpioIndicator(OptionalInt.of(16), OptionalInt.of(20), OptionalInt.of(12));
        for (int i = 0; i < 3; i++) {
            assertAbsent(relay::open);
            assertAbsent(relay::energise);
            assertAbsent(() -> input.open(_ -> {}));
            assertAbsent(input::check);
            assertAbsent(() -> indicator.show(Indicator.Signal.STOP, Optional.empty()));
            assertAbsent(() -> drivers.mlx90614(1, 0x5A, true).measure());
            assertAbsent(() -> drivers.mlx90632(1, 0x3A).measure());
            assertAbsent(() -> drivers.lcd1602(1, 0x27).show(Indicator.Signal.GO, Optional.empty()));
            assertAbsent(() -> drivers.i2c(1).answers(0x5A));
        }
        relay.close();
        input.close();
        indicator.close();
        drivers.close();
        drivers.close();
    }

    private static void assertAbsent(Executable use) {
        assertEquals(Kind.ABSENT, assertThrows(DeviceException.class, use).kind());
    }
}
