package io.campusgate.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// A filter in the words of the index.
///
/// @param match what the postings have to hold; empty if the index cannot narrow the filter down
/// @param spans where events may lie that match, in seq order
record IndexQuery(String match, List<Span> spans) {
    /// A word that occurs in more values than these narrows little and is left to the comparison with the text.
    private static final int VALUES_NARROW = 300;
    /// Letters in a row by which the index knows its words.
    private static final int SPELT = 3;

    /// From `first` to `last`, both included.
    record Span(long first, long last) {}

    /// @param first events before this one are not looked for
    /// @param last  events behind this one are not looked for
    /// @return empty if no indexed event can match
    static Optional<IndexQuery> of(Database db, EventFilter filter, long first, long last) {
        List<String> all = new ArrayList<>();
        List<Long> few = new ArrayList<>();
        for (Map.Entry<EventFilter.Field, String> wanted : filter.equal().entrySet()) {
            List<EventTerm.Kind> kinds = EventTerm.Kind.of(wanted.getKey());
            String letters = kinds.stream().map(kind -> "'" + kind.letter + "'").collect(Collectors.joining(","));
            List<Long> ids = db.list("SELECT id FROM word WHERE field IN (" + letters + ") AND text = ?", row -> row.number(1), wanted.getValue());
            if (ids.isEmpty()) {
                return Optional.empty();
            }
            all.add(anyOf(ids));
            if (kinds.stream().allMatch(EventTerm.Kind::isOfFewValues)) {
                few.addAll(ids);
            }
        }
        if (filter.celsiusAtLeast().isPresent()) {
            List<Long> ids = db.list("SELECT id FROM word WHERE field = ? AND CAST(text AS REAL) >= CAST(? AS REAL)", row -> row.number(1),
                    EventTerm.Kind.CELSIUS.letter, EventTerm.tenths(filter.celsiusAtLeast().get()));
            if (ids.isEmpty()) {
                return Optional.empty();
            }
            all.add(anyOf(ids));
        }
        for (String word : filter.words()) {
            List<Long> ids = having(db, word);
            if (ids.isEmpty()) {
                return Optional.empty();
            }
            if (ids.size() <= VALUES_NARROW) {
                all.add(anyOf(ids));
            }
        }
        long from = Math.max(first, filter.from().map(at -> firstSeq(db, at)).orElse(1L));
        long to = Math.min(last, filter.to().map(at -> lastSeq(db, at)).orElse(Long.MAX_VALUE));
        return from > to ? Optional.empty() : Optional.of(new IndexQuery(String.join(" AND ", all), spans(db, few, from, to)));
    }

    /// Where all of `words` have met, each two of them in some event of the same era.
    private static List<Span> spans(Database db, List<Long> words, long first, long last) {
        if (words.size() < 2) {
            return List.of(new Span(first, last));
        }
        NavigableSet<Long> eras = LongStream.rangeClosed(first / EventIndex.ERA, last / EventIndex.ERA).boxed().collect(Collectors.toCollection(TreeSet::new));
        for (long one : words) {
            for (long other : words) {
                if (one < other && !eras.isEmpty()) {
                    eras.retainAll(db.list("SELECT era FROM met WHERE one = ? AND other = ? AND era BETWEEN ? AND ?", row -> row.number(1),
                            one, other, eras.first(), eras.last()));
                }
            }
        }
        List<Span> spans = new ArrayList<>();
        for (long era : eras) {
            Span next = new Span(Math.max(first, era * EventIndex.ERA), Math.min(last, era * EventIndex.ERA + EventIndex.ERA - 1));
            boolean goesOn = !spans.isEmpty() && spans.getLast().last + 1 == next.first;
            spans.add(goesOn ? new Span(spans.removeLast().first, next.last) : next);
        }
        return spans;
    }

    private static long firstSeq(Database db, Instant from) {
        return db.first("SELECT id FROM block WHERE to_millis >= ? ORDER BY id LIMIT 1", row -> row.number(1) * EventIndex.BLOCK, from.toEpochMilli())
                .orElse(Long.MAX_VALUE);
    }

    private static long lastSeq(Database db, Instant to) {
        return db.first("SELECT id FROM block WHERE from_millis < ? ORDER BY id DESC LIMIT 1",
                row -> row.number(1) * EventIndex.BLOCK + EventIndex.BLOCK - 1, to.toEpochMilli()).orElse(0L);
    }

    /// The values in which `word` occurs, but not many more than narrow anything.
    private static List<Long> having(Database db, String word) {
        String like = "text LIKE ? ESCAPE '\\' LIMIT ?";
        return word.codePointCount(0, word.length()) < SPELT
                ? db.list("SELECT id FROM word WHERE " + like, row -> row.number(1), anywhere(word), VALUES_NARROW + 1)
                : db.list("SELECT id FROM spelling JOIN word ON id = spelling.rowid WHERE spelling MATCH ? AND word." + like, row -> row.number(1),
                        '"' + word.replace("\"", "\"\"") + '"', anywhere(word), VALUES_NARROW + 1);
    }

    /// SQLite's LIKE makes no difference between A and a, as [EventFilter#fold] does not.
    private static String anywhere(String word) {
        return "%" + word.replaceAll("([\\\\%_])", "\\\\$1") + "%";
    }

    private static String anyOf(List<Long> words) {
        return words.stream().map(String::valueOf).collect(Collectors.joining(" OR ", "(", ")"));
    }
}
