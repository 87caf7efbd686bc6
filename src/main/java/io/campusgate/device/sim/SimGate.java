package io.campusgate.device.sim;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/// The simulated hardware of one gate: its lanes by their id, each made when it is first asked for. Thread-safe.
public final class SimGate {
    private final Map<String, SimLane> lanes = new ConcurrentSkipListMap<>();

    public SimLane lane(String id) {
        return lanes.computeIfAbsent(id, SimLane::new);
    }

    /// The lanes there are by now, by id.
    public List<SimLane> lanes() {
        return List.copyOf(lanes.values());
    }
}
