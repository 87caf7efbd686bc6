package io.campusgate.demo;

import io.campusgate.domain.Direction;
import io.campusgate.domain.Draft;
import io.campusgate.domain.Health;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.Who;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/// One entry as one line for people: time, lane, decision in colour and word, name, temperature.
final class PassageLine {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final String GREEN = "\u001B[32m";
    private static final String RED = "\u001B[31m";
    private static final String AMBER = "\u001B[33m";
    private static final String PLAIN = "\u001B[0m";

    private final ZoneId zone;
    private final boolean colour;

    PassageLine(ZoneId zone, boolean colour) {
        this.zone = zone;
        this.colour = colour;
    }

    /// @param entry an event of type `entry`
    String of(Draft entry) {
        boolean in = entry.direction().filter(d -> d == Direction.IN).isPresent();
        String decision = switch (entry.outcome()) {
            case "granted" -> paint(GREEN, in ? "✔ 进 in      " : "✔ 出 out     ");
            case "waiting" -> paint(AMBER, "… 等待 waiting");
            default -> paint(RED, "✘ 拒绝 denied ");
        };
        return TIME.format(entry.time().atZone(zone)) + "  " + pad(entry.lane().orElse(""), 6) + " " + decision + " "
                + pad(who(entry), 34) + temperature(entry.health())
                + entry.reason().filter(r -> !r.equals("ok")).map(r -> "  " + r).orElse("");
    }

    private static String who(Draft entry) {
        Optional<Who.Person> person = entry.who().flatMap(Who::person);
        if (person.isEmpty()) {
            return "未知 unknown " + entry.who().map(w -> w.credential().recorded()).orElse("");
        }
        Who.Person p = person.get();
        return p.name() + " " + kind(p.kind()) + (p.group().isEmpty() ? "" : " " + p.group());
    }

    private static String kind(PersonKind kind) {
        return switch (kind) {
            case STAFF -> "教职工";
            case STUDENT -> "学生";
            case CONTRACTOR -> "服务人员";
            case VISITOR -> "访客";
        };
    }

    private String temperature(Optional<Health> health) {
        return health.map(h -> h.body().map(t -> {
            String text = String.format(Locale.ROOT, "%.1f °C", t.celsius());
            return switch (h.verdict()) {
                case NORMAL -> paint(GREEN, text);
                case FEVER -> paint(RED, text);
                case UNSURE, UNRELIABLE -> paint(AMBER, text);
            };
        }).orElseGet(() -> paint(AMBER, "  –  °C"))).orElse("       ");
    }

    private String paint(String code, String text) {
        return colour ? code + text + PLAIN : text;
    }

    /// Pads to `width` columns; a Chinese character takes two.
    private static String pad(String text, int width) {
        int columns = text.codePoints().map(c -> c >= 0x1100 && Character.isIdeographic(c) || c >= 0xFF00 ? 2 : 1).sum();
        return text + " ".repeat(Math.max(0, width - columns));
    }
}
