package io.campusgate.web.gate;

import io.campusgate.daemon.CampusMode;
import io.campusgate.daemon.ControlMessage;
import io.campusgate.daemon.Controls;
import io.campusgate.daemon.LaneView;
import io.campusgate.domain.WhitelistRecord.Person;
import io.campusgate.store.JournalReader;
import io.campusgate.store.Stored;
import io.campusgate.web.Access;
import io.campusgate.web.Call;
import io.campusgate.web.Part;
import io.campusgate.web.Route;
import io.campusgate.web.template.JtedeskGenerated;
import io.campusgate.web.template.JtedeskpeopleGenerated;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// `/`: the desk at the gate. The page is sent with what happened last; from then on the stream tells it everything.
final class DeskPage implements Part {
    /// How far back the page looks for the last person of each lane and for alarms.
    private static final int LOOK_BACK = 300;
    private static final int FOUND_AT_MOST = 8;

    private final Controls gate;

    DeskPage(Controls gate) {
        this.gate = gate;
    }

    @Override public List<Route> routes() {
        return List.of(Route.get("/", Access.SIGNED_IN, this::show), Route.get("/desk", Access.SIGNED_IN, call -> call.redirect("/")),
                Route.get("/desk/people", Access.GUARD, this::people));
    }

    @Override public List<Link> links() {
        return List.of(new Link("desk", "/", Access.SIGNED_IN));
    }

    private void show(Call call) {
        long seq = gate.lastSeq();
        call.html((out, in) -> JtedeskGenerated.render(out, in, call.page("desk"), gate.lanes(), initial(seq), Long.toString(seq)));
    }

    private String initial(long seq) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("lanes", gate.lanes().stream().map(lane -> LaneJson.of(lane, gate.uptime())).toList());
        all.put("mode", mode(gate.mode()));
        all.put("status", gate.status());
        String head = ControlMessage.write(all);
        String events = recent(seq).stream().map(Stored::text).collect(Collectors.joining(","));
        return (head.substring(0, head.length() - 1) + ",\"events\":[" + events + "]}").replace("<", "\\u003c");
    }

    /// The newest events, oldest first.
    private List<Stored> recent(long seq) {
        try (JournalReader journal = JournalReader.open(gate.config().store().path())) {
            return journal.before(seq + 1, LOOK_BACK).reversed();
        }
    }

    private static Map<String, Object> mode(CampusMode mode) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("mode", mode.mode().word());
        m.put("drill", mode.drill());
        mode.until().ifPresent(u -> m.put("until", u.toString()));
        m.put("by", mode.by());
        m.put("reason", mode.reason());
        return m;
    }

    /// Whom the guard means, by name, number or group; the look is journaled.
    private void people(Call call) throws IOException {
        String text = call.query("text").orElse("");
        List<Person> found = text.isEmpty() ? List.of() : gate.whitelist().with(file -> file.search(text, FOUND_AT_MOST)).orElse(List.of());
        if (!found.isEmpty()) {
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("what", "people");
            details.put("found", found.size());
            details.put("by", call.by());
            gate.operator("looked_up", Optional.empty(), details);
        }
        call.html((out, in) -> JtedeskpeopleGenerated.render(out, in, call.page("desk"), found, text));
    }
}
