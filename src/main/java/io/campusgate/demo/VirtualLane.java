package io.campusgate.demo;

import io.campusgate.device.sim.SimGate;
import io.campusgate.device.sim.SimLane;
import io.campusgate.domain.Account;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Credential;
import io.campusgate.domain.Direction;
import io.campusgate.domain.IdNumber;
import io.campusgate.web.Access;
import io.campusgate.web.Call;
import io.campusgate.web.Choice;
import io.campusgate.web.OneTimeCode;
import io.campusgate.web.Part;
import io.campusgate.web.Problem;
import io.campusgate.web.Route;
import io.campusgate.web.template.JteenterGenerated;
import io.campusgate.web.template.JtevirtualGenerated;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The demo's own part of the pages: a one-time sign-in link, and a lane whose hardware anybody can play with. It is no
/// part of a real gate's pages.
final class VirtualLane implements Part {
    private static final int PEOPLE_SHOWN = 14;

    private final SimGate hardware;
    private final Map<String, Direction> lanes;
    private final List<Choice> cards;
    private final Supplier<Optional<Account>> guest;
    private final Consumer<String> playing;
    private final Runnable linkUsed;
    private volatile OneTimeCode code = new OneTimeCode();

    /// @param guest    whom the link signs in
    /// @param playing  is told the lane with which somebody plays
    /// @param linkUsed there is a new link now
    VirtualLane(SimGate hardware, Map<String, Direction> lanes, School school, Supplier<Optional<Account>> guest, Consumer<String> playing,
                Runnable linkUsed) {
        this.hardware = hardware;
        this.lanes = lanes;
        this.cards = cards(school);
        this.guest = guest;
        this.playing = playing;
        this.linkUsed = linkUsed;
    }

    /// Somebody of each kind, and everybody of whom something is to be told.
    private static List<Choice> cards(School school) {
        List<School.Person> chosen = new ArrayList<>(school.people().stream().filter(p -> p.role() != School.Role.ORDINARY).limit(PEOPLE_SHOWN - 8).toList());
        for (int i = 0; chosen.size() < PEOPLE_SHOWN && i < school.people().size(); i += Math.max(1, school.people().size() / 9)) {
            chosen.add(school.people().get(i));
        }
        List<Choice> cards = new ArrayList<>();
        chosen.forEach(p -> cards.add(new Choice(p.card().hex(), p.name(), p.group(), "virtual.role." + p.role().name().toLowerCase(Locale.ROOT))));
        school.passes().forEach(q -> cards.add(new Choice(q.code(), q.name(), q.id(), "virtual.qr")));
        return List.copyOf(cards);
    }

    @Override public List<Route> routes() {
        return List.of(
                Route.get("/enter", Access.OPEN, this::enter),
                Route.get("/virtual", Access.SIGNED_IN, this::show),
                Route.post("/api/sim/{lane}/tap", Access.SIGNED_IN, this::tap),
                Route.post("/api/sim/{lane}/temperature", Access.SIGNED_IN, this::temperature),
                Route.post("/api/sim/{lane}/door", Access.SIGNED_IN, call -> play(call).door(on(call, "open"))),
                Route.post("/api/sim/{lane}/fire", Access.SIGNED_IN, call -> play(call).fire(on(call, "active"))));
    }

    @Override public List<Link> links() {
        return List.of(new Link("virtual", "/virtual", Access.SIGNED_IN));
    }

    /// The path of the link that signs in whoever opens it first.
    String path() {
        return "/enter?code=" + code.shown().orElse("");
    }

    private void enter(Call call) {
        OneTimeCode used = code;
        Account account = guest.get().orElseThrow(() -> new Problem(503, "busy"));
        if (!used.use(call.query("code").orElse(""))) {
            throw new Problem(403, "link_used");
        }
        code = new OneTimeCode();
        call.signIn(account);
        linkUsed.run();
        call.html((out, in) -> JteenterGenerated.render(out, in, call.page("signin")));
    }

    private void show(Call call) {
        call.html((out, in) -> JtevirtualGenerated.render(out, in, call.page("virtual"), List.copyOf(lanes.keySet()), cards));
    }

    private void tap(Call call) throws IOException {
        SimLane lane = lane(call);
        String card = call.text("card");
        playing.accept(lane.id());
        if (!lane.tap(credential(card))) {
            throw new Problem(503, "busy");
        }
        call.done();
    }

    private static Credential credential(String text) {
        try {
            if (text.startsWith("CG1.")) {
                return Credential.Qr.parse(text);
            }
            return text.length() == 18 ? new Credential.IdCard(IdNumber.parse(text), "") : new Credential.Card(CardNumber.parse(text));
        } catch (IllegalArgumentException e) {
            throw new Problem(400, "card");
        }
    }

    /// `celsius` is what the sensor sees on the surface; without it nobody stands there.
    private void temperature(Call call) throws IOException {
        SimLane lane = lane(call);
        playing.accept(lane.id());
        Optional<String> celsius = call.maybeText("celsius");
        if (celsius.isEmpty()) {
            lane.stepAway();
        } else if (celsius.get().matches("\\d{1,2}(\\.\\d{1,2})?")) {
            lane.warm(Double.parseDouble(celsius.get()));
        } else {
            throw new Problem(400, "celsius");
        }
        call.done();
    }

    private SimLane play(Call call) {
        SimLane lane = lane(call);
        playing.accept(lane.id());
        return lane;
    }

    private static boolean on(Call call, String name) throws IOException {
        if (!(call.body().get(name) instanceof Boolean on)) {
            throw new Problem(400, "missing", name);
        }
        call.done();
        return on;
    }

    private SimLane lane(Call call) {
        String id = call.path("lane");
        if (!lanes.containsKey(id)) {
            throw new Problem(404, "no_lane", id);
        }
        return hardware.lane(id);
    }
}
