package io.campusgate.web.console;

import io.campusgate.config.Build;
import io.campusgate.config.ConsoleConfig;
import io.campusgate.console.ConsoleView;
import io.campusgate.web.Access;
import io.campusgate.web.Call;
import io.campusgate.web.Page;
import io.campusgate.web.Part;
import io.campusgate.web.Route;
import io.campusgate.web.SignIn;
import io.campusgate.web.WebServer;
import io.campusgate.web.WebSettings;
import io.campusgate.web.Words;
import io.campusgate.web.template.JtegatesGenerated;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// What a console serves over HTTP: one page with all gates, and its own health.
public final class ConsoleSite implements AutoCloseable {
    private final Supplier<ConsoleView> console;
    private final WebServer server;

    public ConsoleSite(ConsoleConfig config, Supplier<ConsoleView> console) {
        this.console = console;
        Words words = Words.in(config.site().language().getLanguage());
        this.server = new WebServer(new WebSettings(config.web().listen().host(), config.web().listen().port(), Optional.empty()),
                new Page.Site(config.site().id(), "campus-gate " + Build.ofThisProgram().version(), words), _ -> Optional.empty(), System::nanoTime,
                List.of(new Own(), new ConsoleMetrics(console)));
    }

    private final class Own implements Part {
        @Override public List<Route> routes() {
            return List.of(Route.get("/", Access.OPEN, ConsoleSite.this::page), Route.get("/healthz", Access.OPEN, ConsoleSite.this::health), SignIn.languageRoute());
        }
    }

    private void page(Call call) {
        GateTable table = new GateTable(console.get());
        call.html((out, in) -> JtegatesGenerated.render(out, in, call.page("gates"), table));
    }

    /// 503 while the record cannot be written; a broker that is down is a note, as it is at a gate.
    private void health(Call call) {
        ConsoleView view = console.get();
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("status", view.storeOk() ? "ok" : "failed");
        m.put("reasons", view.storeOk() ? List.of() : List.of("store failed"));
        m.put("notes", view.storeOk() ? view.trouble().map(_ -> List.of("broker lost")).orElse(List.of()) : List.of());
        call.status(view.storeOk() ? 200 : 503).json(m);
    }

    /// @throws IOException with a plain sentence, if the address is taken
    public void start() throws IOException {
        server.start();
    }

    public String address() {
        return server.address();
    }

    @Override public void close() {
        server.close();
    }
}
