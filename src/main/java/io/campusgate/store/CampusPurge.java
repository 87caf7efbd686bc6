package io.campusgate.store;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// Cuts out of a campus's record what has been kept long enough, in short transactions between which events are taken. The
/// digests stay, so that each journal still verifies in full. In a SQLite file the old text is overwritten and the write-ahead
/// log truncated; a PostgreSQL server gives up the old rows with its next vacuum. Belongs to the store's thread; several
/// consoles may do it at once.
public final class CampusPurge {
    /// When something is too old: milliseconds since 1970.
    record Limits(long whoBefore, long healthBefore) {
        static final Limits NONE = new Limits(Long.MIN_VALUE, Long.MIN_VALUE);

        /// The text of an event without what it is too old for.
        String cut(long atMillis, String text) {
            String without = atMillis < whoBefore ? EventParts.of(text).without("who") : text;
            return atMillis < healthBefore ? EventParts.of(without).without("health") : without;
        }
    }

    /// How many events lost their part so far, and how many findings their text.
    public record Counts(long who, long health, long findings) {
        public boolean isNothing() {
            return who == 0 && health == 0 && findings == 0;
        }
    }

    /// A journal whose part is looked for.
    private record Place(long journal, String part, long before, long stored, long cut) {}

    private record Event(long seq, long atMillis, String text) {}

    private final Sql sql;
    private final Limits limits;
    private final Iterator<Place> places;
    private Optional<Search> search = Optional.empty();
    private long who;
    private long health;
    private long findings;

    CampusPurge(Sql sql, Limits limits) {
        this.sql = sql;
        this.limits = limits;
        List<Place> all = new ArrayList<>(places("who", limits.whoBefore()));
        all.addAll(places("health", limits.healthBefore()));
        this.places = all.iterator();
    }

    private List<Place> places(String part, long before) {
        return sql.list("SELECT j.id, j.stored, coalesce(p.seq, 0) FROM journal j LEFT JOIN purged p ON p.journal = j.id AND p.part = ? ORDER BY j.id",
                row -> new Place(row.number(1), part, before, row.number(2), row.number(3)), part);
    }

    /// Looks at up to `max` events in one short transaction, or ends the purge.
    ///
    /// @return whether there is more to do
    public boolean step(int max) {
        if (search.isEmpty() && places.hasNext()) {
            search = Optional.of(new Search(places.next()));
        }
        if (search.isEmpty()) {
            finish();
            return false;
        }
        if (search.get().step(max)) {
            search = Optional.empty();
        }
        return true;
    }

    public Counts counts() {
        return new Counts(who, health, findings);
    }

    /// A finding shows an event that was not stored, or not as it should be: its text goes as a whole.
    private void finish() {
        findings += sql.update("UPDATE finding SET text = '' WHERE at_millis < ? AND text <> ''", Math.max(limits.whoBefore(), limits.healthBefore()));
        if (!counts().isNothing()) {
            sql.overwritePurged();
        }
    }

    private final class Search {
        private final Place place;
        private long at;
        private long done;   // up to here it is for good: what is missing may still come, and so is looked for again
        private int young;
        private boolean unbroken = true;   // all old until here

        Search(Place place) {
            this.place = place;
            this.at = place.cut();
            this.done = place.cut();
        }

        /// @return whether that was all
        boolean step(int max) {
            List<Event> events = sql.list("SELECT seq, at_millis, text FROM event WHERE journal = ? AND seq > ? ORDER BY seq LIMIT " + max,
                    row -> new Event(row.number(1), row.number(2), row.text(3)), place.journal(), at);
            List<Object[]> cut = new ArrayList<>();
            long doneBefore = done;
            for (Event e : events) {
                boolean old = e.atMillis() < place.before();
                young = old ? 0 : young + 1;
                EventParts parts = EventParts.of(e.text());
                if (old && parts.has(place.part())) {
                    cut.add(new Object[] {parts.without(place.part()), place.journal(), e.seq()});
                }
                unbroken &= old;
                if (unbroken && e.seq() <= place.stored()) {
                    done = e.seq();
                }
                at = e.seq();
            }
            if (!cut.isEmpty() || done > doneBefore) {
                sql.inTransaction(() -> {
                    sql.updateEach("UPDATE event SET text = ? WHERE journal = ? AND seq = ?", cut);
                    return sql.update("INSERT INTO purged (journal, part, seq) VALUES (?, ?, ?) ON CONFLICT (journal, part) DO UPDATE SET seq = excluded.seq", place.journal(), place.part(), done);
                });
            }
            if (place.part().equals("who")) {
                who += cut.size();
            } else {
                health += cut.size();
            }
            return events.size() < max || young >= Purge.YOUNG_ENOUGH;
        }
    }
}
