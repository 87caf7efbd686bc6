package io.campusgate.domain;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// One record of a whitelist, as a source gives it and a version stores it. A record is known by its [#table] and its
/// [#key], the same in every version: what a bundle's changes and tombstones name.
public sealed interface WhitelistRecord {

    /// The table it belongs to: `holiday`, `level`, `pass`, `person`, `policy`, `watch`.
    String table();

    /// Unique within its table. Whoever has no number of its own is known by what it says, so that the order of a
    /// source does not matter.
    String key();

    /// @param cards    distinct; none of another person
    /// @param idHmac   keyed hash of the identity number, lower-case hex
    /// @param idMasked `110105********002X`; present exactly when `idHmac` is
    /// @param idSealed the number encrypted, for a role that needs it; only of a local import, never travels and is no
    ///                 part of the content's hash
    record Person(Cardholder holder, List<CardNumber> cards, Optional<String> idHmac, Optional<String> idMasked,
                  Optional<byte[]> idSealed, String phone) implements WhitelistRecord {
        public Person {
            cards = List.copyOf(cards);
        }

        /// `138…00`, for whoever has no reason to call.
        public String maskedPhone() {
            return masked(phone);
        }

        /// A phone number as people see it.
        public static String masked(String phone) {
            return phone.length() < 5 ? phone : phone.substring(0, 3) + "…" + phone.substring(phone.length() - 2);
        }

        @Override public String table() {
            return "person";
        }

        @Override public String key() {
            return holder.id();
        }
    }

    /// One row of a level.
    record Level(AccessLevel level) implements WhitelistRecord {
        @Override public String table() {
            return "level";
        }

        @Override public String key() {
            return level.name() + "/" + digest(words(level.modes()), sorted(level.gates()), sorted(level.lanes()),
                    words(level.directions()), level.days().stream().map(day -> day.getValue()).sorted().toList(),
                    level.fromMinute(), level.untilMinute(), level.holidays(), level.needsPass());
        }
    }

    /// @param idHmac,idMasked of a visitor who is not among the people
    /// @param approvedAt      as the source says it, may be empty
    record Visit(Pass pass, Optional<String> idHmac, Optional<String> idMasked, String approvedAt) implements WhitelistRecord {
        @Override public String table() {
            return "pass";
        }

        @Override public String key() {
            return pass.id();
        }
    }

    /// Exactly one of `personId`, `idHmac`, `card` is present.
    record Watch(WatchEntry entry, Optional<String> personId, Optional<String> idHmac, Optional<CardNumber> card)
            implements WhitelistRecord {
        @Override public String table() {
            return "watch";
        }

        @Override public String key() {
            return digest(personId, idHmac, card.map(CardNumber::hex), entry.action().word(), entry.reason(), entry.source(),
                    entry.validity().from(), entry.validity().until());
        }
    }

    record Holiday(LocalDate date, String name, Holidays.Day day) implements WhitelistRecord {
        @Override public String table() {
            return "holiday";
        }

        @Override public String key() {
            return date.toString();
        }
    }

    /// One key of `policy.toml`, flattened: `screening.threshold-celsius`, with its value as TOML writes it.
    record Setting(String key, String value) implements WhitelistRecord {
        @Override public String table() {
            return "policy";
        }
    }

    private static List<String> sorted(Collection<String> names) {
        return names.stream().sorted().toList();
    }

    private static List<String> words(Collection<? extends Word> words) {
        return sorted(words.stream().map(Word::word).collect(Collectors.toSet()));
    }

    /// 16 hex digits that stand for what a record says.
    private static String digest(Object... fields) {
        String text = List.of(fields).stream().map(Object::toString).collect(Collectors.joining("\u001F"));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
