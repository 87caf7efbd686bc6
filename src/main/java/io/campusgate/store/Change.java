package io.campusgate.store;

import io.campusgate.domain.CardNumber;
import io.campusgate.domain.IdNumber;
import java.time.Instant;

/// What the gate has to remember beside the journal, written in the same commit as the events that tell of it: either
/// both are on disk or neither.
public sealed interface Change {

    /// Keeps a value of the daemon's own, such as the campus mode. Keys with a dot are the store's.
    record Put(String key, String value) implements Change {
        public Put {
            if (key.contains(".")) {
                throw new IllegalArgumentException("a key with a dot is the store's own: " + key);
            }
        }
    }

    record Remove(String key) implements Change {}

    /// Blocks a card at this gate, in force until a whitelist confirms or lifts it; blocking it again replaces the reason.
    record Block(BlockedCard blocked) implements Change {}

    record Unblock(CardNumber card) implements Change {}

    /// An entry of a pass was used (+1), or given back because nobody went through (-1).
    record PassEntries(String passId, int change) implements Change {}

    /// A visitor got a pass at this gate.
    record Welcome(Visitor visitor) implements Change {}

    /// Keeps an identity number that was read at this gate: encrypted, and hashed for matching.
    record KeepIdNumber(IdNumber number, IdVault vault, Instant at) implements Change {}
}
