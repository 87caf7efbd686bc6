package io.campusgate.web.gate;

import io.campusgate.config.GateConfig;
import io.campusgate.daemon.Controls;
import io.campusgate.decision.AccessRules;
import io.campusgate.decision.Explanation;
import io.campusgate.decision.Moment;
import io.campusgate.decision.Place;
import io.campusgate.decision.Question;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.ClockState;
import io.campusgate.domain.Credential;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Lookup;
import io.campusgate.domain.Mode;
import io.campusgate.store.EventFields;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What each access rule would say, by the whitelist in force now, from the same engine that decides at the lane.
final class Explainer {
    private final Controls gate;

    Explainer(Controls gate) {
        this.gate = gate;
    }

    /// About an entry of the journal; empty for other events, and where nobody is named any more.
    Optional<Map<String, Object>> of(EventFields event) {
        if (!event.says("type", "entry") || event.time().isEmpty()) {
            return Optional.empty();
        }
        Optional<Credential> credential = credential(event);
        Optional<GateConfig.Lane> lane = event.text("lane").flatMap(this::lane);
        Mode mode = event.word("mode", Mode.class).orElse(Mode.NORMAL);
        return credential.flatMap(gate::lookup).flatMap(lookup -> lane.map(l -> explain(lookup, l, event.time().get(), mode)));
    }

    private static Optional<Credential> credential(EventFields event) {
        try {
            Optional<Credential> card = event.text("who.credential.number").filter(_ -> event.says("who.credential.kind", "card"))
                    .map(hex -> new Credential.Card(new CardNumber(hex)));
            return card.or(() -> event.text("who.person.id").map(Credential.Manual::new));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    Optional<GateConfig.Lane> lane(String id) {
        return gate.config().lanes().stream().filter(l -> l.id().equals(id)).findFirst();
    }

    GateConfig.Lane firstInwards() {
        List<GateConfig.Lane> lanes = gate.config().lanes();
        return lanes.stream().filter(l -> l.direction() == Direction.IN).findFirst().orElse(lanes.getFirst());
    }

    Map<String, Object> explain(Lookup lookup, GateConfig.Lane lane, Instant at, Mode mode) {
        Explanation e = AccessRules.explain(Question.whatIf(lookup, new Place(gate.config().site().gate(), lane.id(), lane.direction()),
                new Moment(at, ClockState.SYNCED, gate.config().site().timezone()), mode));
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("outcome", e.outcome());
        m.put("reason", e.reason().word());
        m.put("rules", e.rules().stream().map(Explainer::rule).toList());
        m.put("whitelist", lookup.rulebook().version().toString());
        m.put("mode", mode.word());
        m.put("lane", lane.id());
        return m;
    }

    private static Map<String, Object> rule(Explanation.Finding f) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("rule", f.rule().word());
        m.put("verdict", f.verdict().word());
        m.put("detail", f.detail());
        return m;
    }
}
