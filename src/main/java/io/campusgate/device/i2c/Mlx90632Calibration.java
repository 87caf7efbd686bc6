package io.campusgate.device.i2c;

import io.campusgate.domain.Temperature;
import java.util.Optional;

/// The constants that an MLX90632 was calibrated with, and how with them its raw words become temperatures: the "DSP
/// version 5" computation of the data sheet, in degrees and double precision. Pure.
///
/// Source: Melexis MLX90632 data sheet, "Temperature calculation"; the same steps, scaled to whole numbers, stand in Linux,
/// drivers/iio/temperature/mlx90632.c. The names are the data sheet's.
///
/// @param ha set by a customer's own calibration, 1.0 from the factory
/// @param hb as `ha`, an offset, 0 from the factory
record Mlx90632Calibration(int pR, int pG, int pT, int pO, int ea, int eb, int fa, int fb, int ga, int gb, int ka, int ha, int hb) {
    private static final int ITERATIONS = 5;
    private static final double ZERO_CELSIUS = 273.15;
    /// The reference of all three channels.
    private static final double REFERENCE = 12;
    private static final double REFERENCE_TEMPERATURE = 25;

    /// The words of one measurement, signed.
    ///
    /// @param ambientFirst  third word of the first row of the table
    /// @param ambientSecond third word of the second row
    /// @param objectNew     mean of the first two words of the row measured last
    /// @param objectOld     the same of the other row
    record Raw(int ambientFirst, int ambientSecond, double objectNew, double objectOld) {}

    /// The sensor's own temperature; empty if the words are none of a sensor.
    Optional<Temperature> ambient(Raw raw) {
        double b = ambientRatio(raw) - pR / power(8);
        return temperature(pT / power(44) * b * b + b / pG * power(20) + pO / power(8));
    }

    /// The temperature of what is in front of it, which has to be known to compute it: iterated from 25 °C.
    ///
    /// @param emissivity of what is in front of it, above 0 and up to 1
    Optional<Temperature> object(Raw raw, double emissivity) {
        double dieTemperature = (ambientRatio(raw) - eb / power(8)) / (ea / power(16)) + REFERENCE_TEMPERATURE;
        double dieFourth = Math.pow(dieTemperature + ZERO_CELSIUS, 4);
        double infrared = objectRatio(raw);
        double object = REFERENCE_TEMPERATURE;
        for (int i = 0; i < ITERATIONS; i++) {
            double sensitivity = fa / power(46) * (ha / power(14))
                    * (1 + ga * (object - REFERENCE_TEMPERATURE) / power(36) + fb * (dieTemperature - REFERENCE_TEMPERATURE) / power(36));
            object = Math.sqrt(Math.sqrt(infrared / (emissivity * sensitivity) + dieFourth)) - ZERO_CELSIUS - hb / power(10);
        }
        return temperature(object);
    }

    private double ambientRatio(Raw raw) {
        double first = raw.ambientFirst() / REFERENCE;
        return first / (raw.ambientSecond() + gb / power(10) * first) * power(19);
    }

    private double objectRatio(Raw raw) {
        double first = raw.ambientFirst() / REFERENCE;
        return (raw.objectNew() + raw.objectOld()) / 2 / REFERENCE / (raw.ambientSecond() + ka / power(10) * first) * power(19);
    }

    private static double power(int exponent) {
        return 1L << exponent;
    }

    private static Optional<Temperature> temperature(double celsius) {
        return Math.abs(celsius) < 1000 ? Optional.of(Temperature.ofCelsius(celsius)) : Optional.empty();   // false for NaN
    }
}
