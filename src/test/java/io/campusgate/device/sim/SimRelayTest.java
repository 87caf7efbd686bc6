package io.campusgate.device.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.campusgate.device.GateRelay;
import io.campusgate.device.RelayContract;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimRelayTest implements RelayContract {
    @Override public Rig rig() {
        SimRelay twin = new SimRelay();
        return new Rig() {
            @Override public GateRelay relay() {
                return twin;
            }

            @Override public void awaitState(boolean energised) {
                assertEquals(energised, twin.isEnergised());
            }

            @Override public void unplug() {
                twin.unplug();
            }

            @Override public void plugIn() {
                twin.plugIn();
            }

            @Override public void close() {}
        };
    }

    @Test void tellsAndRemembersEachEdgeOnce() throws Exception {
        SimRelay twin = new SimRelay();
        List<Boolean> told = new ArrayList<>();
        twin.onEdge(edge -> told.add(edge.energised()));
        twin.open();
        twin.energise();
        twin.energise();
        twin.rest();
        twin.close();
        assertEquals(List.of(true, false), told);
        assertEquals(told, twin.edges().stream().map(SimRelay.Edge::energised).toList());
    }
}
