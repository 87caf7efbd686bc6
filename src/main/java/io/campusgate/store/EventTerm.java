package io.campusgate.store;

import io.campusgate.store.EventFilter.Field;
import java.util.ArrayList;
import java.util.List;

/// One value by which an event can be found.
record EventTerm(Kind kind, String text) {

    /// Which member it is of; the letter is what the index stores.
    enum Kind {
        TYPE("t", "type"), OUTCOME("o", "outcome"), REASON("r", "reason"), LANE("l", "lane"),
        PERSON_ID("p", "who.person.id"), NAME("n", "who.person.name"), GROUP("g", "who.person.group"),
        PERSON_KIND("k", "who.person.kind"), CREDENTIAL("c", "who.credential.number"), DETAIL("d", "");

        final String letter;
        final String path;

        Kind(String letter, String path) {
            this.letter = letter;
            this.path = path;
        }

        /// Of a person, so forgotten when `who` is purged.
        boolean isPersonal() {
            return path.startsWith("who.");
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

    /// All values of `event` that can be found.
    static List<EventTerm> of(EventFields event) {
        List<EventTerm> terms = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            event.text(kind.path).filter(text -> !text.isEmpty()).ifPresent(text -> terms.add(new EventTerm(kind, text)));
        }
        event.details().forEach((path, text) -> {
            if (event.isString(path) && !text.isEmpty()) {
                terms.add(new EventTerm(Kind.DETAIL, text));
            }
        });
        return terms;
    }
}
