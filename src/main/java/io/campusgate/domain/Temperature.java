package io.campusgate.domain;

import java.util.Locale;

/// A temperature in hundredths of a degree Celsius, exact: 37.50 °C is `3750`, so that no test needs a tolerance.
public record Temperature(int centiCelsius) implements Comparable<Temperature> {

    public static Temperature ofCelsius(double celsius) {
        return new Temperature(Math.toIntExact(Math.round(celsius * 100)));
    }

    public double celsius() {
        return centiCelsius / 100.0;
    }

    public Temperature plus(int centi) {
        return new Temperature(centiCelsius + centi);
    }

    public boolean isBelow(Temperature other) {
        return centiCelsius < other.centiCelsius;
    }

    /// From `low` to `high`, both included.
    public boolean isWithin(Temperature low, Temperature high) {
        return !isBelow(low) && !high.isBelow(this);
    }

    @Override public int compareTo(Temperature other) {
        return Integer.compare(centiCelsius, other.centiCelsius);
    }

    /// With two decimals and no unit, as the journal writes it: `36.52`.
    @Override public String toString() {
        return String.format(Locale.ROOT, "%.2f", celsius());
    }
}
