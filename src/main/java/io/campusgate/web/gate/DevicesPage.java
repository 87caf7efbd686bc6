package io.campusgate.web.gate;

import io.campusgate.daemon.Controls;
import io.campusgate.web.Access;
import io.campusgate.web.Call;
import io.campusgate.web.Part;
import io.campusgate.web.Route;
import io.campusgate.web.template.JtedevicesGenerated;
import java.util.List;

/// `/devices`: how the gate's hardware, store, clock, broker and whitelist are.
final class DevicesPage implements Part {
    private final Controls gate;

    DevicesPage(Controls gate) {
        this.gate = gate;
    }

    @Override public List<Route> routes() {
        return List.of(Route.get("/devices", Access.SIGNED_IN, this::show));
    }

    @Override public List<Link> links() {
        return List.of(new Link("devices", "/devices", Access.SIGNED_IN));
    }

    private void show(Call call) {
        GateState state = GateState.of(gate.status());
        call.html((out, in) -> JtedevicesGenerated.render(out, in, call.page("devices"), state));
    }
}
