package io.campusgate.device.i2c;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import io.campusgate.device.Thermometer;
import io.campusgate.device.Thermometer.Sample;
import io.campusgate.device.ThermometerContract;
import io.campusgate.device.i2c.EmulatedMlx90614.Fault;
import io.campusgate.domain.Temperature;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Replies are those of the shared vectors: 36.55 °C reads 7D 3C F9, ambient 25.01 °C reads 3C 3A B3.
class Mlx90614Test implements ThermometerContract {
    private static final int ADDRESS = 0x5A;
    private static final Sample SAMPLE = new Sample(new Temperature(3655), new Temperature(2501));

    private final ScriptedI2cBus bus = new ScriptedI2cBus().on(ADDRESS, "24").reply("FF FF D6")
            .on(ADDRESS, "06").reply("3C 3A B3").on(ADDRESS, "07").reply("7D 3C F9");
    private final Mlx90614 sensor = new Mlx90614(bus, ADDRESS, true);

    @Override public Rig rig() {
        EmulatedMlx90614 emulated = new EmulatedMlx90614();
        Mlx90614 driver = new Mlx90614(emulated, ADDRESS, true);
        return new Rig() {
            @Override public Thermometer thermometer() {
                return driver;
            }

            @Override public void set(double surface, double ambient) {
                emulated.set(surface, ambient);
            }

            @Override public void unplug() {
                emulated.fail(Fault.NACK);
            }

            @Override public void plugIn() {
                emulated.mend();
            }

            @Override public void spoil() {
                emulated.fail(Fault.FLAG);
            }

            @Override public void mend() {
                emulated.mend();
            }
        };
    }

    @Test void readsTheSurfaceAndItsOwnTemperature() throws Exception {
        assertEquals(SAMPLE, sensor.measure());
        assertEquals(List.of("5A 24", "5A 06", "5A 07"), bus.transfers());
        assertTrue(sensor.needsWarmUp());
    }

    @Test void readsItsEmissivityOnceAndAgainAfterAFailure() throws Exception {
        EmulatedMlx90614 emulated = new EmulatedMlx90614();
        emulated.emissivity(0xFAE1);
        Mlx90614 driver = new Mlx90614(emulated, ADDRESS, true);
        assertEquals("", driver.about());
        driver.measure();
        driver.measure();
        assertEquals("emissivity 0.98", driver.about());
        assertEquals(1 + 2 + 2, emulated.transfers());
        emulated.fail(Fault.NACK);
        assertThrows(DeviceException.class, driver::measure);
        assertEquals("", driver.about(), "another one may have been plugged in");
        emulated.mend();
        driver.measure();
        assertEquals("emissivity 0.98", driver.about());
    }

    @Test void readsAgainWhenTheChecksumIsWrongUpToThreeTimes() throws Exception {
        bus.on(ADDRESS, "07").reply("7D 3C F8", "FF FF FF", "00 00 00", "7D 3C F9");
        assertEquals(SAMPLE, sensor.measure());
        assertEquals(3, sensor.retries());
    }

    @Test void aMissedAcknowledgementIsTriedAgainUpToThreeTimes() throws Exception {
        EmulatedMlx90614 emulated = new EmulatedMlx90614();
        emulated.set(36.54, 25);
        Mlx90614 driver = new Mlx90614(emulated, ADDRESS, true);
        emulated.fail(Fault.NACK, 3);
        assertEquals(new Temperature(3655), driver.measure().surface());
        assertEquals(3, driver.retries());
        emulated.fail(Fault.NACK, 4);
        assertEquals(Kind.NO_ANSWER, assertThrows(DeviceException.class, driver::measure).kind());
    }

    @Test void aChecksumThatStaysWrongIsAFault() {
        bus.on(ADDRESS, "07").reply("7D 3C F8");
        DeviceException e = assertThrows(DeviceException.class, sensor::measure);
        assertEquals(Kind.CORRUPT, e.kind());
        assertEquals("MLX90614 at 0x5A: PEC, register 0x07 reads 7D 3C, PEC F8", e.getMessage());
        assertEquals(2 + 4, bus.transfers().size());
    }

    @ParameterizedTest
    @CsvSource({"PEC, CORRUPT", "ONES, CORRUPT", "ZEROS, CORRUPT", "FLAG, SELF_REPORTED", "NACK, NO_ANSWER"})
    void eachFaultOfTheWireHasItsKind(Fault fault, Kind kind) {
        EmulatedMlx90614 emulated = new EmulatedMlx90614();
        emulated.set(36.5, 22);
        emulated.fail(fault);
        Mlx90614 driver = new Mlx90614(emulated, ADDRESS, true);
        assertEquals(kind, assertThrows(DeviceException.class, driver::measure).kind());
    }

    @ParameterizedTest
    @EnumSource(value = Fault.class, names = {"ONES", "ZEROS"})
    void aDeadWireIsNoTemperatureEvenWithoutChecksums(Fault fault) {
        EmulatedMlx90614 emulated = new EmulatedMlx90614();
        emulated.fail(fault);
        Mlx90614 driver = new Mlx90614(emulated, ADDRESS, false);
        assertThrows(DeviceException.class, driver::measure);
    }

    @Test void aPartWithoutChecksumsIsBelievedWhenTheSiteSaysSo() throws Exception {
        bus.on(ADDRESS, "06").reply("3C 3A FF").on(ADDRESS, "07").reply("7D 3C FF");
        Mlx90614 believing = new Mlx90614(bus, ADDRESS, false);
        assertEquals(SAMPLE, believing.measure());
        assertEquals("emissivity 1.00, checksum not verified", believing.about());
        assertEquals(Kind.CORRUPT, assertThrows(DeviceException.class, sensor::measure).kind());
    }

    @Test void theSensorsOwnErrorFlagAndImpossibleValuesAreFaultsAtOnce() {
        bus.on(ADDRESS, "07").reply("00 80 8F");
        assertEquals(Kind.SELF_REPORTED, assertThrows(DeviceException.class, sensor::measure).kind());
        bus.on(ADDRESS, "07").reply("AC 27 17");
        assertEquals(Kind.OUT_OF_RANGE, assertThrows(DeviceException.class, sensor::measure).kind());
        assertEquals(6, bus.transfers().size());
    }

    @Test void aRoomThatNoSensorSurvivesIsAFault() {
        EmulatedMlx90614 emulated = new EmulatedMlx90614();
        emulated.set(36.5, 126);
        DeviceException e = assertThrows(DeviceException.class, new Mlx90614(emulated, ADDRESS, true)::measure);
        assertEquals(Kind.OUT_OF_RANGE, e.kind());
        assertEquals("MLX90614 at 0x5A: its own temperature reads 126.01 °C, expected -40.00 to 125.00", e.getMessage());
    }

    @Test void aBusWithNobodyOnItSaysSo() {
        assertEquals(Kind.NO_ANSWER, assertThrows(DeviceException.class, () -> new Mlx90614(bus, 0x2B, true).measure()).kind());
    }

    @Test void noFlippedBitOfAReplyIsTakenForATemperature() {
        byte[] good = HexFormat.of().parseHex("B407B57D3CF9");
        assertInstanceOf(Mlx90614Codec.Read.class, Mlx90614Codec.read(good, true));
        for (int bit = 0; bit < 8 * good.length; bit++) {
            byte[] flipped = good.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertEquals(new Mlx90614Codec.Broken(Mlx90614Codec.Fault.PEC), Mlx90614Codec.read(flipped, true), "bit " + bit);
        }
    }

    @Test void wrongAddressesLengthsAndRegistersAreNamed() {
        assertEquals(Mlx90614Codec.Fault.LENGTH, fault("B407B57D3C"));
        assertEquals(Mlx90614Codec.Fault.LENGTH, fault("B407B57D3CF900"));
        assertEquals(Mlx90614Codec.Fault.ADDRESS, fault(withPec("B407B77D3C")));
        assertEquals(Mlx90614Codec.Fault.ADDRESS, fault(withPec("B507B57D3C")));
        assertEquals(Mlx90614Codec.Fault.COMMAND, fault(withPec("B460B57D3C")));
    }

    private static String withPec(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        return hex + HexFormat.of().toHexDigits((byte) Smbus.pec(bytes, bytes.length));
    }

    private static Mlx90614Codec.Fault fault(String hex) {
        return assertInstanceOf(Mlx90614Codec.Broken.class, Mlx90614Codec.read(HexFormat.of().parseHex(hex), true)).fault();
    }
}
