package io.campusgate.domain;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A version of the whitelist: `17` (signed), or `17+2` (the second local import on top of it). Without any signed
/// version the base is 0; `0` itself is the empty whitelist of a new gate. Later versions compare greater.
///
/// @param signed 0 or the number of the signed version underneath
/// @param local  0 or the number of the local import on top
public record WhitelistVersion(long signed, int local) implements Comparable<WhitelistVersion> {
    public static final WhitelistVersion NONE = new WhitelistVersion(0, 0);
    private static final Pattern FORM = Pattern.compile("(\\d{1,18})(?:\\+(\\d{1,9}))?");

    public WhitelistVersion {
        if (signed < 0 || local < 0) {
            throw new IllegalArgumentException("a whitelist version is not negative");
        }
    }

    /// @throws IllegalArgumentException if `text` is not like `17` or `17+1`
    public static WhitelistVersion parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException("a whitelist version reads like 17 or 17+1, not " + text);
        }
        return new WhitelistVersion(Long.parseLong(m.group(1)), m.group(2) == null ? 0 : Integer.parseInt(m.group(2)));
    }

    public WhitelistVersion nextLocal() {
        return new WhitelistVersion(signed, local + 1);
    }

    @Override public int compareTo(WhitelistVersion other) {
        int bySigned = Long.compare(signed, other.signed);
        return bySigned != 0 ? bySigned : Integer.compare(local, other.local);
    }

    @Override public String toString() {
        return local == 0 ? Long.toString(signed) : signed + "+" + local;
    }
}
