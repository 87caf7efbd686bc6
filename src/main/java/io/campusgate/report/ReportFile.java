package io.campusgate.report;

import io.campusgate.domain.Word;
import java.io.IOException;
import java.io.OutputStream;

/// The forms in which a daily report is written. `XLSX` and `HTML` are for people, in the site's language; `CSV` is for
/// machines, with fixed English columns and words.
public enum ReportFile implements Word {
    XLSX("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") {
        @Override public void write(DailyReport report, Words words, OutputStream out) throws IOException {
            ReportBook.write(new ReportTables(report, words), out);
        }
    },
    CSV("text/csv; charset=utf-8") {
        @Override public void write(DailyReport report, Words words, OutputStream out) throws IOException {
            ReportCsv.write(report, out);
        }
    },
    HTML("text/html; charset=utf-8") {
        @Override public void write(DailyReport report, Words words, OutputStream out) throws IOException {
            ReportHtml.write(new ReportTables(report, words), words.locale(), out);
        }
    };

    private final String mediaType;

    ReportFile(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }

    /// Writes the whole file; `out` stays open.
    public abstract void write(DailyReport report, Words words, OutputStream out) throws IOException;

    /// `daily-2026-09-01.xlsx`; of a correction `daily-2026-09-01-correction-1.xlsx`.
    public String nameOf(DailyReport report) {
        return "daily-" + report.date() + (report.isCorrection() ? "-correction-" + (report.number() - 1) : "") + "." + word();
    }
}
