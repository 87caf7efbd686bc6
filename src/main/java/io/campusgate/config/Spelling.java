package io.campusgate.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Finds the word that was probably meant.
final class Spelling {
    private Spelling() {}

    /// The nearest of `known`, if no more than a third of its letters differ (at least one may).
    static Optional<String> nearest(String word, Collection<String> known) {
        String plain = plain(word);
        return known.stream()
                .min(Comparator.comparingInt(k -> distance(plain, plain(k))))
                .filter(k -> distance(plain, plain(k)) <= Math.max(1, k.length() / 3));
    }

    /// Case and the choice of `_`, `-` or blank are no difference.
    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-');
    }

    /// How many letters have to be put in, taken out, replaced, or swapped with their neighbour.
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1,
                        d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
