package io.campusgate.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/// A stored event's text taken apart just far enough to check its hash, to cut a part out, or to read a member of its
/// fixed head; no JSON is built. Made for millions of them.
///
/// Sound because inside a JSON string every `"` is escaped: `,"who":{` and `},"who_sha256":"` can only be members, and
/// `details` hold no objects. Works on bytes; the text seen as ISO 8859-1 has the same positions.
final class EventParts {
    private static final String HASH = ",\"hash\":\"";
    private static final String PREV = ",\"prev\":\"";
    private static final int HEX = 64;
    private static final int HEAD = 600;   // a gate's name has at most 64 characters
    private final byte[] bytes;
    private final String view;
    private final Span who;
    private final Span health;

    EventParts(byte[] utf8) {
        this.bytes = utf8;
        this.view = new String(utf8, StandardCharsets.ISO_8859_1);
        this.who = span(",\"who\":{", "},\"who_sha256\":\"");
        this.health = span(",\"health\":{", "},\"health_sha256\":\"");
    }

    /// Of the beginning only, which holds the members every event has, as far as `type`.
    static EventParts headOf(byte[] utf8) {
        return new EventParts(utf8.length <= HEAD ? utf8 : Arrays.copyOf(utf8, HEAD));
    }

    static EventParts of(String text) {
        return new EventParts(text.getBytes(StandardCharsets.UTF_8));
    }

    /// From `start` (a comma) to `end` (exclusive, the next comma): `,"who":{…}`.
    private record Span(int start, int end) {
        static final Span NONE = new Span(-1, -1);

        boolean isThere() {
            return start >= 0;
        }
    }

    private Span span(String opening, String digest) {
        int start = view.indexOf(opening);
        int end = start < 0 ? -1 : view.indexOf(digest, start);
        return end < 0 ? Span.NONE : new Span(start, end + 1);
    }

    private Span part(String name) {
        return switch (name) {
            case "who" -> who;
            case "health" -> health;
            default -> throw new IllegalArgumentException("an event has no part " + name);
        };
    }

    boolean has(String name) {
        return part(name).isThere();
    }

    /// Whether the event once had the part `name` and it was cut out.
    boolean isPurged(String name) {
        return !has(name) && view.contains(",\"" + name + "_sha256\":\"");
    }

    /// The text without the part `name`; the digest stays.
    String without(String name) {
        Span part = part(name);
        if (!part.isThere()) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        return new String(bytes, 0, part.start, StandardCharsets.UTF_8) + new String(bytes, part.end, bytes.length - part.end, StandardCharsets.UTF_8);
    }

    /// The value of a string member of the event itself, as it stands (not unescaped).
    Optional<String> text(String name) {
        String opening = ",\"" + name + "\":\"";
        int start = view.indexOf(opening);
        int end = start < 0 ? -1 : view.indexOf('"', start + opening.length());
        return end < 0 ? Optional.empty() : Optional.of(new String(bytes, start + opening.length(), end - start - opening.length(), StandardCharsets.UTF_8));
    }

    /// Whether the string member `name` has this value.
    boolean says(String name, String value) {
        return text(name).filter(value::equals).isPresent();
    }

    /// The value of a whole-number member of the event itself; -1 if there is none.
    long number(String name) {
        String opening = ",\"" + name + "\":";
        int start = view.indexOf(opening);
        if (start < 0) {
            return -1;
        }
        long value = 0;
        int at = start + opening.length();
        int digits = 0;
        for (; at < view.length() && view.charAt(at) >= '0' && view.charAt(at) <= '9' && digits < 18; at++, digits++) {
            value = value * 10 + (view.charAt(at) - '0');
        }
        return digits == 0 ? -1 : value;
    }

    /// The hash as the rule computes it; empty if the text is no event's or one of its parts does not fit its digest.
    Optional<byte[]> computeHash(MessageDigest digest) {
        int end = hashMember();
        if (end < 0) {
            return Optional.empty();
        }
        if (!fits(who, "who", digest) || !fits(health, "health", digest)) {
            return Optional.empty();
        }
        int from = 0;
        for (Span cut : new Span[] {who, health}) {
            if (cut.isThere()) {
                if (cut.start < from || cut.end > end) {
                    return Optional.empty();
                }
                digest.update(bytes, from, cut.start - from);
                from = cut.end;
            }
        }
        digest.update(bytes, from, end - from);
        return Optional.of(digest.digest());
    }

    private boolean fits(Span part, String name, MessageDigest digest) {
        if (!part.isThere()) {
            return true;
        }
        int object = part.start + name.length() + 4;   // past ,"name":
        digest.update(bytes, object, part.end - object);
        int stated = part.end + name.length() + 12;    // past ,"name_sha256":"
        return isHex(digest.digest(), stated);
    }

    /// Where `,"hash":"…"}` begins, which ends every event; -1 if it does not end this one.
    private int hashMember() {
        int start = bytes.length - HASH.length() - HEX - 2;
        return start >= 0 && view.startsWith(HASH, start) && view.endsWith("\"}") ? start : -1;
    }

    /// Whether the text says `hash` in hex as its last member.
    boolean states(byte[] hash) {
        int start = hashMember();
        return start >= 0 && isHex(hash, start + HASH.length());
    }

    /// Whether the text names `hash` as its `prev`, the last member but one.
    boolean follows(byte[] hash) {
        int start = hashMember() - PREV.length() - HEX - 1;
        return start >= 0 && view.startsWith(PREV, start) && isHex(hash, start + PREV.length()) && bytes[start + PREV.length() + HEX] == '"';
    }

    private boolean isHex(byte[] hash, int at) {
        if (at + 2 * hash.length > bytes.length) {
            return false;
        }
        for (int i = 0; i < hash.length; i++) {
            if (bytes[at + 2 * i] != hexDigit(hash[i] >> 4 & 15) || bytes[at + 2 * i + 1] != hexDigit(hash[i] & 15)) {
                return false;
            }
        }
        return true;
    }

    private static int hexDigit(int value) {
        return value < 10 ? '0' + value : 'a' + value - 10;
    }
}
