package io.campusgate.domain;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// One record of a whitelist, as a source gives it and a version stores it.
public sealed interface WhitelistRecord {

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
    }

    /// A row of a level; `row` numbers the rows of one name from 0 in the order of the source.
    record Level(AccessLevel level, int row) implements WhitelistRecord {}

    /// @param idHmac,idMasked of a visitor who is not among the people
    /// @param approvedAt      as the source says it, may be empty
    record Visit(Pass pass, Optional<String> idHmac, Optional<String> idMasked, String approvedAt) implements WhitelistRecord {}

    /// Exactly one of `personId`, `idHmac`, `card` is present; `row` is its number in the source, from 0.
    record Watch(WatchEntry entry, Optional<String> personId, Optional<String> idHmac, Optional<CardNumber> card, int row)
            implements WhitelistRecord {}

    record Holiday(LocalDate date, String name, Holidays.Day day) implements WhitelistRecord {}

    /// One key of `policy.toml`, flattened: `screening.threshold-celsius`, with its value as TOML writes it.
    record Setting(String key, String value) implements WhitelistRecord {}
}
