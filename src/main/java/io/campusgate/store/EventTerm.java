package io.campusgate.store;

import io.campusgate.store.EventFilter.Field;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// One value by which an event can be found.
record EventTerm(Kind kind, String text) {

    /// Which member it is of; the letter is what the index stores.
    enum Kind {
        TYPE("t", "type"), OUTCOME("o", "outcome"), REASON("r", "reason"), LANE("l", "lane"),
        PERSON_ID("p", "who.person.id"), NAME("n", "who.person.name"), GROUP("g", "who.person.group"),
        PERSON_KIND("k", "who.person.kind"), CREDENTIAL("c", "who.credential.number"),
        /// In whole tenths of a degree, rounded down.
        CELSIUS("h", "health.celsius"), DETAIL("d", "");

        final String letter;
        final String path;

        Kind(String letter, String path) {
            this.letter = letter;
            this.path = path;
        }

        /// @param letter as the index stores it
        static Kind of(String letter) {
            return Arrays.stream(values()).filter(kind -> kind.letter.equals(letter)).findFirst().orElseThrow(() -> new IllegalArgumentException("no kind of term: " + letter));
        }

        /// Whether it is in the part `who` or `health`, and so forgotten when that is purged.
        boolean isOf(String part) {
            return path.startsWith(part + ".");
        }

        /// Whether so few values are in use that the index notes which of them met.
        boolean isOfFewValues() {
            return switch (this) {
                case TYPE, OUTCOME, REASON, LANE, GROUP -> true;
                case PERSON_ID, NAME, PERSON_KIND, CREDENTIAL, CELSIUS, DETAIL -> false;
            };
        }

        /// The kinds in which a filter's field is looked up.
        static List<Kind> of(Field field) {
            return switch (field) {
                case PERSON -> List.of(PERSON_ID, NAME);
                case GROUP -> List.of(GROUP);
                case TYPE -> List.of(TYPE);
                case OUTCOME -> List.of(OUTCOME);
                case REASON -> List.of(REASON);
                case LANE -> List.of(LANE);
            };
        }
    }

    /// All values of `event` that can be found; of a detail that is true, its name.
    static List<EventTerm> of(EventFields event) {
        List<EventTerm> terms = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            Optional<String> text = kind == Kind.CELSIUS ? event.number(kind.path).map(EventTerm::tenths) : event.text(kind.path);
            text.filter(t -> !t.isEmpty()).ifPresent(t -> terms.add(new EventTerm(kind, t)));
        }
        event.each((path, text, isString) -> {
            if (!EventFields.isFixed(path) && !text.isEmpty() && (isString || text.equals("true"))) {
                terms.add(new EventTerm(Kind.DETAIL, isString ? text : path));
            }
        });
        return terms;
    }

    /// In which tenth of a degree a temperature lies: `36.59` in `36.5`.
    static String tenths(BigDecimal celsius) {
        return celsius.setScale(1, RoundingMode.FLOOR).toPlainString();
    }
}
