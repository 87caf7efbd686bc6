package io.campusgate.web.gate;

import io.campusgate.daemon.LaneView;
import io.campusgate.decision.Subject;
import io.campusgate.domain.Lookup;
import io.campusgate.domain.Uptime;
import io.campusgate.passage.State;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What a lane is doing, for the desk: `{"id","direction","state","signal","left_ms","who","waiting":[…]}`.
final class LaneJson {
    private LaneJson() {}

    /// @param now by the clock of the state's deadlines
    static Map<String, Object> of(LaneView lane, Uptime now) {
        State state = lane.state();
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("id", lane.id());
        m.put("direction", lane.direction().word());
        m.put("state", state.phase().word());
        m.put("signal", state.showing().signal().word());
        ends(state).ifPresent(end -> m.put("left_ms", Math.max(0, end.millisSince(now))));
        state.measuring().ifPresent(measuring -> m.put("who", person(measuring.lookup())));
        m.put("waiting", state.waiting().stream().map(w -> waiting(w, now)).toList());
        return m;
    }

    /// When what the lane is doing ends by itself.
    private static Optional<Uptime> ends(State state) {
        return switch (state.phase()) {
            case SCREENING -> state.measuring().map(State.Measuring::until);
            case OPEN -> state.opened().stream().map(State.Opened::until).max(Uptime::compareTo);
            case PASSING -> state.door() instanceof State.Door.Open open ? open.alarmAt() : Optional.empty();
            case IDLE, RECORDING, FORCED_OPEN, HELD_OPEN, RELEASED -> Optional.empty();
        };
    }

    private static Map<String, Object> waiting(State.Waiting waiting, Uptime now) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("entry", Long.toString(waiting.entry()));   // more digits than a script's numbers have
        m.put("who", person(waiting.lookup()));
        m.put("reason", waiting.reason().word());
        waiting.health().ifPresent(health -> {
            m.put("verdict", health.verdict().word());
            health.body().ifPresent(t -> m.put("celsius", t.celsius()));
        });
        m.put("left_ms", Math.max(0, waiting.until().millisSince(now)));
        return m;
    }

    private static Map<String, Object> person(Lookup lookup) {
        Map<String, Object> m = new LinkedHashMap<>();
        Subject.of(lookup).ifPresent(p -> {
            m.put("id", p.id());
            m.put("name", p.name());
            m.put("kind", p.kind().word());
            m.put("group", p.group());
        });
        return m;
    }
}
