package io.campusgate.web.gate;

import io.campusgate.daemon.ControlClient;
import io.campusgate.daemon.ControlMessage;
import io.campusgate.daemon.Controls;
import io.campusgate.domain.Role;
import io.campusgate.report.EventExport;
import io.campusgate.report.EventExport.Format;
import io.campusgate.store.EventFields;
import io.campusgate.store.EventSearch;
import io.campusgate.store.JournalReader;
import io.campusgate.store.Stored;
import io.campusgate.store.Verification;
import io.campusgate.web.Access;
import io.campusgate.web.Call;
import io.campusgate.web.Part;
import io.campusgate.web.Problem;
import io.campusgate.web.Route;
import io.campusgate.web.template.JtelogGenerated;
import io.campusgate.web.template.JteprintGenerated;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/// `/log` and `/api/events…`: the journal to search, to look at one event in full, to take away, to print. A guard sees the
/// last digits of card numbers; who reviews sees them whole, and alone takes events away, which the journal notes first.
final class LogPage implements Part {
    private static final Pattern CARD = Pattern.compile("(\"credential\":\\{\"kind\":\"card\",\"number\":\")[0-9A-F]+([0-9A-F]{4}\")");
    /// Looked at for one answer; the page asks on by itself.
    private static final int LOOKED_AT = 1_500;
    private static final int PRINTED = 1_000;
    private static final int EXPORTS_AT_ONCE = 2;
    private static final int EXPORTS_TOLD = 100;

    private final Controls gate;
    private final Explainer explainer;
    private final Semaphore exports = new Semaphore(EXPORTS_AT_ONCE);
    private final Map<String, Map<String, Object>> progress = new ConcurrentHashMap<>();

    LogPage(Controls gate) {
        this.gate = gate;
        this.explainer = new Explainer(gate);
    }

    @Override public List<Route> routes() {
        List<Route> routes = new ArrayList<>(List.of(
                Route.get("/log", Access.SIGNED_IN, call -> call.html((out, in) -> JtelogGenerated.render(out, in, call.page("log"), laneIds(),
                        call.may(Access.REVIEWER)))),
                Route.get("/log/print", Access.REVIEWER, this::print),
                Route.get("/api/events", Access.SIGNED_IN, this::list),
                Route.get("/api/events/{seq}", Access.SIGNED_IN, this::one),
                Route.get("/api/exports/{id}", Access.REVIEWER, this::progress)));
        for (Format format : Format.values()) {
            routes.add(Route.get("/api/events." + format.word(), Access.REVIEWER, call -> export(call, format)));
        }
        return routes;
    }

    @Override public List<Link> links() {
        return List.of(new Link("log", "/log", Access.SIGNED_IN));
    }

    private List<String> laneIds() {
        return gate.config().lanes().stream().map(lane -> lane.id()).toList();
    }

    private void list(Call call) {
        EventQuery query = EventQuery.page(call, gate.config().site().timezone());
        EventSearch.Page page = search(query, LOOKED_AT);
        if (query.named().contains("person") || query.named().contains("text")) {
            gate.operator("looked_up", Optional.empty(), details(call, "events", query));
        }
        StringJoiner texts = new StringJoiner(",", "{\"events\":[", "],");
        page.events().forEach(event -> texts.add(shown(call, event)));
        call.answer("application/json", texts + "\"next\":" + (page.next().isPresent() ? page.next().getAsLong() : "null") + "}");
    }

    private EventSearch.Page search(EventQuery query, int most) {
        try (EventSearch search = EventSearch.open(gate.config().store().path())) {
            return search.page(query.filter(), most);
        }
    }

    private static String shown(Call call, Stored event) {
        return call.session().role() == Role.GUARD ? CARD.matcher(event.text()).replaceAll("$1…$2") : event.text();
    }

    private Map<String, Object> details(Call call, String what, EventQuery query) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("what", what);
        details.put("filters", String.join(" ", query.named()));
        details.put("by", call.by());
        return details;
    }

    /// One event with what its chain says and what each rule would say.
    private void one(Call call) throws ControlClient.Refused {
        long seq = Optional.of(call.path("seq")).filter(n -> n.matches("\\d{1,18}")).map(Long::parseLong).orElseThrow(() -> new Problem(404, "no_page"));
        try (JournalReader journal = JournalReader.open(gate.config().store().path())) {
            Stored event = journal.find(seq).orElseThrow(() -> new Problem(404, "no_page"));
            EventFields fields = EventFields.of(event);
            if (fields.text("who.salt").isPresent()) {
                Map<String, Object> details = new LinkedHashMap<>();
                details.put("what", "event");
                details.put("event", seq);
                details.put("by", call.by());
                gate.operatorFirst("looked_up", Optional.empty(), details);
            }
            Verification chain = journal.verify(seq, Math.min(seq + 1, journal.lastSeq()));
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("chain", Map.of("sound", chain.isSound(), "findings", chain.findings()));
            explainer.of(fields).ifPresent(why -> answer.put("why", why));
            String rest = ControlMessage.write(answer);
            call.answer("application/json", "{\"event\":" + shown(call, event) + "," + rest.substring(1));
        }
    }

    private void export(Call call, Format format) throws IOException, ControlClient.Refused {
        EventQuery query = EventQuery.of(call, gate.config().site().timezone(), Integer.MAX_VALUE);
        if (!exports.tryAcquire()) {
            throw new Problem(503, "exporting");
        }
        Optional<String> id = call.query("export").filter(n -> n.matches("[a-z0-9]{8,32}"));
        try {
            Map<String, Object> details = details(call, "events", query);
            details.put("format", format.word());
            gate.operatorFirst("exported", Optional.empty(), details);
            call.answerHeader("Content-Disposition", "attachment; filename=\"events-" + gate.config().site().gate().replaceAll("[^A-Za-z0-9._-]", "_") + "." + format.word() + "\"");
            tell(id, 0, 0, 1, false);
            long[] rows = {0};
            try (OutputStream out = call.stream(format.mediaType())) {
                rows[0] = EventExport.write(gate.config().store().path(), query.filter(), format, out, (done, seq, newest) -> tell(id, done, seq, newest, false));
            }
            tell(id, rows[0], 1, 1, true);
        } finally {
            exports.release();
        }
    }

    private void tell(Optional<String> id, long rows, long seq, long newest, boolean done) {
        id.ifPresent(known -> {
            if (progress.size() >= EXPORTS_TOLD && !progress.containsKey(known)) {
                progress.clear();
            }
            progress.put(known, Map.of("rows", rows, "percent", newest == 0 ? 100 : Math.min(100, seq * 100 / newest), "done", done));
        });
    }

    private void progress(Call call) {
        call.json(Optional.ofNullable(progress.get(call.path("id"))).orElse(Map.of("rows", 0, "percent", 0, "done", false)));
    }

    private void print(Call call) throws ControlClient.Refused {
        EventQuery query = EventQuery.of(call, gate.config().site().timezone(), PRINTED);
        gate.operatorFirst("exported", Optional.empty(), details(call, "print", query));
        List<EventFields> events = search(query, Integer.MAX_VALUE).events().reversed().stream().map(EventFields::of).toList();
        call.html((out, in) -> JteprintGenerated.render(out, in, call.page("print"), events));
    }
}
