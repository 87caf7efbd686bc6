package io.campusgate.web.gate;

import io.campusgate.daemon.Controls;
import io.campusgate.web.Access;
import io.campusgate.web.Call;
import io.campusgate.web.Part;
import io.campusgate.web.Problem;
import io.campusgate.web.Route;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// `GET /metrics`: the gate in figures, in the Prometheus text format, for this machine or whoever has the token. Nothing is
/// counted twice: each figure is read when it is asked for. The library is loaded with the first call.
final class Metrics implements Part {
    private final Controls gate;
    private final Optional<String> token;
    private Optional<PrometheusRegistry> registry = Optional.empty();

    Metrics(Controls gate) {
        this.gate = gate;
        this.token = gate.config().web().metricsTokenFile().map(Metrics::read);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the metrics token " + file, e);
        }
    }

    @Override public List<Route> routes() {
        return List.of(Route.get("/metrics", Access.OPEN, this::answer));
    }

    private void answer(Call call) throws IOException {
        if (!call.from().isLoopbackAddress() && !hasToken(call)) {
            throw new Problem(403, "metrics");
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(text, registry().scrape());
        call.answer(PrometheusTextFormatWriter.CONTENT_TYPE, text.toByteArray());
    }

    private boolean hasToken(Call call) {
        byte[] given = call.header("Authorization").orElse("").getBytes(StandardCharsets.UTF_8);
        return token.filter(t -> !t.isEmpty() && MessageDigest.isEqual(("Bearer " + t).getBytes(StandardCharsets.UTF_8), given)).isPresent();
    }

    private synchronized PrometheusRegistry registry() {
        if (registry.isEmpty()) {
            PrometheusRegistry made = new PrometheusRegistry();
            fill(made);
            registry = Optional.of(made);
        }
        return registry.get();
    }

    private GateState state() {
        return GateState.of(gate.status());
    }

    private void fill(PrometheusRegistry r) {
        gauge(r, "campus_gate_store_ok", "1 while the journal can be written", s -> s.store().equals("ok") ? 1 : 0);
        gauge(r, "campus_gate_disk_free_megabytes", "Room left for the store", GateState::diskFreeMb);
        gauge(r, "campus_gate_clock_trusted", "1 while the clock can be trusted", s -> s.clock().equals("synced") ? 1 : 0);
        gauge(r, "campus_gate_whitelist_age_seconds", "Since the whitelist in force was issued", GateState::whitelistAgeS);
        gauge(r, "campus_gate_blocked_cards", "Cards blocked at this gate", GateState::blockedCards);
        gauge(r, "campus_gate_link_connected", "1 while the broker is connected", s -> s.link().filter(l -> l.state().equals("connected")).isPresent() ? 1 : 0);
        gauge(r, "campus_gate_backlog_events", "Events not yet confirmed", s -> s.link().map(GateState.Link::backlog).orElse(0L));
        counter(r, "campus_gate_dropped_taps", "Taps dropped because the queue was full", out -> out.call((double) state().droppedTaps()));
        counter(r, "campus_gate_events", "Events in the journal", out -> out.call((double) gate.lastSeq()));
        counts(r, "campus_gate_alarms", "Alarms since the start", "kind", GateState::alarms);
        counts(r, "campus_gate_faults", "Malformed frames and failed transfers since the start", "device", GateState::faults);
        GaugeWithCallback.builder().name("campus_gate_device_ok").help("1 while the device answers").labelNames("lane", "kind", "driver")
                .callback(out -> state().lanes().forEach(lane -> lane.devices().forEach(d ->
                        out.call(d.health().equals("ok") ? 1 : 0, lane.id(), d.kind(), d.driver())))).register(r);
    }

    private void gauge(PrometheusRegistry r, String name, String help, ToDoubleFunction<GateState> value) {
        GaugeWithCallback.builder().name(name).help(help).callback(out -> out.call(value.applyAsDouble(state()))).register(r);
    }

    private static void counter(PrometheusRegistry r, String name, String help, Consumer<CounterWithCallback.Callback> callback) {
        CounterWithCallback.builder().name(name).help(help).callback(callback).register(r);
    }

    private void counts(PrometheusRegistry r, String name, String help, String label, Function<GateState, Map<String, String>> counts) {
        CounterWithCallback.builder().name(name).help(help).labelNames(label)
                .callback(out -> counts.apply(state()).forEach((what, count) -> out.call(Double.parseDouble(count), what))).register(r);
    }
}
