package io.campusgate.device.i2c;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import io.campusgate.device.Thermometer;
import io.campusgate.device.ThermometerContract;
import io.campusgate.device.i2c.Mlx90632Calibration.Raw;
import io.campusgate.domain.Temperature;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Constants and expected temperatures are those of Melexis' own tests: github.com/melexis/mlx90632-library, test/TestDSP.c
/// at 59ef309 (Apache-2.0). They truncate the infrared word before they compute, which is worth a hundredth of a degree.
class Mlx90632Test implements ThermometerContract {
    static final Mlx90632Calibration CALIBRATION = new Mlx90632Calibration(0x00587F5B, 0x04A10289, 0xFFF966F8, 0x00001E0F,
            4859535, 5686508, 53855361, 42874149, -14556410, 9728, 10752, 16384, 0);

    @Override public Rig rig() {
        EmulatedMlx90632 emulated = new EmulatedMlx90632(CALIBRATION);
        Mlx90632 driver = new Mlx90632(emulated, EmulatedMlx90632.ADDRESS);
        return new Rig() {
            @Override public Thermometer thermometer() {
                return driver;
            }

            @Override public void set(double surface, double ambient) {
                emulated.set(surface, ambient);
            }

            @Override public void unplug() {
                emulated.unplug();
            }

            @Override public void plugIn() {
                emulated.plugIn();
            }

            @Override public void spoil() {
                emulated.stick(0xFFFF);
            }

            @Override public void mend() {
                emulated.plugIn();
            }
        };
    }

    @ParameterizedTest(name = "words {0} and {1}: {2} °C")
    @CsvSource({"22454, 23030, 48.724", "100, 150, -18.734", "32767, 32766, 53.350"})
    void computesItsOwnTemperature(int first, int second, double celsius) {
        assertCelsius(celsius, CALIBRATION.ambient(new Raw(first, second, 0, 0)));
    }

    @ParameterizedTest(name = "words {0} and {1}: {2} °C")
    @CsvSource({"609, 611, 55.507", "149, 151, 51.123", "-149, -151, 48.171", "-147, -149, 48.192", "32767, 32767, 212.844",
        "-5000, -5000, -16.653"})
    void computesTheTemperatureOfWhatIsBeforeIt(double objectNew, double objectOld, double celsius) {
        assertCelsius(celsius, CALIBRATION.object(new Raw(22454, 23030, objectNew, objectOld), 1));
    }

    @ParameterizedTest(name = "words {0} and {1}: {2} °C")
    @CsvSource({"609, 611, 45.495", "149, 151, 41.121", "-149, -151, 38.174", "32767, 32767, 202.628", "-5000, -5000, -26.457"})
    void followsACustomersOwnOffset(double objectNew, double objectOld, double celsius) {
        Mlx90632Calibration c = CALIBRATION;
        Mlx90632Calibration shifted = new Mlx90632Calibration(c.pR(), c.pG(), c.pT(), c.pO(), c.ea(), c.eb(), c.fa(), c.fb(), c.ga(), c.gb(),
                c.ka(), c.ha(), 10_240);
        assertCelsius(celsius, shifted.object(new Raw(22454, 23030, objectNew, objectOld), 1));
    }

    @Test void wordsThatAreNoSensorsGiveNoTemperature() {
        assertEquals(Optional.empty(), CALIBRATION.ambient(new Raw(0, 0, 0, 0)));
        assertEquals(Optional.empty(), CALIBRATION.object(new Raw(0, 0, 0, 0), 1));
        assertEquals(Optional.empty(), CALIBRATION.object(new Raw(22454, 23030, -32768, -32768), 1));
    }

    private static void assertCelsius(double expected, Optional<Temperature> found) {
        assertEquals(expected, found.orElseThrow().celsius(), 0.02);
    }

    @Test void readsItsConstantsOnceAndItsPace() throws Exception {
        EmulatedMlx90632 emulated = new EmulatedMlx90632(CALIBRATION);
        emulated.set(36.5, 22);
        Mlx90632 sensor = new Mlx90632(emulated, EmulatedMlx90632.ADDRESS);
        assertEquals(Duration.ZERO, sensor.period());
        sensor.measure();
        assertEquals(Duration.ofMillis(500), sensor.period());
        assertEquals("medical, a value every 500 ms", sensor.about());
        int afterFirst = emulated.transfers();
        sensor.measure();
        assertTrue(emulated.transfers() - afterFirst < 12, "about ten transfers a measurement, not " + (emulated.transfers() - afterFirst));
    }

    @Test void setsASensorThatWasPutToSleepToWork() throws Exception {
        EmulatedMlx90632 emulated = new EmulatedMlx90632(CALIBRATION);
        emulated.put(0x3001, 0x0002);
        new Mlx90632(emulated, EmulatedMlx90632.ADDRESS).measure();
        assertEquals(0x0006, emulated.get(0x3001));
    }

    @Test void aSensorThatHasNoNewValueFailsInTime() {
        EmulatedMlx90632 emulated = new EmulatedMlx90632(CALIBRATION);
        emulated.put(0x24E1, 0x0500);   // a value every 62 ms
        emulated.stop();
        DeviceException e = assertThrows(DeviceException.class, new Mlx90632(emulated, EmulatedMlx90632.ADDRESS)::measure);
        assertEquals(Kind.NO_ANSWER, e.kind());
        assertEquals("MLX90632 at 0x3A has no new value within 124 ms", e.getMessage());
    }

    @Test void anotherKindOfSensorIsNotTakenForOne() {
        EmulatedMlx90632 emulated = new EmulatedMlx90632(CALIBRATION);
        emulated.put(0x240B, 0x0106);
        assertEquals("MLX90632 at 0x3A: version 0106, expected 0105 or 0205",
                assertThrows(DeviceException.class, new Mlx90632(emulated, EmulatedMlx90632.ADDRESS)::measure).getMessage());
        emulated.put(0x240B, 0x0205);
        Mlx90632 consumer = new Mlx90632(emulated, EmulatedMlx90632.ADDRESS);
        emulated.set(36.5, 22);
        assertDoesNotThrow(consumer::measure);
        assertEquals("consumer, accurate to 1 °C only, a value every 500 ms", consumer.about());
    }

    @Test void aConstantThatReadsDifferentlyIsReadAgain() throws Exception {
        EmulatedMlx90632 emulated = new EmulatedMlx90632(CALIBRATION);
        emulated.set(36.5, 22);
        emulated.disturb(0x2428);
        Mlx90632 sensor = new Mlx90632(emulated, EmulatedMlx90632.ADDRESS);
        assertEquals(36.5, sensor.measure().surface().celsius(), 0.02);
        assertEquals(1, sensor.retries());
    }

    @Test void aDeadWireIsAFault() {
        for (int stuck : new int[] {0x0000, 0xFFFF}) {
            EmulatedMlx90632 emulated = new EmulatedMlx90632(CALIBRATION);
            emulated.stick(stuck);
            assertEquals(Kind.OUT_OF_RANGE, assertThrows(DeviceException.class, new Mlx90632(emulated, EmulatedMlx90632.ADDRESS)::measure).kind());
        }
    }
}
