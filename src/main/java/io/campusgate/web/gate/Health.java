package io.campusgate.web.gate;

import io.campusgate.daemon.Controls;
import io.campusgate.domain.ClockState;
import io.campusgate.domain.WhitelistVersion;
import io.campusgate.web.Access;
import io.campusgate.web.Call;
import io.campusgate.web.Part;
import io.campusgate.web.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `GET /healthz`: whether the gate does its work, for whatever watches it. 503 only when it cannot: the store has failed,
/// there is no whitelist, every lane is lost. All else that is not as it should be is a note.
final class Health implements Part {
    private final Controls gate;

    Health(Controls gate) {
        this.gate = gate;
    }

    @Override public List<Route> routes() {
        return List.of(Route.get("/healthz", Access.OPEN, this::answer),
                Route.get("/api/status", Access.SIGNED_IN, call -> call.json(full())));
    }

    private void answer(Call call) {
        GateState state = GateState.of(gate.status());
        List<String> reasons = reasons(state);
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("status", reasons.isEmpty() ? "ok" : "failed");
        m.put("reasons", reasons);
        m.put("notes", notes(state));
        call.status(reasons.isEmpty() ? 200 : 503).json(m);
    }

    private static List<String> reasons(GateState state) {
        List<String> reasons = new ArrayList<>();
        if (!state.store().equals("ok")) {
            reasons.add("store failed");
        }
        if (state.whitelist().equals(WhitelistVersion.NONE.toString())) {
            reasons.add("no whitelist");
        }
        if (state.lanes().stream().allMatch(GateState.Lane::isLost)) {
            reasons.add("every lane lost");
        }
        return reasons;
    }

    private static List<String> notes(GateState state) {
        List<String> notes = new ArrayList<>();
        if (state.link().filter(l -> !l.state().equals("connected")).isPresent()) {
            notes.add("broker lost");
        }
        if (!state.clock().equals(ClockState.SYNCED.word())) {
            notes.add("clock unsynced");
        }
        for (GateState.Lane lane : state.lanes()) {
            lane.devices().stream().filter(d -> d.isLost() || d.health().equals("unreliable"))
                    .forEach(d -> notes.add(lane.id() + " " + d.kind() + " " + d.health()));
        }
        return notes;
    }

    /// The status as the command line has it, and what each lane is doing and who waits at it.
    private Map<String, Object> full() {
        Map<String, Object> status = gate.status();
        status.put("seq", gate.lastSeq());
        status.put("desk", gate.lanes().stream().map(lane -> LaneJson.of(lane, gate.uptime())).toList());
        return status;
    }
}
