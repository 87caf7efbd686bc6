package io.campusgate.daemon;

import io.campusgate.domain.Credential;
import io.campusgate.domain.IdNumber;
import io.campusgate.domain.Lookup;
import io.campusgate.domain.Pass;
import io.campusgate.domain.Validity;
import io.campusgate.store.IdVault;
import io.campusgate.store.JournalReader;
import io.campusgate.store.Visitor;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Visitors who came without a pass and got one at this gate, while it counts: what the whitelist does not know of them.
/// Thread-safe.
final class WalkIns {
    /// With which the ids of passes begin that are made at a gate.
    static final String PREFIX = "W-";
    private final String gate;
    private final Optional<IdVault> vault;
    /// By the keyed hash of the identity number; the newest pass of each.
    private final Map<String, Visitor> visitors = new ConcurrentHashMap<>();

    WalkIns(String gate, Optional<IdVault> vault, Collection<Visitor> kept) {
        this.gate = gate;
        this.vault = vault;
        kept.stream().sorted((a, b) -> a.from().compareTo(b.from())).forEach(v -> visitors.put(v.idHmac(), v));
    }

    Optional<IdVault> vault() {
        return vault;
    }

    /// Those whose passes have ended are forgotten on the way.
    void add(Visitor visitor, Instant now) {
        visitors.values().removeIf(v -> !v.until().isAfter(now));
        visitors.put(visitor.idHmac(), visitor);
    }

    Optional<Visitor> find(String passId) {
        return visitors.values().stream().filter(v -> v.passId().equals(passId)).findFirst();
    }

    List<Visitor> all() {
        return List.copyOf(visitors.values());
    }

    /// The pass of that id, though it may be over; empty if it was not made here.
    Optional<Pass> ended(String passId, Path store) {
        if (!passId.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try (JournalReader journal = JournalReader.open(store)) {
            return journal.visitors(Instant.EPOCH).stream().filter(v -> v.passId().equals(passId)).findFirst().map(this::pass);
        }
    }

    /// What the whitelist says of an identity card, with the pass made here before all others.
    Lookup with(Lookup lookup) {
        if (visitors.isEmpty() || !(lookup.credential() instanceof Credential.IdCard(IdNumber number, _))) {
            return lookup;
        }
        return vault.flatMap(v -> Optional.ofNullable(visitors.get(v.hmac(number)))).map(v -> with(lookup, v)).orElse(lookup);
    }

    private Lookup with(Lookup lookup, Visitor visitor) {
        List<Pass> passes = new ArrayList<>(List.of(pass(visitor)));
        passes.addAll(lookup.passes());
        return new Lookup(lookup.credential(), true, lookup.holder(), lookup.blocked(), lookup.validity(), passes, lookup.watch(), lookup.rulebook());
    }

    private Pass pass(Visitor v) {
        return new Pass(v.passId(), Optional.empty(), v.name(), v.host(), v.reason(), v.approvedBy(),
                new Validity(Optional.of(v.from()), Optional.of(v.until())), Set.of(gate), Optional.of(1), Optional.empty());
    }
}
