package io.campusgate.report;

import io.campusgate.report.DailyReport.Place;
import io.campusgate.store.EventFields;
import io.campusgate.store.EventFilter;
import io.campusgate.store.EventFilter.Field;
import io.campusgate.store.EventSearch;
import io.campusgate.store.JournalReader;
import io.campusgate.store.Stored;
import io.campusgate.store.WhitelistFolder;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Makes the daily reports out of a journal, and knows which were issued: the journal says so itself. Reads beside a running
/// daemon. Safe for many threads; each call opens the journal anew.
public final class Reports {
    /// What the event of an issue says under `what`.
    private static final String WHAT = "daily_report";
    /// Nobody types in later what is older.
    private static final Duration CORRECTED_WITHIN = Duration.ofDays(14);

    /// So long after an entry the door tells whether anybody went through.
    private static final Duration PASSAGE_WITHIN = Duration.ofMinutes(1);

    private final Path store;
    private final Place site;
    private final WhitelistFolder whitelist;

    /// A report that was issued: written to the folder, and noted in the journal under `seq`.
    ///
    /// @param number from 1, for each date
    /// @param until  until when it counted
    public record Issue(LocalDate date, int number, Instant until, long seq) {
        /// The details of the event `operator exported` that notes it.
        public Map<String, Object> details(String by) {
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("what", WHAT);
            details.put("date", date.toString());
            details.put("number", number);
            details.put("until", until.toString());
            details.put("by", by);
            return details;
        }
    }

    public Reports(Path store, Place site, WhitelistFolder whitelist) {
        this.store = store;
        this.site = site;
        this.whitelist = whitelist;
    }

    /// The report of `date` as it would be issued now, with the number it would have.
    ///
    /// @param until what happened from this moment on does not count
    public DailyReport daily(LocalDate date, Instant until, Instant now) {
        try (EventSearch search = EventSearch.open(store)) {
            DayCounts counts = new DayCounts(date, site.zone(), until, whitelist.rulebook().screening()::requires);
            Instant end = counts.until().isBefore(now) ? counts.until() : now;
            Occupancy occupancy = new Occupancy(site.zone());
            Consumer<Stored> both = event -> {
                counts.accept(event);
                occupancy.accept(event);
            };
            Instant dayStart = date.atStartOfDay(site.zone()).toInstant();
            Instant occupied = Occupancy.countsSince(end.minusMillis(1), site.zone());
            each(search, all().between(Optional.of(occupied.isBefore(dayStart) ? occupied : dayStart), Optional.of(end)), both);
            each(search, all().between(Optional.of(end), Optional.of(end.plus(PASSAGE_WITHIN))).where(Field.TYPE, "passage"), counts::accept);
            late(search, end).stream().filter(event -> happenedAt(event).filter(end::isAfter).isPresent()).forEach(both);
            return DailyReport.of(site, date, now, issues(search, date).size() + 1, whitelist, counts, occupancy.inside(end.minusMillis(1)));
        }
    }

    /// When the first event of the journal happened; empty if there is none.
    public Optional<Instant> began() {
        try (JournalReader journal = JournalReader.open(store)) {
            return journal.after(0, 1).stream().findFirst().flatMap(first -> EventFields.of(first).time());
        }
    }

    /// What was issued for `date`, the first issue first.
    public List<Issue> issues(LocalDate date) {
        try (EventSearch search = EventSearch.open(store)) {
            return issues(search, date);
        }
    }

    /// The days whose last issue lacks an entry that was typed in since, the oldest first.
    public Set<LocalDate> toBeCorrected(Instant now) {
        Set<LocalDate> days = new LinkedHashSet<>();
        try (EventSearch search = EventSearch.open(store)) {
            for (Stored entry : late(search, now.minus(CORRECTED_WITHIN))) {
                happenedAt(entry).ifPresent(at -> {
                    LocalDate day = at.atZone(site.zone()).toLocalDate();
                    List<Issue> issues = issues(search, day);
                    if (!issues.isEmpty() && issues.getLast().seq() < entry.seq() && at.isBefore(issues.getLast().until())) {
                        days.add(day);
                    }
                });
            }
        }
        return days;
    }

    private static List<Issue> issues(EventSearch search, LocalDate date) {
        List<Issue> issues = new ArrayList<>();
        each(search, all().where(Field.TYPE, "operator").where(Field.OUTCOME, "exported").containing(WHAT + " " + date),
                event -> issue(event).filter(i -> i.date().equals(date)).ifPresent(issues::add));
        return issues;
    }

    private static Optional<Issue> issue(Stored event) {
        EventFields e = EventFields.of(event);
        try {
            return e.text("date").filter(_ -> e.says("what", WHAT)).map(LocalDate::parse).flatMap(date -> e.number("number").flatMap(number ->
                    e.text("until").map(Instant::parse).map(until -> new Issue(date, number.intValue(), until, event.seq()))));
        } catch (DateTimeException e1) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> happenedAt(Stored entry) {
        return Movement.of(EventFields.of(entry)).filter(Movement::late).map(Movement::at);
    }

    /// Entries that were typed in from `since` on, whenever they happened.
    private static List<Stored> late(EventSearch search, Instant since) {
        List<Stored> late = new ArrayList<>();
        each(search, all().between(Optional.of(since), Optional.empty()).where(Field.TYPE, "entry").containing("late"), late::add);
        return late;
    }

    /// The first event that happened at `from` or later; behind the newest if there is none.
    static long firstSeq(Path store, Instant from) {
        try (EventSearch search = EventSearch.open(store)) {
            long[] first = {search.lastSeq() + 1};
            search.eachOldestFirst(all().between(Optional.of(from), Optional.empty()), 1, event -> {
                first[0] = event.seq();
                return false;
            });
            return first[0];
        }
    }

    private static EventFilter all() {
        return EventFilter.newest(Integer.MAX_VALUE);
    }

    private static void each(EventSearch search, EventFilter filter, Consumer<Stored> reader) {
        search.eachOldestFirst(filter, 1, event -> {
            reader.accept(event);
            return true;
        });
    }
}
