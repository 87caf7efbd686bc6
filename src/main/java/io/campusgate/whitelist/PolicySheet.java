package io.campusgate.whitelist;

import io.campusgate.whitelist.RawTable.Nature;
import io.campusgate.whitelist.RawTable.Row;
import io.campusgate.whitelist.RawTable.Unreadable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The policy of a workbook: a sheet whose rows hold a key of `policy.toml`, such as `screening.threshold-celsius`, and
/// its value; several values are separated by `;`. Turned into the text of such a file, line by row.
final class PolicySheet {
    private static final Column KEY = Column.required("key", "键", "参数").holding("a key of policy.toml, such as screening.threshold-celsius",
            "policy.toml 中的键，如 screening.threshold-celsius");
    private static final Column VALUE = Column.required("value", "值", "取值").holding("its value; several separated by ;", "值，多个用 ; 分隔");
    static final TableForm FORM = new TableForm("policy", List.of("策略", "参数"), List.of(KEY, VALUE));

    private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
    /// Keys that take a list even if it has one item.
    private static final Pattern LIST_KEY = Pattern.compile("screening\\.required\\..+|screening\\.ambient|(access\\.)?pass-modes");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

    private final String sheet;
    private final List<String> lines = new ArrayList<>();
    private final List<Long> rows = new ArrayList<>();
    private int valueColumn;

    private PolicySheet(String sheet) {
        this.sheet = sheet;
    }

    static PolicySheet read(SheetTable table, WhitelistSource.Sink sink) throws IOException, Unreadable {
        PolicySheet policy = new PolicySheet(table.file());
        Optional<Row> first = table.next();
        Optional<Header> header = first.isEmpty() ? Optional.empty() : Header.read(table, first.get(), FORM.columns(), sink::problem);
        if (header.isPresent()) {
            policy.valueColumn = header.get().indexOf(VALUE);
            for (Optional<Row> row = table.next(); row.isPresent(); row = table.next()) {
                policy.line(new Cells(header.get(), row.get(), sink::problem), row.get().nature(policy.valueColumn));
            }
        }
        return policy;
    }

    private void line(Cells cells, Nature nature) {
        String key = cells.required(KEY, KEY.holds());
        String value = cells.required(VALUE, VALUE.holds());
        if (cells.isSound() && !PLAIN_KEY.matcher(key).matches()) {
            cells.problem(KEY, key, KEY.holds());
        }
        if (cells.isSound()) {
            lines.add(key + " = " + toml(key, value, nature));
            rows.add(cells.row());
        }
    }

    private static String toml(String key, String value, Nature nature) {
        if (value.startsWith("[") || value.startsWith("\"")) {
            return value;   // as policy.toml has it
        }
        List<String> items = Cells.items(value);
        return LIST_KEY.matcher(key).matches() || items.size() > 1
                ? items.stream().map(item -> scalar(item, nature)).collect(Collectors.joining(", ", "[", "]")) : scalar(value, nature);
    }

    /// Kinds and modes may be written in Chinese.
    private static String scalar(String value, Nature nature) {
        if (nature == Nature.NUMBER || NUMBER.matcher(value).matches() || value.equals("true") || value.equals("false")) {
            return value;
        }
        String word = Spellings.KIND.english(value).or(() -> Spellings.MODE.english(value)).orElse(value);
        return '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    String toml() {
        return String.join("\n", lines);
    }

    /// A problem with a line of the text, at the cell it came from.
    Problem placed(Problem problem) {
        long row = problem.row() >= 1 && problem.row() <= rows.size() ? rows.get((int) problem.row() - 1) : 0;
        return new Problem(sheet, row, problem.column(), problem.value(), problem.wanted(), row == 0 ? "" : SheetTable.cellName(sheet, row, valueColumn));
    }
}
