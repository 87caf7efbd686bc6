package io.campusgate.report;

import io.campusgate.report.DailyReport.Place;
import io.campusgate.report.Occupancy.Inside;
import io.campusgate.store.JournalReader;
import io.campusgate.store.Stored;
import io.campusgate.store.WhitelistFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The day as it goes: its counts and who is inside, kept up with the journal. Reads what came since the last time it was
/// asked, the first time of a day all of that day; costs nothing while nobody asks. Thread-safe.
public final class Today {
    /// The people of the whitelist are counted again no more often than this.
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final int PAGE = 2_000;

    private final Path store;
    private final Place site;
    private final WhitelistFolder whitelist;
    private Optional<Day> day = Optional.empty();

    /// What has been counted of one date.
    private static final class Day {
        final LocalDate date;
        final DayCounts counts;
        final Occupancy occupancy;
        long readTo;
        Optional<DailyReport> report = Optional.empty();

        Day(LocalDate date, DayCounts counts, Occupancy occupancy, long readTo) {
            this.date = date;
            this.counts = counts;
            this.occupancy = occupancy;
            this.readTo = readTo;
        }

        void accept(Stored event) {
            counts.accept(event);
            occupancy.accept(event);
            readTo = event.seq();
        }
    }

    public Today(Path store, Place site, WhitelistFolder whitelist) {
        this.store = store;
        this.site = site;
        this.whitelist = whitelist;
    }

    /// Who is inside at `now`.
    public synchronized List<Inside> inside(Instant now) {
        return upToDate(now).occupancy.inside(now);
    }

    /// Hands the day's report so far to `reader`, which must not keep it: it changes.
    public synchronized <T> T report(Instant now, Function<DailyReport, T> reader) {
        Day d = upToDate(now);
        DailyReport report = d.report.filter(r -> r.made().plus(FRESH).isAfter(now) && !r.made().isAfter(now)).orElseGet(() ->
                DailyReport.of(site, d.date, now, 1, whitelist, d.counts, d.occupancy.inside(now)));
        d.report = Optional.of(report);
        return reader.apply(report);
    }

    private Day upToDate(Instant now) {
        LocalDate date = LocalDate.ofInstant(now, site.zone());
        try (JournalReader journal = JournalReader.open(store)) {
            Day d = day.filter(known -> known.date.equals(date) && known.readTo <= journal.lastSeq()).orElseGet(() -> begin(date, now));
            day = Optional.of(d);
            for (List<Stored> page = journal.after(d.readTo, PAGE); !page.isEmpty(); page = journal.after(d.readTo, PAGE)) {
                page.forEach(d::accept);
            }
            return d;
        }
    }

    /// A new day, from the first event that matters to it.
    private Day begin(LocalDate date, Instant now) {
        Instant midnight = date.atStartOfDay(site.zone()).toInstant();
        Instant occupied = Occupancy.countsSince(now, site.zone());
        DayCounts counts = new DayCounts(date, site.zone(), date.plusDays(1).atStartOfDay(site.zone()).toInstant(), whitelist.rulebook().screening()::requires);
        long first = Reports.firstSeq(store, occupied.isBefore(midnight) ? occupied : midnight);
        return new Day(date, counts, new Occupancy(site.zone()), first - 1);
    }
}
