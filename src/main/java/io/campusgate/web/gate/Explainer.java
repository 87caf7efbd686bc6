package io.campusgate.web.gate;

import io.campusgate.config.GateConfig;
import io.campusgate.daemon.Controls;
import io.campusgate.daemon.WhatIf;
import io.campusgate.decision.Explanation;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Mode;
import io.campusgate.domain.WhitelistVersion;
import io.campusgate.store.EventFields;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What each access rule would say, for the pages: asks [WhatIf], as `whitelist explain` does.
final class Explainer {
    private final Controls gate;
    private final WhatIf whatIf;

    Explainer(Controls gate) {
        this.gate = gate;
        this.whatIf = gate.whatIf();
    }

    /// About an entry of the journal, by the whitelist of that moment if it is kept, else by the one in force; empty for
    /// other events, and where nobody is named any more.
    Optional<Map<String, Object>> of(EventFields event) {
        Optional<GateConfig.Lane> lane = event.text("lane").flatMap(this::lane);
        Optional<String> who = event.text("who.credential.number").filter(_ -> !event.says("who.credential.kind", "id_card")).or(() -> event.text("who.person.id"));
        if (!event.says("type", "entry") || event.time().isEmpty() || lane.isEmpty() || who.isEmpty()) {
            return Optional.empty();
        }
        Optional<Mode> mode = event.word("mode", Mode.class);
        Optional<WhitelistVersion> then = event.text("whitelist").map(WhitelistVersion::parse);
        try {
            return ask(new WhatIf.Asked(who.get(), lane.get(), event.time().get(), mode, then))
                    .or(() -> ask(new WhatIf.Asked(who.get(), lane.get(), event.time().get(), mode, Optional.empty())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();   // what somebody held to the reader is no credential of ours
        }
    }

    Optional<GateConfig.Lane> lane(String id) {
        return gate.config().lanes().stream().filter(l -> l.id().equals(id)).findFirst();
    }

    GateConfig.Lane firstInwards() {
        List<GateConfig.Lane> lanes = gate.config().lanes();
        return lanes.stream().filter(l -> l.direction() == Direction.IN).findFirst().orElse(lanes.getFirst());
    }

    /// About anybody, by the whitelist in force.
    ///
    /// @param mode empty: that of the moment
    /// @throws IllegalArgumentException if `who` is no credential and nobody's number
    Map<String, Object> explain(String who, GateConfig.Lane lane, Instant at, Optional<Mode> mode) {
        return ask(new WhatIf.Asked(who, lane, at, mode, Optional.empty())).orElseThrow();
    }

    private Optional<Map<String, Object>> ask(WhatIf.Asked asked) {
        return whatIf.ask(asked, Optional.of(gate.mode().mode())).map(answer -> json(answer, asked.lane()));
    }

    private static Map<String, Object> json(WhatIf.Answer answer, GateConfig.Lane lane) {
        Explanation e = answer.explanation();
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("outcome", e.outcome());
        m.put("reason", e.reason().word());
        m.put("rules", e.rules().stream().map(Explainer::rule).toList());
        m.put("whitelist", answer.version().toString());
        m.put("mode", answer.mode().word());
        m.put("lane", lane.id());
        answer.lookup().holder().ifPresent(h -> m.put("person", Map.of("person_id", h.id(), "name", h.name())));
        return m;
    }

    private static Map<String, Object> rule(Explanation.Finding f) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("rule", f.rule().word());
        m.put("verdict", f.verdict().word());
        m.put("detail", f.detail().english());
        m.put("detail_zh", f.detail().chinese());
        return m;
    }
}
