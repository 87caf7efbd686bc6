package io.campusgate.report;

import io.campusgate.report.DailyReport.Place;
import io.campusgate.store.WhitelistFolder;
import java.nio.file.Path;

/// What is read out of a gate's journal by all who show it, so that each is read once. Thread-safe.
public record JournalViews(Today today, IncidentLog incidents, Reports reports) {

    public static JournalViews of(Path store, Place site, WhitelistFolder whitelist) {
        return new JournalViews(new Today(store, site, whitelist), new IncidentLog(store), new Reports(store, site, whitelist));
    }
}
