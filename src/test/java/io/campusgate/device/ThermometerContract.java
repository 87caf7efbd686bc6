package io.campusgate.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.device.DeviceException.Kind;
import io.campusgate.domain.Temperature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a thermometer and its twin both keep.
@Timeout(30)
public interface ThermometerContract {

    /// The device, seen from outside.
    interface Rig {
        Thermometer thermometer();

        /// Puts something before it, in a room.
        void set(double surface, double ambient);

        void unplug();

        void plugIn();

        /// Its readings carry its own error, or are none that can be believed.
        void spoil();

        void mend();
    }

    Rig rig();

    @Test default void measuresWhatIsBeforeItAndTheRoom() throws Exception {
        Rig rig = rig();
        rig.set(34.10, 22.50);
        assertMeasures(34.10, 22.50, rig);
        rig.set(-5.0, 16.0);
        assertMeasures(-5.0, 16.0, rig);
        rig.set(41.98, 35.0);
        assertMeasures(41.98, 35.0, rig);
    }

    @Test default void failsWhileItIsUnpluggedAndMeasuresWhenItIsBack() throws Exception {
        Rig rig = rig();
        rig.set(34.10, 22.50);
        assertMeasures(34.10, 22.50, rig);
        rig.unplug();
        for (int i = 0; i < 3; i++) {
            Kind kind = assertThrows(DeviceException.class, rig.thermometer()::measure).kind();
            assertTrue(kind == Kind.ABSENT || kind == Kind.NO_ANSWER, kind.name());
        }
        rig.plugIn();
        assertMeasures(34.10, 22.50, rig);
    }

    @Test default void neverMeasuresWithABadReading() throws Exception {
        Rig rig = rig();
        rig.set(36.5, 22.50);
        rig.spoil();
        for (int i = 0; i < 3; i++) {
            Kind kind = assertThrows(DeviceException.class, rig.thermometer()::measure).kind();
            assertTrue(kind == Kind.CORRUPT || kind == Kind.SELF_REPORTED || kind == Kind.OUT_OF_RANGE, kind.name());
        }
        rig.mend();
        assertMeasures(36.5, 22.50, rig);
    }

    @Test default void mayBeClosedBeforeItWasUsedAndTwice() {
        Rig rig = rig();
        rig.thermometer().close();
        rig.thermometer().close();
        assertEquals(0, rig.thermometer().retries());
    }

    /// To the 0.02 °C that a sensor counts in.
    private static void assertMeasures(double surface, double ambient, Rig rig) throws DeviceException {
        Thermometer.Sample sample = rig.thermometer().measure();
        assertEquals(Temperature.ofCelsius(surface).centiCelsius(), sample.surface().centiCelsius(), 2, "surface");
        assertEquals(Temperature.ofCelsius(ambient).centiCelsius(), sample.ambient().centiCelsius(), 2, "ambient");
    }
}
