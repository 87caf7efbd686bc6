package io.campusgate.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The sentences that the gate says in English, in its status, its journal and its replies: of faults of devices, of refused
/// bundles and orders, of the broker. `assets/said.js` has each with its Chinese, for this class and for the scripts of the
/// pages. What a sentence is about (a path, a byte, what was expected) stays as it is, or is a sentence itself. Thread-safe.
final class Said {
    private static final Pattern LINE = Pattern.compile("\\[\"(.*)\", \"(.*)\"\\],?");
    private static final Pattern PLACE = Pattern.compile("\\{(\\d)\\}");
    private static final List<Sentence> SENTENCES = read();

    /// @param english what it looks like, a group for each place
    private record Sentence(String text, Pattern english, String chinese) {

        static Sentence of(String english, String chinese) {
            StringBuilder pattern = new StringBuilder();
            int end = 0;
            for (MatchResult place : PLACE.matcher(english).results().toList()) {
                pattern.append(Pattern.quote(english.substring(end, place.start()))).append("(.+?)");
                end = place.end();
            }
            return new Sentence(english, Pattern.compile(pattern + Pattern.quote(english.substring(end)), Pattern.DOTALL), chinese);
        }

        /// How much of it is said of nothing else.
        int literal() {
            return PLACE.matcher(text).replaceAll("").length();
        }

        Optional<String> of(String said) {
            Matcher found = english.matcher(said);
            return found.matches()
                    ? Optional.of(PLACE.matcher(chinese).replaceAll(place -> Matcher.quoteReplacement(inChinese(found.group(1 + Integer.parseInt(place.group(1)))))))
                    : Optional.empty();
        }
    }

    private Said() {}

    private static List<Sentence> read() {
        try (InputStream in = Said.class.getResourceAsStream("assets/said.js")) {
            if (in == null) {
                throw new AssertionError("the program lacks assets/said.js");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(LINE::matcher).filter(Matcher::matches)
                    .map(line -> Sentence.of(plain(line.group(1)), plain(line.group(2)))).sorted(Comparator.comparingInt(Sentence::literal).reversed()).toList();
        } catch (IOException e) {
            throw new AssertionError("cannot read assets/said.js", e);
        }
    }

    private static String plain(String literal) {
        return literal.replace("\\\"", "\"");
    }

    /// What `english` says, or `english` if nobody has said it in Chinese. Of several sentences it may be, the one with the most words.
    static String inChinese(String english) {
        return SENTENCES.stream().map(sentence -> sentence.of(english)).flatMap(Optional::stream).findFirst().orElse(english);
    }
}
