package io.campusgate.cli;

import io.campusgate.store.EventFields;
import io.campusgate.store.Stored;
import java.util.StringJoiner;

/// One event as one line for people: when, where, what, who, how warm, why.
final class EventLine {
    private static final int LANE = 8;
    private static final int WHAT = 22;
    private static final int WHO = 32;

    private final boolean colour;

    EventLine(boolean colour) {
        this.colour = colour;
    }

    String of(Stored event) {
        EventFields f = EventFields.of(event);
        String type = f.text("type").orElse("?");
        String what = type + " " + f.text("outcome").or(() -> f.text("mode").filter(_ -> type.equals("mode"))).orElse("");
        String line = Paint.FAINT.on(String.format("%8d", event.seq()), colour) + "  " + time(f) + "  "
                + Columns.fit(Columns.printable(f.text("lane").orElse("")), LANE) + " "
                + paint(f.text("outcome").orElse(""), Columns.fit(Columns.printable(what), WHAT)) + " "
                + Columns.fit(Columns.printable(who(f)), WHO) + " " + temperature(f) + "  " + Columns.printable(why(f));
        return line.stripTrailing();
    }

    /// `2026-09-01 07:31:05`, in the site's zone as the journal has it; `?` behind it: the clock was not trusted.
    private static String time(EventFields f) {
        String time = f.text("time").orElse("");
        String shown = time.length() < 19 ? Columns.fit(time, 19) : time.substring(0, 10) + " " + time.substring(11, 19);
        return shown + (f.text("clock").filter("unsynced"::equals).isPresent() ? "?" : " ");
    }

    private static String who(EventFields f) {
        StringJoiner who = new StringJoiner(" ");
        f.text("who.person.name").ifPresentOrElse(who::add, () -> f.text("who.credential.number").ifPresent(who::add));
        f.text("who.person.kind").ifPresent(who::add);
        f.text("who.person.group").ifPresent(who::add);
        return who.toString();
    }

    private String temperature(EventFields f) {
        String celsius = f.text("health.celsius").map(c -> Columns.fit(c.substring(0, Math.min(c.length(), 4)) + " °C", 7)).orElse("       ");
        return switch (f.text("health.verdict").orElse("")) {
            case "normal" -> Paint.GREEN.on(celsius, colour);
            case "fever" -> Paint.RED.on(celsius, colour);
            case "" -> celsius;
            default -> Paint.AMBER.on(celsius, colour);
        };
    }

    private static String why(EventFields f) {
        StringJoiner why = new StringJoiner("  ");
        f.text("reason").filter(r -> !r.equals("ok")).ifPresent(why::add);
        f.details().forEach((name, value) -> why.add(name + "=" + value));
        f.text("drill").filter("true"::equals).ifPresent(_ -> why.add("DRILL"));
        return why.toString();
    }

    private String paint(String outcome, String text) {
        return switch (outcome) {
            case "granted", "passed", "back", "applied", "synced", "done", "secured" -> Paint.GREEN.on(text, colour);
            case "denied", "refused", "forced_open", "held_open", "lost", "opened", "unclean_start", "not_opened", "login_failed",
                    "low_space" -> Paint.RED.on(text, colour);
            case "waiting", "did_not_pass", "unreliable", "drift", "stepped", "released" -> Paint.AMBER.on(text, colour);
            default -> text;
        };
    }
}
