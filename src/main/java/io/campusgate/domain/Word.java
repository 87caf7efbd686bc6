package io.campusgate.domain;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// An enum constant that is spelled the same everywhere: its name in lower case.
public interface Word {
    String name();

    /// The spelling in files, topics, pages and the journal: `FORCED_OPEN` is `forced_open`.
    default String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The constant with this word; empty if there is none. Case matters: the words are part of a contract.
    static <E extends Enum<E> & Word> Optional<E> of(Class<E> type, String word) {
        return Arrays.stream(type.getEnumConstants()).filter(e -> e.word().equals(word)).findFirst();
    }

    /// All words of `type`, for messages: `in, out`.
    static <E extends Enum<E> & Word> String list(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(Word::word).collect(Collectors.joining(", "));
    }
}
