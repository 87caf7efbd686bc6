package io.campusgate.decision;

import io.campusgate.domain.Temperature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/// An offset table from pairs of readings, sensor and contact thermometer, of the same people: the piecewise linear
/// function of ambient that lies nearest (least squares), with as many points as the pairs bear out. How many that is, and
/// how good the table is for the next person, is told by leaving out each pair in turn.
///
/// @param table     what to add, by ambient
/// @param errors    of each pair, body by the table less body by the contact thermometer, in °C
/// @param leftOut   the same by a table made without that pair
public record Calibration(OffsetTable table, List<Double> errors, List<Double> leftOut) {
    /// Fewer say nothing.
    public static final int LEAST = 5;
    private static final int MOST_POINTS = 4;
    /// Closer points follow the noise.
    private static final double APART = 3.0;
    private static final int PAIRS_A_POINT = 4;
    /// A further point has to be worth something.
    private static final double BETTER = 0.95;
    private static final double SCALE_OF_MAD = 1.4826;   // makes it a standard deviation
    private static final double FAR = 3;
    private static final double FAR_CELSIUS = 0.4;

    /// @param surface what the sensor saw
    /// @param ambient its own temperature
    /// @param body    by the contact thermometer
    public record Pair(Temperature surface, Temperature ambient, Temperature body) {
        private double offset() {
            return body.celsius() - surface.celsius();
        }
    }

    public Calibration {
        errors = List.copyOf(errors);
        leftOut = List.copyOf(leftOut);
    }

    /// @param pairs at least [#LEAST]
    public static Calibration of(List<Pair> pairs) {
        if (pairs.size() < LEAST) {
            throw new IllegalArgumentException("a calibration takes at least " + LEAST + " pairs, not " + pairs.size());
        }
        double low = pairs.stream().mapToDouble(p -> p.ambient().celsius()).min().orElseThrow();
        double high = pairs.stream().mapToDouble(p -> p.ambient().celsius()).max().orElseThrow();
        int most = Math.min(MOST_POINTS, Math.min(1 + (int) ((high - low) / APART), Math.max(1, pairs.size() / PAIRS_A_POINT)));
        Calibration best = fitted(pairs, points(low, high, 1));
        for (int n = 2; n <= most; n++) {
            Calibration next = fitted(pairs, points(low, high, n));
            best = rootMeanSquare(next.leftOut) < BETTER * rootMeanSquare(best.leftOut) ? next : best;
        }
        return best;
    }

    private static double[] points(double low, double high, int count) {
        double[] at = new double[count];
        for (int i = 0; i < count; i++) {
            at[i] = count == 1 ? (low + high) / 2 : low + (high - low) * i / (count - 1);
        }
        return at;
    }

    private static Calibration fitted(List<Pair> pairs, double[] at) {
        OffsetTable table = table(pairs, at);
        List<Double> errors = new ArrayList<>();
        List<Double> leftOut = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            List<Pair> others = new ArrayList<>(pairs);
            Pair pair = others.remove(i);
            errors.add(error(table, pair));
            leftOut.add(error(table(others, at), pair));
        }
        return new Calibration(table, errors, leftOut);
    }

    private static double error(OffsetTable table, Pair pair) {
        OptionalInt add = table.at(pair.ambient());
        return add.orElse(0) / 100.0 - pair.offset();
    }

    private static OffsetTable table(List<Pair> pairs, double[] at) {
        int n = at.length;
        double[][] equations = new double[n][n + 1];
        for (Pair pair : pairs) {
            double[] weights = weights(pair.ambient().celsius(), at);
            for (int row = 0; row < n; row++) {
                for (int column = 0; column < n; column++) {
                    equations[row][column] += weights[row] * weights[column];
                }
                equations[row][n] += weights[row] * pair.offset();
            }
        }
        double[] adds = solve(equations);
        List<OffsetTable.Point> points = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            points.add(new OffsetTable.Point(Temperature.ofCelsius(Math.round(at[i] * 10) / 10.0), Math.toIntExact(Math.round(adds[i] * 100))));
        }
        return new OffsetTable(points);
    }

    /// How much each point of the table counts at `ambient`: the two around it, by nearness.
    private static double[] weights(double ambient, double[] at) {
        double[] weights = new double[at.length];
        int above = 0;
        while (above < at.length && at[above] < ambient) {
            above++;
        }
        if (above == 0 || above == at.length) {
            weights[Math.min(above, at.length - 1)] = 1;
        } else {
            double share = (ambient - at[above - 1]) / (at[above] - at[above - 1]);
            weights[above - 1] = 1 - share;
            weights[above] = share;
        }
        return weights;
    }

    /// Gauss with the largest pivot. A point near which nobody was measured takes the others' value by a grain of weight
    /// that each point has towards its neighbours.
    private static double[] solve(double[][] m) {
        int n = m.length;
        double grain = 1e-6;
        for (int i = 0; i + 1 < n; i++) {
            m[i][i] += grain;
            m[i + 1][i + 1] += grain;
            m[i][i + 1] -= grain;
            m[i + 1][i] -= grain;
        }
        for (int i = 0; i < n; i++) {
            int pivot = i;
            for (int row = i + 1; row < n; row++) {
                pivot = Math.abs(m[row][i]) > Math.abs(m[pivot][i]) ? row : pivot;
            }
            double[] swapped = m[i];
            m[i] = m[pivot];
            m[pivot] = swapped;
            for (int row = 0; row < n; row++) {
                double factor = row == i ? 0 : m[row][i] / m[i][i];
                for (int column = i; column <= n; column++) {
                    m[row][column] -= factor * m[i][column];
                }
            }
        }
        double[] solution = new double[n];
        Arrays.setAll(solution, i -> m[i][n] / m[i][i]);
        return solution;
    }

    /// The usual error of the pairs themselves, °C.
    public double error() {
        return rootMeanSquare(errors);
    }

    /// The usual error of somebody who is not among the pairs, °C.
    public double errorOfTheNext() {
        return rootMeanSquare(leftOut);
    }

    public double worst() {
        return errors.stream().mapToDouble(Math::abs).max().orElse(0);
    }

    /// Pairs, by their place, that lie so far from a table made without them that somebody misread or moved.
    public List<Integer> outliers() {
        double[] sizes = leftOut.stream().mapToDouble(Math::abs).sorted().toArray();
        double far = Math.max(FAR_CELSIUS, FAR * SCALE_OF_MAD * sizes[sizes.length / 2]);
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < leftOut.size(); i++) {
            if (Math.abs(leftOut.get(i)) > far) {
                places.add(i);
            }
        }
        return places;
    }

    private static double rootMeanSquare(List<Double> values) {
        return Math.sqrt(values.stream().mapToDouble(v -> v * v).average().orElse(0));
    }
}
