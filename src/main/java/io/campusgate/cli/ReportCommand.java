package io.campusgate.cli;

import io.campusgate.config.GateConfig;
import io.campusgate.daemon.WhitelistImport;
import io.campusgate.domain.Word;
import io.campusgate.report.DailyReport;
import io.campusgate.report.ReportFile;
import io.campusgate.report.ReportJson;
import io.campusgate.report.ReportTables;
import io.campusgate.report.Reports;
import io.campusgate.report.Words;
import io.campusgate.store.WhitelistFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `report …`
@Command(description = "What the day was like, for the office.", subcommands = ReportCommand.Daily.class)
final class ReportCommand extends GroupCommand {

    @Command(name = "daily", description = "The day in numbers and names: who came, fevers, refusals, visitors, who is inside, who was not seen.")
    static final class Daily extends GateCommand {
        @Option(names = "--date", paramLabel = "D", description = "Of this day, like 2026-09-01 (default: today).", converter = Converters.OfDate.class)
        private Optional<LocalDate> date = Optional.empty();
        @Option(names = "--until", paramLabel = "HH:MM", description = "Counts only what happened before (default: all of the day so far).",
                converter = Converters.OfTime.class)
        private Optional<LocalTime> until = Optional.empty();
        @Option(names = "--format", paramLabel = "FORMAT", description = "A file for others: xlsx, csv or html (default: a text to read).",
                converter = Converters.OfReportFile.class)
        private Optional<ReportFile> format = Optional.empty();
        @Option(names = "--out", paramLabel = "FILE", description = "Where to; without it: to standard output.")
        private Optional<Path> file = Optional.empty();
        @Option(names = "--issue", description = "Have the running gate write it to its folder, numbered and journaled; a second one is a correction.")
        private boolean issue;
        @Mixin private Operator operator;
        @Option(names = "--json", description = "One JSON object.")
        private boolean json;

        @Override public Integer call() throws Exception {
            GateConfig config = config();
            if (issue) {
                return issue(config);
            }
            ZoneId zone = config.site().timezone();
            Instant now = Instant.now();
            LocalDate day = date.orElseGet(() -> LocalDate.ofInstant(now, zone));
            Instant end = until.map(time -> day.atTime(time).atZone(zone).toInstant()).orElse(day.plusDays(1).atStartOfDay(zone).toInstant());
            try (WhitelistFolder whitelist = WhitelistFolder.view(config.store().path(), WhitelistImport.reading(config))) {
                DailyReport report = new Reports(config.store().path(), new DailyReport.Place(config.site().id(), config.site().gate(), zone), whitelist)
                        .daily(day, end.isBefore(now) ? end : now, now);
                print(config, report);
            }
            return ExitCode.DONE;
        }

        private int issue(GateConfig config) throws Exception {
            Map<String, Object> arguments = new LinkedHashMap<>();
            date.ifPresent(d -> arguments.put("date", d.toString()));
            until.ifPresent(t -> arguments.put("until", t.toString()));
            arguments.put("by", operator.name());
            Map<String, Object> reply = daemon(config).call("report_issue", arguments);
            answer(json, reply, "Wrote number " + reply.get("number") + " of " + reply.get("date") + " to " + reply.get("folder") + ".");
            return ExitCode.DONE;
        }

        private void print(GateConfig config, DailyReport report) throws IOException {
            Optional<ReportFile> form = format.or(() -> file.flatMap(Daily::formOf));
            Words words = new Words(config.site().language());
            if (json) {
                out().println(Json.text(ReportJson.of(report)));
            } else if (form.isPresent() && file.isPresent()) {
                writeFile(form.get(), report, words);
            } else if (form.isPresent()) {
                form.get().write(report, words, binaryOut());
            } else {
                text(new ReportTables(report, words));
            }
        }

        private static Optional<ReportFile> formOf(Path file) {
            String name = file.getFileName().toString();
            return Word.of(ReportFile.class, name.substring(name.lastIndexOf('.') + 1));
        }

        private void writeFile(ReportFile form, DailyReport report, Words words) {
            WholeFile.write(file.orElseThrow(), to -> form.write(report, words, to));
            err().println("Wrote " + file.get() + ".");
        }

        private void text(ReportTables tables) {
            out().println(tables.title() + "  " + tables.place());
            tables.head().forEach(line -> out().println("  " + Columns.fit(line.getKey(), 16) + line.getValue()));
            tables.sentences().forEach(sentence -> out().println("  " + sentence));
            tables.all().forEach(this::text);
        }

        private void text(ReportTables.Table table) {
            out().println();
            out().println(table.title() + (table.rows().isEmpty() ? ": 0" : ""));
            if (table.rows().isEmpty()) {
                return;
            }
            List<List<String>> rows = new ArrayList<>(List.of(table.columns()));
            table.rows().forEach(row -> rows.add(row.stream().map(cell -> Columns.printable(cell.toString())).toList()));
            int[] widths = new int[table.columns().size()];
            rows.forEach(row -> {
                for (int c = 0; c < widths.length; c++) {
                    widths[c] = Math.min(40, Math.max(widths[c], Columns.width(row.get(c))));
                }
            });
            for (List<String> row : rows) {
                StringJoiner line = new StringJoiner("  ", "  ", "");
                for (int c = 0; c < widths.length; c++) {
                    line.add(Columns.fit(row.get(c), widths[c]));
                }
                out().println(line.toString().stripTrailing());
            }
            table.note().ifPresent(note -> out().println("  " + note));
        }
    }
}
