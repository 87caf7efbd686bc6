package io.campusgate.web.gate;

import io.campusgate.config.GateConfig;
import io.campusgate.daemon.ControlClient;
import io.campusgate.daemon.Controls;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Credential;
import io.campusgate.domain.Mode;
import io.campusgate.domain.WhitelistRecord.Person;
import io.campusgate.domain.Who;
import io.campusgate.domain.Word;
import io.campusgate.report.Contacts;
import io.campusgate.report.ReportJson;
import io.campusgate.store.IdVault;
import io.campusgate.store.WhitelistFile;
import io.campusgate.web.Access;
import io.campusgate.web.Call;
import io.campusgate.web.Part;
import io.campusgate.web.Problem;
import io.campusgate.web.Route;
import io.campusgate.web.template.JtepeopleGenerated;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `/people`: who somebody is, what they may do now and at another time and lane, whom they met. Each look is noted in the
/// journal. Card, phone and identity numbers are masked; who reviews may ask for them in full, with a reason.
final class PeoplePage implements Part {
    private static final int FOUND_MOST = 20;
    private final Controls gate;
    private final Explainer explainer;
    private final WalkInPeople walkIns;

    PeoplePage(Controls gate) {
        this.gate = gate;
        this.explainer = new Explainer(gate);
        this.walkIns = new WalkInPeople(gate);
    }

    @Override public List<Route> routes() {
        return List.of(
                Route.get("/people", Access.SIGNED_IN, call -> call.html((out, in) -> JtepeopleGenerated.render(out, in, call.page("people"),
                        gate.config().lanes().stream().map(GateConfig.Lane::id).toList(), Arrays.stream(Mode.values()).map(Mode::word).toList(),
                        gate.mode().mode().word(), call.may(Access.REVIEWER)))),
                Route.get("/api/people", Access.SIGNED_IN, this::find),
                Route.post("/api/people/{id}/reveal", Access.REVIEWER, this::reveal),
                Route.get("/api/explain", Access.SIGNED_IN, this::explain),
                Route.get("/api/contacts", Access.REVIEWER, this::contacts));
    }

    @Override public List<Link> links() {
        return List.of(new Link("people", "/people", Access.SIGNED_IN));
    }

    private ZoneId zone() {
        return gate.config().site().timezone();
    }

    private void noted(Call call, String what) throws ControlClient.Refused {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("what", what);
        details.put("by", call.by());
        gate.operatorFirst("looked_up", Optional.empty(), details);
    }

    private void find(Call call) throws ControlClient.Refused {
        String text = call.query("text").orElseThrow(() -> new Problem(400, "missing", "text"));
        noted(call, "person");
        List<Person> found = gate.whitelist().with(file -> search(file, text)).orElse(List.of());
        List<Map<String, Object>> people = new ArrayList<>(found.stream().map(PeoplePage::json).toList());
        people.addAll(walkIns.find(text, FOUND_MOST));
        call.json(Map.of("people", people, "whitelist", gate.whitelist().version().toString()));
    }

    /// The numbers of one person in full: `reason`. The journal knows who looked at whom and why before anything is shown.
    private void reveal(Call call) throws Exception {
        String reason = call.text("reason");
        Optional<Map<String, Object>> walkIn = walkIns.revealed(call.path("id"), reason, call.by());
        if (walkIn.isPresent()) {
            call.json(walkIn.get());
            return;
        }
        Person p = gate.whitelist().with(file -> file.find(call.path("id"))).flatMap(found -> found).orElseThrow(() -> new Problem(404, "no_person", call.path("id")));
        gate.unmasked(Who.person(p.holder()), reason, call.by());
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("cards", p.cards().stream().map(CardNumber::hex).toList());
        m.put("phone", p.phone());
        Optional<IdVault> vault = gate.config().store().idKeyFile().map(IdVault::open);
        vault.flatMap(v -> p.idSealed().map(sealed -> v.open(sealed).number())).or(p::idMasked).ifPresent(id -> m.put("id_number", id));
        call.json(m);
    }

    private static List<Person> search(WhitelistFile file, String text) {
        List<Person> found = new ArrayList<>();
        card(text).flatMap(card -> file.lookup(new Credential.Card(card), _ -> false).holder()).flatMap(h -> file.find(h.id())).ifPresent(found::add);
        file.search(text, FOUND_MOST).stream().filter(p -> found.stream().noneMatch(f -> f.key().equals(p.key()))).forEach(found::add);
        return found;
    }

    private static Optional<CardNumber> card(String text) {
        try {
            return Optional.of(CardNumber.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Map<String, Object> json(Person p) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("person_id", p.holder().id());
        m.put("name", p.holder().name());
        m.put("kind", p.holder().kind().word());
        m.put("group", p.holder().group());
        m.put("status", p.holder().active() ? "active" : "suspended");
        m.put("levels", p.holder().levels());
        m.put("cards", p.cards().stream().map(CardNumber::toString).toList());
        m.put("phone", p.maskedPhone());
        p.idMasked().ifPresent(id -> m.put("id_number", id));
        p.holder().validity().from().ifPresent(t -> m.put("valid_from", t.toString()));
        p.holder().validity().until().ifPresent(t -> m.put("valid_until", t.toString()));
        return m;
    }

    /// `card`, a card number, the text of a pass code or a person's number; `at`, `lane`, `mode`.
    private void explain(Call call) throws ControlClient.Refused {
        String text = call.query("card").orElseThrow(() -> new Problem(400, "missing", "card"));
        Instant at = call.query("at").map(t -> EventQuery.instant(t, zone(), false)).orElse(gate.now());
        GateConfig.Lane lane = call.query("lane").map(id -> explainer.lane(id).orElseThrow(() -> Problem.bad("'" + id + "'"))).orElse(explainer.firstInwards());
        Optional<Mode> mode = call.query("mode").map(word -> Word.of(Mode.class, word).orElseThrow(() -> Problem.bad("'" + word + "': " + Word.list(Mode.class))));
        noted(call, "explain");
        try {
            Map<String, Object> m = explainer.explain(text, lane, at, mode);
            m.put("at", ReportJson.time(at, zone()));
            call.json(m);
        } catch (IllegalArgumentException e) {
            throw new Problem(400, "no_credential");
        }
    }

    private void contacts(Call call) throws ControlClient.Refused {
        String person = call.query("person").orElseThrow(() -> new Problem(400, "missing", "person"));
        Optional<Instant> from = call.query("from").map(t -> EventQuery.instant(t, zone(), false));
        Optional<Instant> to = call.query("to").map(t -> EventQuery.instant(t, zone(), true));
        int minutes = call.query("minutes").map(n -> n.matches("\\d{1,3}") ? Integer.parseInt(n) : 0).orElse(5);
        if (minutes < 1 || minutes > 120) {
            throw Problem.bad("minutes: 1 – 120");
        }
        noted(call, "contacts");
        try {
            Optional<Contacts.Found> found = Contacts.of(gate.config().store().path(), person, from, to, Duration.ofMinutes(minutes));
            call.json(Map.of("moments", found.map(Contacts.Found::moments).orElse(0),
                    "contacts", found.map(f -> f.met().stream().map(this::json).toList()).orElse(List.of())));
        } catch (Contacts.Ambiguous e) {
            throw new Problem(409, "ambiguous", String.join(", ", e.people().stream().map(p -> p.id() + " " + p.name()).toList()));
        }
    }

    private Map<String, Object> json(Contacts.Contact c) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("person_id", c.person().id());
        m.put("name", c.person().name());
        m.put("kind", c.person().kind().word());
        m.put("group", c.person().group());
        m.put("times", c.times());
        m.put("nearest_s", c.nearest().toSeconds());
        m.put("same_lane", c.sameLane());
        m.put("last", ReportJson.time(c.last(), zone()));
        m.put("lane", c.lane());
        return m;
    }
}
