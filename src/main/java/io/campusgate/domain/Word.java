package io.campusgate.domain;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// An enum constant that is spelled the same everywhere: its name in lower case.
public interface Word {
    String name();

    int ordinal();

    /// The spelling in files, topics, pages and the journal: `FORCED_OPEN` is `forced_open`.
    default String word() {
        return Spelling.OF.get(getClass()).words[ordinal()];
    }

    /// The constant with this word; empty if there is none. Case matters: the words are part of a contract.
    static <E extends Enum<E> & Word> Optional<E> of(Class<E> type, String word) {
        return Optional.ofNullable(Spelling.OF.get(type).constants.get(word)).map(type::cast);
    }

    /// All words of `type`, for messages: `in, out`.
    static <E extends Enum<E> & Word> String list(Class<E> type) {
        return String.join(", ", Spelling.OF.get(type).words);
    }

    /// The words of one enum, spelled once: they are asked for with every record and every tap.
    final class Spelling {
        private static final ClassValue<Spelling> OF = new ClassValue<>() {
            @Override protected Spelling computeValue(Class<?> type) {
                return new Spelling(type.getEnumConstants() == null ? type.getSuperclass() : type);   // a constant may have a body
            }
        };

        private final String[] words;
        private final Map<String, Object> constants = new LinkedHashMap<>();

        private Spelling(Class<?> type) {
            Object[] all = type.getEnumConstants();
            words = Arrays.stream(all).map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT)).toArray(String[]::new);
            for (int i = 0; i < all.length; i++) {
                constants.put(words[i], all[i]);
            }
        }
    }
}
