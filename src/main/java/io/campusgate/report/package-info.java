/// What the journal tells people: the day's report, who is inside, contacts, incidents, and files for spreadsheets.
///
/// - Start at [Today] (the running counts of a day) and [DailyReport]; [Contacts] and [IncidentLog] stand by themselves, and
///   [EventExport] writes events to files.
/// - May use: `java.*`, `io.campusgate.domain`, `decision` (when a day begins), `store`, and alone in the program fastexcel's
///   writer. Used by: `daemon`, `web`, `cli`. All of it reads the journal and writes none.
/// - To count something new: a fold over events in [DayCounts], a section in [ReportTables], its rows in `DailyReportTest`.
@NullMarked
package io.campusgate.report;

import org.jspecify.annotations.NullMarked;
