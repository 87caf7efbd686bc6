package io.campusgate.web;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// A secret that is printed where the owner of the machine sees it and counts once. Thread-safe.
public final class OneTimeCode {
    /// Without letters and digits that look alike.
    private static final String ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
    private static final int LENGTH = 12;
    private Optional<String> left;

    public OneTimeCode() {
        SecureRandom random = new SecureRandom();
        StringBuilder made = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            made.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        left = Optional.of(made.toString());
    }

    /// In groups of four, for people; empty once it was used.
    public synchronized Optional<String> shown() {
        return left.map(code -> code.replaceAll("(.{4})(?=.)", "$1-"));
    }

    /// Whether `typed` is the code; blanks, dashes and case do not matter. Does not use it up.
    public synchronized boolean isRight(String typed) {
        byte[] plain = typed.toUpperCase(Locale.ROOT).replaceAll("[\\s-]", "").getBytes(StandardCharsets.UTF_8);
        return left.filter(code -> MessageDigest.isEqual(code.getBytes(StandardCharsets.UTF_8), plain)).isPresent();
    }

    /// @return whether it was the code and had not been used
    public synchronized boolean use(String typed) {
        boolean right = isRight(typed);
        if (right) {
            left = Optional.empty();
        }
        return right;
    }
}
