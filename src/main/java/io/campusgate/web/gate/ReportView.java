package io.campusgate.web.gate;

import io.campusgate.report.ReportTables;
import java.util.List;
import java.util.Map;

/// A daily report laid out for its page, taken while nothing changes it.
///
/// @param head label and value in turn
public record ReportView(String title, String place, List<Map.Entry<String, String>> head, List<String> sentences, List<ReportTables.Table> tables) {
    static ReportView of(ReportTables t) {
        return new ReportView(t.title(), t.place(), t.head(), t.sentences(), t.all());
    }
}
