package io.campusgate.store;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Which events are looked for; all that is said has to hold.
///
/// @param from   events at or after this moment
/// @param to     events before this moment
/// @param equal  members that have exactly this value
/// @param text   each word of it occurs in some value of the event (type, outcome, reason, lane, person, card, details,
///               temperature to the tenth), whatever the case of A to Z
/// @param celsiusAtLeast measured, and not below this
/// @param before only seqs below this one; for the next page
/// @param limit  the newest so many
public record EventFilter(Optional<Instant> from, Optional<Instant> to, Map<Field, String> equal, Optional<String> text,
                          Optional<BigDecimal> celsiusAtLeast, long before, int limit) {

    /// What can be asked for exactly. `PERSON` is an id or a name.
    public enum Field { PERSON, GROUP, TYPE, OUTCOME, REASON, LANE }

    public EventFilter {
        equal = Map.copyOf(equal);
        if (limit < 1) {
            throw new IllegalArgumentException("a limit is at least 1, not " + limit);
        }
    }

    /// The newest `limit` events, whatever they are.
    public static EventFilter newest(int limit) {
        return new EventFilter(Optional.empty(), Optional.empty(), Map.of(), Optional.empty(), Optional.empty(), Long.MAX_VALUE, limit);
    }

    public EventFilter where(Field field, String value) {
        Map<Field, String> more = new EnumMap<>(Field.class);
        more.putAll(equal);
        more.put(field, value);
        return new EventFilter(from, to, more, text, celsiusAtLeast, before, limit);
    }

    public EventFilter between(Optional<Instant> start, Optional<Instant> end) {
        return new EventFilter(start, end, equal, text, celsiusAtLeast, before, limit);
    }

    public EventFilter containing(String words) {
        return new EventFilter(from, to, equal, Optional.of(words), celsiusAtLeast, before, limit);
    }

    public EventFilter atLeast(BigDecimal celsius) {
        return new EventFilter(from, to, equal, text, Optional.of(celsius), before, limit);
    }

    public EventFilter before(long seq) {
        return new EventFilter(from, to, equal, text, celsiusAtLeast, seq, limit);
    }

    /// Whether no event is left out, but for the limit.
    public boolean isEverything() {
        return from.isEmpty() && to.isEmpty() && equal.isEmpty() && words().isEmpty() && celsiusAtLeast.isEmpty();
    }

    /// The words of [#text], folded.
    List<String> words() {
        return text.map(t -> List.of(fold(t).strip().split("\\s+"))).orElse(List.of()).stream().filter(w -> !w.isEmpty()).toList();
    }

    /// Whether only [#equal] leaves events out, of which the index knows all.
    boolean isOfFields() {
        return from.isEmpty() && to.isEmpty() && words().isEmpty() && celsiusAtLeast.isEmpty();
    }

    /// Whether `event` is among those looked for; the limit has no say.
    public boolean matches(Stored event) {
        return matches(new Found(event));
    }

    boolean matches(Found found) {
        return isEverything() && found.event().seq() < before || matches(found.fields());
    }

    private boolean matches(EventFields event) {
        return event.seq() < before && isInTime(event)
                && equal.entrySet().stream().allMatch(e -> has(event, e.getKey(), e.getValue()))
                && celsiusAtLeast.filter(least -> event.number(EventTerm.Kind.CELSIUS.path).filter(c -> c.compareTo(least) >= 0).isEmpty()).isEmpty()
                && containsWords(event);
    }

    private boolean isInTime(EventFields event) {
        if (from.isEmpty() && to.isEmpty()) {
            return true;
        }
        return event.time().filter(at -> from.filter(at::isBefore).isEmpty() && to.filter(end -> !at.isBefore(end)).isEmpty()).isPresent();
    }

    private static boolean has(EventFields event, Field field, String value) {
        return EventTerm.Kind.of(field).stream().anyMatch(kind -> event.text(kind.path).filter(value::equals).isPresent());
    }

    private boolean containsWords(EventFields event) {
        List<String> words = words();
        if (words.isEmpty()) {
            return true;
        }
        List<String> values = EventTerm.of(event).stream().map(term -> fold(term.text())).toList();
        return words.stream().allMatch(word -> values.stream().anyMatch(value -> value.contains(word)));
    }

    /// A to Z made small and nothing else, as SQLite's LIKE compares.
    static String fold(String text) {
        return text.chars().allMatch(c -> c < 128) ? text.toLowerCase(Locale.ROOT)
                : text.codePoints().map(c -> c >= 'A' && c <= 'Z' ? c + 32 : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }
}
