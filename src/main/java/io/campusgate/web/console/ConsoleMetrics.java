package io.campusgate.web.console;

import io.campusgate.console.ConsoleView;
import io.campusgate.web.Access;
import io.campusgate.web.Call;
import io.campusgate.web.Part;
import io.campusgate.web.Route;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// `GET /metrics`: the console and its gates in figures, in the Prometheus text format, for this machine.
final class ConsoleMetrics implements Part {
    private final Supplier<ConsoleView> console;
    private Optional<PrometheusRegistry> registry = Optional.empty();

    ConsoleMetrics(Supplier<ConsoleView> console) {
        this.console = console;
    }

    @Override public List<Route> routes() {
        return List.of(Route.get("/metrics", Access.OPEN, this::answer));
    }

    private void answer(Call call) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(text, registry().scrape());
        call.answer(PrometheusTextFormatWriter.CONTENT_TYPE, text.toByteArray());
    }

    private synchronized PrometheusRegistry registry() {
        if (registry.isEmpty()) {
            PrometheusRegistry made = new PrometheusRegistry();
            fill(made);
            registry = Optional.of(made);
        }
        return registry.get();
    }

    private void fill(PrometheusRegistry r) {
        GaugeWithCallback.builder().name("campus_gate_console_working").help("1 while events are taken and stored")
                .callback(out -> out.call(console.get().trouble().isEmpty() ? 1 : 0)).register(r);
        counter(r, "campus_gate_console_events", "Events stored since the start", v -> v.counters().added());
        counter(r, "campus_gate_console_repeats", "Events that were stored already", v -> v.counters().repeats());
        counter(r, "campus_gate_console_acks", "Confirmations sent to gates", v -> v.counters().acks());
        counter(r, "campus_gate_console_replays", "Orders to send something again", v -> v.counters().replays());
        CounterWithCallback.builder().name("campus_gate_console_malformed").help("Messages that are no events").labelNames("what")
                .callback(out -> console.get().counters().malformed().forEach((what, count) -> out.call(count, what))).register(r);
        gauge(r, "campus_gate_console_online", "1 while the gate is connected", g -> g.online() ? 1 : 0);
        gauge(r, "campus_gate_console_backlog_events", "Events the gate holds that are not confirmed", ConsoleView.Gate::backlog);
        gauge(r, "campus_gate_console_stored_seq", "Up to which seq nothing is missing", ConsoleView.Gate::stored);
        gauge(r, "campus_gate_console_missing_events", "Events missing before later ones", g -> g.gaps().stream().mapToLong(gap -> gap.to() - gap.from() + 1).sum());
        gauge(r, "campus_gate_console_open_incidents", "Incidents that are not closed", ConsoleView.Gate::alarms);
        gauge(r, "campus_gate_console_findings", "Events that are not what they should be", ConsoleView.Gate::findings);
    }

    private void counter(PrometheusRegistry r, String name, String help, ToDoubleFunction<ConsoleView> value) {
        CounterWithCallback.builder().name(name).help(help).callback(out -> out.call(value.applyAsDouble(console.get()))).register(r);
    }

    private void gauge(PrometheusRegistry r, String name, String help, ToDoubleFunction<ConsoleView.Gate> value) {
        GaugeWithCallback.builder().name(name).help(help).labelNames("gate")
                .callback(out -> console.get().gates().forEach(g -> out.call(value.applyAsDouble(g), g.name()))).register(r);
    }
}
