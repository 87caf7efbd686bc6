package io.campusgate.cli;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.campusgate.daemon.ControlClient;
import io.campusgate.decision.Calibration;
import io.campusgate.decision.Calibration.Pair;
import io.campusgate.domain.Temperature;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `screening calibrate`: from pairs of the sensor's and a contact thermometer's readings to the `offset` of `[screening]`.
@Command(name = "calibrate", description = "Propose an offset table from people measured by the sensor and by a contact thermometer.",
        footer = {"", "FILE is a CSV file with the columns surface, ambient, contact (表面, 环境, 体温), in °C. Without it a line is typed a person:",
            "surface, ambient and contact; with --lane the contact thermometer's reading alone, while that person stands at the sensor.",
            "Measure at least 20 people, at three room temperatures."})
final class ScreeningCalibrate extends GateCommand {
    private static final List<List<String>> COLUMNS = List.of(List.of("surface", "表面"), List.of("ambient", "环境"), List.of("contact", "体温"));
    private static final double[][] RANGES = {{28, 42}, {0, 50}, {34, 42}};
    private static final int ENOUGH = 20;
    private static final double WIDE = 6;
    private static final double GOOD = 0.3;
    private static final int LOOKS = 40;
    private static final long LOOK_MILLIS = 200;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The pairs; without it they are typed.")
    private Optional<Path> file;
    @Option(names = "--lane", paramLabel = "LANE", description = "Read the sensor of this lane through the running daemon.")
    private Optional<String> lane;
    @Option(names = "--out", paramLabel = "FILE", description = "Also append what was typed to this CSV file.")
    private Optional<Path> out;
    @Option(names = "--skip-bad", description = "Leave out bad rows, and pairs that lie far from all others, instead of giving up.")
    private boolean skipBad;
    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    /// A pair and where it stands.
    private record Row(String where, Pair pair) {}

    private final List<Row> rows = new ArrayList<>();
    private final List<String> bad = new ArrayList<>();

    @Override public Integer call() throws Exception {
        if (file.isPresent()) {
            readFile(file.get());
        } else {
            readTyped();
        }
        bad.forEach(err()::println);
        if (!bad.isEmpty() && !skipBad) {
            throw new Fault(bad.size() + " bad rows; mend them, or leave them out with --skip-bad.");
        }
        if (rows.size() < Calibration.LEAST) {
            throw new Fault("There are " + rows.size() + " pairs; at least " + Calibration.LEAST + " are needed, and " + ENOUGH + " are good.");
        }
        return propose();
    }

    private int propose() {
        Calibration calibration = Calibration.of(rows.stream().map(Row::pair).toList());
        List<String> far = calibration.outliers().stream().map(i -> String.format(Locale.ROOT, "%s: %.2f °C away from what the others say; measure again",
                rows.get(i).where(), calibration.leftOut().get(i))).toList();
        far.forEach(err()::println);
        if (!far.isEmpty() && skipBad && rows.size() - far.size() >= Calibration.LEAST) {
            List<Integer> places = calibration.outliers();
            for (int i = places.size() - 1; i >= 0; i--) {
                rows.remove((int) places.get(i));
            }
            return propose();
        }
        print(calibration);
        return far.isEmpty() || skipBad ? ExitCode.DONE : ExitCode.FAULT;
    }

    private void print(Calibration calibration) {
        String table = "[" + String.join(", ", calibration.table().points().stream()
                .map(p -> String.format(Locale.ROOT, "[%.1f, %.2f]", p.ambient().celsius(), p.addCenti() / 100.0)).toList()) + "]";
        double low = rows.stream().mapToDouble(r -> r.pair().ambient().celsius()).min().orElseThrow();
        double high = rows.stream().mapToDouble(r -> r.pair().ambient().celsius()).max().orElseThrow();
        if (json) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("offset", calibration.table().points().stream().map(p -> List.of(p.ambient().celsius(), p.addCenti() / 100.0)).toList());
            result.put("pairs", rows.size());
            result.put("error", calibration.error());
            result.put("error_of_the_next", calibration.errorOfTheNext());
            result.put("worst", calibration.worst());
            result.put("bad", bad);
            out().println(Json.text(result));
            return;
        }
        out().printf(Locale.ROOT, "# %d pairs at %.1f to %.1f °C. Error: %.2f °C, at worst %.2f; of somebody new: %.2f.%n", rows.size(), low, high,
                calibration.error(), calibration.worst(), calibration.errorOfTheNext());
        if (rows.size() < ENOUGH) {
            out().println("# Fewer than " + ENOUGH + " pairs: measure more people before you rely on it.");
        }
        if (high - low < WIDE) {
            out().println("# All at nearly one room temperature: at another one the table only guesses. Measure there too.");
        }
        if (calibration.errorOfTheNext() > GOOD) {
            out().println("# The error is larger than 0.3 °C: check how people stand, and that nothing warms or cools the sensor.");
        }
        out().println("[screening]");
        out().println("offset = " + table);
    }

    // pairs from a file

    private void readFile(Path path) throws IOException {
        String text;
        try {
            text = Files.readString(path, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new Fault(path + " cannot be read as UTF-8 text: " + Reasons.sentence(e));
        }
        try (Reader reader = new StringReader(text.startsWith("\uFEFF") ? text.substring(1) : text);
             CsvReader<CsvRecord> csv = CsvReader.builder().extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                     .missingFieldStrategy(FieldMismatchStrategy.IGNORE).ofCsvRecord(reader)) {
            List<Integer> places = new ArrayList<>();
            for (CsvRecord row : csv) {
                if (places.isEmpty()) {
                    places.addAll(header(path, row.getFields()));
                } else {
                    take(path.getFileName() + " row " + row.getStartingLineNumber(),
                            places.stream().map(i -> i < row.getFieldCount() ? row.getField(i) : "").toList());
                }
            }
        } catch (CsvParseException e) {
            throw new Fault(path + " is no CSV file: " + e.getMessage());
        }
    }

    private static List<Integer> header(Path path, List<String> names) {
        List<String> lower = names.stream().map(n -> n.strip().toLowerCase(Locale.ROOT)).toList();
        return COLUMNS.stream().map(spellings -> spellings.stream().map(lower::indexOf).filter(i -> i >= 0).findFirst().orElseThrow(() ->
                new Fault(path + " row 1: there is no column '" + spellings.getFirst() + "' (" + spellings.getLast() + ") in " + String.join(", ", names)))).toList();
    }

    /// @param values surface, ambient, contact
    private void take(String where, List<String> values) {
        List<Temperature> read = new ArrayList<>();
        for (int i = 0; i < COLUMNS.size(); i++) {
            int column = i;
            String value = values.get(i).strip();
            number(value).filter(c -> c >= RANGES[column][0] && c <= RANGES[column][1]).map(Temperature::ofCelsius).ifPresentOrElse(read::add,
                    () -> bad.add(where + ", " + COLUMNS.get(column).getFirst() + ": found '" + value + "', expected °C from "
                            + (int) RANGES[column][0] + " to " + (int) RANGES[column][1]));
        }
        if (read.size() == COLUMNS.size()) {
            rows.add(new Row(where, new Pair(read.get(0), read.get(1), read.get(2))));
        }
    }

    private static Optional<Double> number(String text) {
        try {
            return Optional.of(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    // pairs as they are typed

    private void readTyped() throws Exception {
        Optional<ControlClient> daemon = lane.isPresent() ? Optional.of(daemon(config())) : Optional.empty();
        BufferedReader typed = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        prompt();
        for (String line = typed.readLine(); line != null && !line.isBlank(); line = typed.readLine()) {
            int before = rows.size();
            int badBefore = bad.size();
            String where = "line " + (rows.size() + bad.size() + 1);
            List<String> values = List.of(line.strip().split("[\\s,;，]+"));
            if (daemon.isPresent() && values.size() == 1) {
                Optional<List<String>> seen = sensor(daemon.get());
                seen.ifPresent(s -> take(where, List.of(s.getFirst(), s.getLast(), values.getFirst())));
            } else if (daemon.isEmpty() && values.size() == COLUMNS.size()) {
                take(where, values);
            } else {
                err().println(where + ": found " + values.size() + " values, expected " + (daemon.isPresent() ? "the contact thermometer's" : "surface, ambient and contact"));
            }
            if (bad.size() > badBefore) {   // a slip of the finger is said at once and counts for nothing
                err().println(bad.removeLast());
                bad.subList(badBefore, bad.size()).clear();
            }
            if (rows.size() > before) {
                keep(rows.getLast().pair());
            }
            prompt();
        }
    }

    private void prompt() {
        if (isTerminal()) {
            err().print(lane.isPresent() ? "contact °C (empty: done): " : "surface ambient contact °C (empty: done): ");
        }
        err().flush();
    }

    private void keep(Pair pair) throws IOException {
        if (out.isPresent()) {
            String row = pair.surface() + "," + pair.ambient() + "," + pair.body() + "\n";
            Files.writeString(out.get(), Files.exists(out.get()) ? row : "surface,ambient,contact\n" + row, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    /// Surface and ambient, as soon as somebody stands still before the sensor; empty and said if nobody does within 8 s.
    private Optional<List<String>> sensor(ControlClient daemon) throws ControlClient.NotRunning, ControlClient.Refused, InterruptedException {
        Map<String, Object> seen = Map.of();
        for (int look = 0; look < LOOKS; look++) {
            seen = daemon.call("thermometer", Map.of("lane", lane.orElseThrow()));
            if ("steady".equals(seen.get("sight")) && seen.get("age_ms") instanceof Long age && age < 1000) {
                return Optional.of(List.of(String.valueOf(seen.get("surface")), String.valueOf(seen.get("ambient"))));
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        err().println("The thermometer has no steady reading (" + seen.get("sight") + (seen.get("cause") == null ? "" : ", " + seen.get("cause"))
                + "): stand still before it and type the value again.");
        return Optional.empty();
    }
}
