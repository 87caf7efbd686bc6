package io.campusgate.web.gate;

import io.campusgate.daemon.ControlClient;
import io.campusgate.daemon.Controls;
import io.campusgate.domain.IdNumber;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.WhitelistRecord;
import io.campusgate.domain.Who;
import io.campusgate.store.IdVault;
import io.campusgate.store.JournalReader;
import io.campusgate.store.Visitor;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Visitors whom no whitelist knows, by the passes that were made for them at this gate: until they are purged, what the guard
/// wrote down. Their identity numbers are sealed in the store; only [#revealed] shows one, and [#json] its masked form.
final class WalkInPeople {
    private final Controls gate;

    WalkInPeople(Controls gate) {
        this.gate = gate;
    }

    /// The newest `most` with this pass, or with `text` in the name.
    List<Map<String, Object>> find(String text, int most) {
        try (JournalReader journal = open()) {
            return journal.visitors(Instant.EPOCH).stream().filter(v -> v.passId().equals(text) || v.name().contains(text)).limit(most)
                    .map(v -> json(journal, v)).toList();
        }
    }

    /// Number and phone in full; the journal knows before who looks at whom, and why.
    ///
    /// @return empty if this gate made no such pass, or it was purged
    Optional<Map<String, Object>> revealed(String passId, String reason, String by) throws ControlClient.Refused {
        try (JournalReader journal = open()) {
            Optional<Visitor> visitor = journal.visitors(Instant.EPOCH).stream().filter(v -> v.passId().equals(passId)).findFirst();
            if (visitor.isEmpty()) {
                return Optional.empty();
            }
            Visitor v = visitor.get();
            gate.unmasked(new Who.Person(v.passId(), v.name(), PersonKind.VISITOR, v.host()), reason, by);
            Map<String, Object> m = new LinkedHashMap<>();
            m.put("cards", List.of());
            m.put("phone", v.phone());
            number(journal, v).ifPresent(n -> m.put("id_number", n.number()));
            return Optional.of(m);
        }
    }

    private JournalReader open() {
        return JournalReader.open(gate.config().store().path());
    }

    /// Empty once it is purged, or without the key.
    private Optional<IdNumber> number(JournalReader journal, Visitor v) {
        return gate.config().store().idKeyFile().map(IdVault::open).flatMap(vault -> journal.sealedIdNumber(v.idHmac()).map(vault::open));
    }

    private Map<String, Object> json(JournalReader journal, Visitor v) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("person_id", v.passId());
        m.put("name", v.name());
        m.put("kind", PersonKind.VISITOR.word());
        m.put("group", v.host());
        m.put("status", "active");
        m.put("levels", List.of());
        m.put("cards", List.of());
        m.put("phone", WhitelistRecord.Person.masked(v.phone()));
        number(journal, v).ifPresent(n -> m.put("id_number", n.masked()));
        m.put("valid_from", v.from().toString());
        m.put("valid_until", v.until().toString());
        m.put("walk_in", true);
        return m;
    }
}
