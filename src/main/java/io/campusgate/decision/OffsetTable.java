package io.campusgate.decision;

import io.campusgate.domain.Temperature;
import java.util.List;
import java.util.OptionalInt;

/// A site's calibration: what to add to the surface of a forehead at an ambient temperature to get the body's.
///
/// @param points ascending by ambient, no two at the same; empty: the sensor is not calibrated
public record OffsetTable(List<Point> points) {
    public static final OffsetTable NONE = new OffsetTable(List.of());

    /// @param addCenti hundredths of a degree
    public record Point(Temperature ambient, int addCenti) {}

    public OffsetTable {
        points = List.copyOf(points);
        for (int i = 1; i < points.size(); i++) {
            if (!points.get(i - 1).ambient().isBelow(points.get(i).ambient())) {
                throw new IllegalArgumentException("an offset table ascends by ambient temperature");
            }
        }
    }

    /// Straight lines between the points, level beyond the first and the last; empty without a table.
    public OptionalInt at(Temperature ambient) {
        if (points.isEmpty()) {
            return OptionalInt.empty();
        }
        Point below = points.getFirst();
        for (Point above : points) {
            if (!above.ambient().isBelow(ambient)) {
                return OptionalInt.of(between(below, above, ambient));
            }
            below = above;
        }
        return OptionalInt.of(below.addCenti());
    }

    private static int between(Point below, Point above, Temperature ambient) {
        int span = above.ambient().centiCelsius() - below.ambient().centiCelsius();
        if (span == 0) {
            return above.addCenti();
        }
        int into = ambient.centiCelsius() - below.ambient().centiCelsius();
        return below.addCenti() + Math.toIntExact(Math.round((above.addCenti() - below.addCenti()) * (double) into / span));
    }
}
