package io.campusgate.daemon;

import io.campusgate.config.GateConfig;
import io.campusgate.domain.ClockState;
import io.campusgate.domain.EventType;
import io.campusgate.report.DailyReport;
import io.campusgate.report.ReportFile;
import io.campusgate.report.Reports;
import io.campusgate.report.Reports.Issue;
import io.campusgate.report.Words;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Issues the daily report: writes it to its folder in all forms, and notes number and date in the journal. By itself at the
/// cut-off, also for days on which the gate was off then; and anew, with the next number, when entries were typed in since.
/// Thread-safe; blocks whoever calls.
final class ReportDesk {
    private static final Logger LOG = LoggerFactory.getLogger(ReportDesk.class);
    private static final int DAYS_BACK = 7;
    private static final String ITSELF = "campus-gate";

    private final GateConfig config;
    private final Campus campus;
    private final GateClock clock;
    private final Reports reports;
    private final Words words;
    private LocalDate done = LocalDate.MIN;
    private String told = "";

    ReportDesk(GateConfig config, Campus campus, GateClock clock, Reports reports) {
        this.config = config;
        this.campus = campus;
        this.clock = clock;
        this.reports = reports;
        this.words = new Words(config.site().language());
    }

    /// Issues what is due and was not issued yet. A clock that cannot be trusted does not know which day it is.
    synchronized void issueWhatIsDue() {
        GateClock.Stamp now = clock.now();
        LocalDate today = LocalDate.ofInstant(now.time(), zone());
        if (config.report().folder().isEmpty() || now.clock() != ClockState.SYNCED || !done.isBefore(today) || now.time().isBefore(cutOff(today))) {
            return;
        }
        try {
            Optional<Instant> began = reports.began();
            List<LocalDate> due = new ArrayList<>();
            for (LocalDate date = today.minusDays(DAYS_BACK); !date.isAfter(today); date = date.plusDays(1)) {
                if (began.filter(cutOff(date)::isAfter).isPresent() && reports.issues(date).isEmpty()) {
                    due.add(date);
                }
            }
            due.addAll(reports.toBeCorrected(now.time()));
            for (LocalDate date : due) {
                issue(date, cutOff(date), ITSELF);
            }
            done = today;
            told = "";
        } catch (ControlClient.Refused e) {
            if (!told.equals(e.getMessage())) {
                told = String.valueOf(e.getMessage());
                LOG.error("the daily report is not written, and is tried again: {}", told);
            }
        }
    }

    /// @param arguments `by`, and if one likes `date` and `until` (a time of day; else the cut-off, or now if that is to come)
    Map<String, Object> issue(Map<String, Object> arguments) throws ControlClient.Refused {
        String by = ControlOrders.text(arguments, "by");
        Instant now = clock.now().time();
        try {
            LocalDate date = arguments.containsKey("date") ? LocalDate.parse(ControlOrders.text(arguments, "date")) : LocalDate.ofInstant(now, zone());
            Instant until = arguments.containsKey("until") ? date.atTime(LocalTime.parse(ControlOrders.text(arguments, "until"))).atZone(zone()).toInstant()
                    : cutOff(date);
            if (date.atStartOfDay(zone()).toInstant().isAfter(now)) {
                throw new ControlClient.Refused("the day " + date + " has not begun", date + " 还没有开始");
            }
            synchronized (this) {
                Issue issue = issue(date, until.isBefore(now) ? until : now, by);
                return Drafts.details("date", date.toString(), "number", issue.number(), "until", issue.until().toString(), "folder", folder().toString());
            }
        } catch (DateTimeException e) {
            throw new ControlClient.Refused("a date reads 2026-09-01 and a time of day 09:00: " + e.getMessage(), "日期应写作 2026-09-01，时刻应写作 09:00");
        }
    }

    private Issue issue(LocalDate date, Instant until, String by) throws ControlClient.Refused {
        Path folder = folder();
        DailyReport report = reports.daily(date, until, clock.now().time());
        try {
            Files.createDirectories(folder);
            for (ReportFile form : ReportFile.values()) {
                write(report, form, folder.resolve(form.nameOf(report)));
            }
        } catch (IOException e) {
            throw new ControlClient.Refused("the report cannot be written to " + folder + ": " + e, "无法把日报写入 " + folder + "：" + e);
        }
        Issue issue = new Issue(date, report.number(), report.counts().until(), 0);
        ControlOrders.await(campus.record(campus.drafts().of(EventType.OPERATOR, "exported", Optional.empty(), issue.details(by)), List.of()));
        LOG.info("daily report {} number {} is in {}", date, issue.number(), folder);
        return issue;
    }

    /// Whole or not at all, and not for everybody to read: it names people.
    private void write(DailyReport report, ReportFile form, Path target) throws IOException {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        Files.deleteIfExists(part);
        Files.createFile(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
        try (OutputStream out = Files.newOutputStream(part)) {
            form.write(report, words, out);
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path folder() throws ControlClient.Refused {
        return config.report().folder().orElseThrow(() -> new ControlClient.Refused("the configuration names no folder for reports: [report] folder = …",
                "配置中没有日报文件夹：[report] folder = …"));
    }

    private Instant cutOff(LocalDate date) {
        return date.atTime(config.report().cutOff()).atZone(zone()).toInstant();
    }

    private ZoneId zone() {
        return config.site().timezone();
    }
}
