package io.campusgate.web.gate;

import io.campusgate.daemon.Controls;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.IdNumber;
import io.campusgate.domain.Mode;
import io.campusgate.domain.Word;
import io.campusgate.web.Access;
import io.campusgate.web.Call;
import io.campusgate.web.Part;
import io.campusgate.web.Problem;
import io.campusgate.web.Route;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a guard has the gate do. What can be wrong about a field is said here, in the guard's language; the gate itself
/// checks everything again.
final class DeskApi implements Part {
    private final Controls gate;

    DeskApi(Controls gate) {
        this.gate = gate;
    }

    @Override public List<Route> routes() {
        return List.of(
                Route.post("/api/lanes/{lane}/open", Access.GUARD, this::open),
                Route.post("/api/lanes/{lane}/visitor", Access.GUARD, this::visitor),
                Route.post("/api/lanes/{lane}/manual-reading", Access.GUARD, this::measure),
                Route.post("/api/lanes/{lane}/admit", Access.GUARD, this::admit),
                Route.post("/api/mode", Access.GUARD, this::mode),
                Route.post("/api/drill", Access.GUARD, this::drill),
                Route.post("/api/blocks", Access.GUARD, this::block),
                Route.post("/api/desk/sign-out", Access.GUARD, this::signOut),
                Route.post("/api/desk/late-entry", Access.GUARD, this::late));
    }

    private void open(Call call) throws IOException {
        Map<String, Object> arguments = at(lane(call), call);
        arguments.put("reason", call.text("reason"));
        order(call, "open", arguments);
    }

    /// `decision` is `approve` (the default) or `refuse`.
    private void visitor(Call call) throws IOException {
        Map<String, Object> arguments = at(lane(call), call);
        String decision = call.maybeText("decision").orElse("approve");
        copy(call, arguments, "entry");
        switch (decision) {
            case "approve" -> {
                arguments.put("id_number", idNumber(call));
                for (String name : List.of("name", "host", "reason")) {
                    arguments.put(name, call.text(name));
                }
                copy(call, arguments, "phone", "until");
                call.maybeText("phone").ifPresent(DeskApi::checkPhone);
                order(call, "visitor_register", arguments);
            }
            case "refuse" -> {
                arguments.put("text", call.text("reason"));
                if (call.maybeText("entry").isEmpty()) {
                    arguments.put("id_number", idNumber(call));
                    arguments.put("name", call.text("name"));
                }
                order(call, "visitor_refuse", arguments);
            }
            default -> throw new Problem(400, "one_of", "decision", "approve, refuse");
        }
    }

    private static String idNumber(Call call) throws IOException {
        try {
            return IdNumber.parse(call.text("id_number")).number();
        } catch (IdNumber.BadIdNumber e) {
            throw new Problem(400, "id_" + e.fault().name().toLowerCase(Locale.ROOT));
        }
    }

    private static void checkPhone(String phone) {
        if (!phone.matches("\\+?[0-9 ()-]{5,20}")) {
            throw new Problem(400, "phone");
        }
    }

    private void measure(Call call) throws IOException {
        Map<String, Object> arguments = at(lane(call), call);
        copy(call, arguments, "entry");
        String celsius = call.text("celsius").replace(',', '.');
        if (!celsius.matches("[34]\\d(\\.\\d{1,2})?")) {
            throw new Problem(400, "celsius");
        }
        arguments.put("celsius", Double.valueOf(celsius));
        order(call, "measure", arguments);
    }

    private void admit(Call call) throws IOException {
        Map<String, Object> arguments = at(lane(call), call);
        arguments.put("person", call.text("person"));
        arguments.put("reason", call.text("reason"));
        order(call, "admit", arguments);
    }

    private void mode(Call call) throws IOException {
        Map<String, Object> arguments = by(call);
        String word = call.text("mode");
        if (Word.of(Mode.class, word).isEmpty()) {
            throw new Problem(400, "one_of", "mode", Word.list(Mode.class));
        }
        arguments.put("mode", word);
        arguments.put("reason", call.text("reason"));
        copy(call, arguments, "until");
        order(call, "mode_set", arguments);
    }

    private void drill(Call call) throws IOException {
        Map<String, Object> arguments = by(call);
        arguments.put("on", call.body().getOrDefault("on", ""));
        order(call, "drill", arguments);
    }

    private void block(Call call) throws IOException {
        Map<String, Object> arguments = by(call);
        String card = call.text("card");
        try {
            arguments.put("card", CardNumber.parse(card).hex());
        } catch (IllegalArgumentException e) {
            throw new Problem(400, "card");
        }
        arguments.put("reason", call.text("reason"));
        order(call, "block", arguments);
    }

    private void signOut(Call call) throws IOException {
        Map<String, Object> arguments = by(call);
        arguments.put("person", call.text("person"));
        copy(call, arguments, "name", "text");
        order(call, "visitor_sign_out", arguments);
    }

    private void late(Call call) throws IOException {
        Map<String, Object> arguments = by(call);
        arguments.put("direction", call.text("direction"));
        arguments.put("happened", call.text("happened"));
        if (call.maybeText("person").isPresent()) {
            arguments.put("person", call.text("person"));
        } else {
            arguments.put("name", call.text("name"));
            arguments.put("id_number", idNumber(call));
        }
        copy(call, arguments, "lane", "text");
        order(call, "late_entry", arguments);
    }

    private String lane(Call call) {
        String lane = call.path("lane");
        if (gate.lanes().stream().noneMatch(l -> l.id().equals(lane))) {
            throw new Problem(404, "no_lane", lane);
        }
        return lane;
    }

    private static Map<String, Object> at(String lane, Call call) {
        Map<String, Object> arguments = by(call);
        arguments.put("lane", lane);
        return arguments;
    }

    private static Map<String, Object> by(Call call) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("by", call.by());
        return arguments;
    }

    private static void copy(Call call, Map<String, Object> arguments, String... names) throws IOException {
        for (String name : names) {
            Optional<String> text = call.maybeText(name);
            text.ifPresent(t -> arguments.put(name, t));
        }
    }

    private void order(Call call, String what, Map<String, Object> arguments) {
        call.json(GateSite.order(gate, what, arguments));
    }
}
