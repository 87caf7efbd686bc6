package io.campusgate.domain;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// An enum constant that is spelled the same everywhere: its name in lower case.
public interface Word {
    String name();

    int ordinal();

    /// The spelling in files, topics, pages and the journal: `FORCED_OPEN` is `forced_open`.
    default String word() {
        return Spelling.NAMES.get(getClass())[ordinal()];
    }

    /// The constant with this word; empty if there is none. Case matters: the words are part of a contract.
    static <E extends Enum<E> & Word> Optional<E> of(Class<E> type, String word) {
        return Optional.ofNullable(Spelling.CONSTANTS.get(type).get(word)).map(type::cast);
    }

    /// All words of `type`, for messages: `in, out`.
    static <E extends Enum<E> & Word> String list(Class<E> type) {
        return String.join(", ", Spelling.CONSTANTS.get(type).keySet());
    }

    /// The words of each enum, spelled once: they are asked for with every record and every tap.
    final class Spelling {
        /// What the constants are called, in their order, unless they say otherwise.
        private static final ClassValue<String[]> NAMES = new ClassValue<>() {
            @Override protected String[] computeValue(Class<?> type) {
                return Arrays.stream(constants(type)).map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT)).toArray(String[]::new);
            }
        };

        /// The constants by what they say of themselves.
        private static final ClassValue<Map<String, Object>> CONSTANTS = new ClassValue<>() {
            @Override protected Map<String, Object> computeValue(Class<?> type) {
                Map<String, Object> constants = new LinkedHashMap<>();
                for (Object constant : constants(type)) {
                    constants.put(((Word) constant).word(), constant);
                }
                return constants;
            }
        };

        private static Object[] constants(Class<?> type) {
            Class<?> whole = type.getEnumConstants() == null ? type.getSuperclass() : type;   // a constant may have a body
            return Objects.requireNonNull(whole.getEnumConstants(), "a word is a constant of an enum");
        }

        private Spelling() {}
    }
}
