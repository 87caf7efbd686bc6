package io.campusgate.web;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// Passwords as they are kept: PBKDF2 with HMAC-SHA512 (RFC 8018), its parameters beside it, as
/// `pbkdf2-sha512$210000$<salt>$<hash>`, so that later ones may be stronger. 210 000 rounds (OWASP) take a third of a second
/// here and about one on a Raspberry Pi.
public final class PasswordHash {
    private static final int ROUNDS = 210_000;
    private static final int MOST_ROUNDS = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int SHORTEST = 8;
    private static final int LONGEST = 200;
    private static final Pattern FORM = Pattern.compile("pbkdf2-sha512\\$(\\d{1,8})\\$([A-Za-z0-9+/=]+)\\$([A-Za-z0-9+/=]+)");

    private PasswordHash() {}

    /// Takes as long as trying a password.
    ///
    /// @throws IllegalArgumentException if it is shorter than 8 characters or longer than 200, or all one character
    public static String of(String password) {
        if (password.length() < SHORTEST || password.length() > LONGEST) {
            throw new IllegalArgumentException("a password has " + SHORTEST + " to " + LONGEST + " characters");
        }
        if (password.chars().distinct().count() < 3) {
            throw new IllegalArgumentException("a password is more than one or two characters over and over");
        }
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        Base64.Encoder text = Base64.getEncoder();
        return "pbkdf2-sha512$" + ROUNDS + "$" + text.encodeToString(salt) + "$" + text.encodeToString(derive(password, salt, ROUNDS, HASH_BYTES));
    }

    /// Whether `password` is the one of `kept`; false for what this program did not write. Takes as long whether it is or not.
    public static boolean matches(String password, String kept) {
        Matcher m = FORM.matcher(kept);
        if (!m.matches() || password.length() > LONGEST || password.isEmpty()) {
            return false;
        }
        int rounds = Integer.parseInt(m.group(1));
        if (rounds < 1 || rounds > MOST_ROUNDS) {
            return false;
        }
        byte[] hash = Base64.getDecoder().decode(m.group(3));
        return MessageDigest.isEqual(hash, derive(password, Base64.getDecoder().decode(m.group(2)), rounds, hash.length));
    }

    private static byte[] derive(String password, byte[] salt, int rounds, int bytes) {
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, rounds, bytes * 8);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has PBKDF2", e);
        } finally {
            spec.clearPassword();
        }
    }
}
