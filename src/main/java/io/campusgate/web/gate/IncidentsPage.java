package io.campusgate.web.gate;

import io.campusgate.config.GateConfig;
import io.campusgate.daemon.Controls;
import io.campusgate.domain.IncidentKind;
import io.campusgate.domain.Word;
import io.campusgate.report.Incident;
import io.campusgate.report.ReportJson;
import io.campusgate.web.Access;
import io.campusgate.web.Call;
import io.campusgate.web.Part;
import io.campusgate.web.Problem;
import io.campusgate.web.Route;
import io.campusgate.web.template.JteincidentsGenerated;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `/incidents`: what somebody has to look into, what was done about it, and whom to call.
final class IncidentsPage implements Part {
    private static final int CLOSED_SHOWN = 100;
    private final Controls gate;

    IncidentsPage(Controls gate) {
        this.gate = gate;
    }

    @Override public List<Route> routes() {
        return List.of(
                Route.get("/incidents", Access.SIGNED_IN, call -> call.html((out, in) ->
                        JteincidentsGenerated.render(out, in, call.page("incidents"), gate.config().contacts()))),
                Route.get("/api/incidents", Access.SIGNED_IN, this::list),
                Route.post("/api/incidents/{seq}/acknowledge", Access.SIGNED_IN, call -> step(call, "incident_acknowledge")),
                Route.post("/api/incidents/{seq}/close", Access.SIGNED_IN, call -> step(call, "incident_close")));
    }

    @Override public List<Link> links() {
        return List.of(new Link("incidents", "/incidents", Access.SIGNED_IN));
    }

    private void list(Call call) {
        List<Map<String, Object>> incidents = gate.views().incidents().list(CLOSED_SHOWN).stream().map(this::json).toList();
        call.json(Map.of("incidents", incidents));
    }

    private Map<String, Object> json(Incident i) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("seq", i.seq());
        m.put("kind", i.kind());
        m.put("state", i.state().word());
        m.put("lane", i.lane());
        m.put("time", time(i.at()));
        m.put("drill", i.drill());
        i.entry().ifPresent(entry -> m.put("entry", entry));
        i.person().ifPresent(p -> m.put("person", Map.of("id", p.id(), "name", p.name(), "kind", p.kind().word(), "group", p.group())));
        m.put("steps", i.steps().stream().map(s -> Map.of("time", time(s.at()), "outcome", s.outcome(), "by", s.by(), "text", s.text())).toList());
        m.put("contacts", contacts(i).stream().map(c -> Map.of("name", c.name(), "phone", c.phone(), "duty", c.duty())).toList());
        return m;
    }

    /// Whom to call; a door held open is everybody's who is called for a forced one.
    private List<GateConfig.Contact> contacts(Incident i) {
        IncidentKind kind = Word.of(IncidentKind.class, i.kind()).orElse(IncidentKind.FORCED_OPEN);
        return gate.config().contacts().stream().filter(c -> c.incidents().contains(kind)).toList();
    }

    private String time(Instant at) {
        return ReportJson.time(at, gate.config().site().timezone());
    }

    private void step(Call call, String order) throws IOException {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("seq", Optional.of(call.path("seq")).filter(n -> n.matches("\\d{1,18}")).map(Long::parseLong).orElseThrow(() -> new Problem(404, "no_page")));
        arguments.put("by", call.by());
        call.maybeText("text").ifPresent(text -> arguments.put("text", text));
        call.json(GateSite.order(gate, order, arguments));
    }
}
