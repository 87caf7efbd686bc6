package io.campusgate.order;

import io.campusgate.domain.Mode;
import io.campusgate.domain.Right;
import io.campusgate.domain.Word;
import io.campusgate.trust.JsonMap;
import java.io.StringWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The payload of a signed order.
///
/// @param gate  `*`: every gate of the site
/// @param by    who gives it, for the journal
/// @param nonce the gate's present one, for a gate that does not know the time
public record SignedOrder(String site, String gate, String id, Instant issued, Instant expires, String by, Optional<String> nonce, Order order) {
    /// The longest text of a signed order, in characters.
    public static final int LONGEST = 8 * 1024;
    private static final int DEPTH = 2;
    private static final int LONGEST_TEXT = 500;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_:-]{1,64}");
    private static final JsonFactory JSON = new JsonFactory();

    /// The payload to sign.
    public String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator g = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            g.writeStartObject();
            g.writeStringProperty("typ", "order");
            g.writeStringProperty("site", site);
            g.writeStringProperty("gate", gate);
            g.writeStringProperty("id", id);
            g.writeStringProperty("issued", issued.toString());
            g.writeStringProperty("expires", expires.toString());
            g.writeStringProperty("by", by);
            nonce.ifPresent(n -> g.writeStringProperty("nonce", n));
            g.writeStringProperty("do", order.right().word());
            switch (order) {
                case Order.Open(var lane, var reason) -> {
                    g.writeStringProperty("lane", lane);
                    g.writeStringProperty("reason", reason);
                }
                case Order.SetMode(var mode, var reason, var until) -> {
                    g.writeStringProperty("mode", mode.word());
                    g.writeStringProperty("reason", reason);
                    until.ifPresent(u -> g.writeStringProperty("until", u.toString()));
                }
                case Order.Drill(var on) -> g.writeBooleanProperty("on", on);
                case Order.Replay(var from, var to) -> {
                    g.writeNumberProperty("from", from);
                    g.writeNumberProperty("to", to);
                }
                case Order.Refresh _, Order.Restart _ -> { }
            }
            g.writeEndObject();
        }
        return text.toString();
    }

    /// Reads the payload of a text whose signature was verified.
    public static SignedOrder parse(String payload) throws BadOrder {
        try {
            Map<String, Object> m = JsonMap.read(payload, DEPTH);
            if (!"order".equals(m.get("typ"))) {
                throw new BadOrder("it is signed, but no order: typ is not \"order\"");
            }
            String id = text(m, "id");
            if (!ID.matcher(id).matches()) {
                throw new BadOrder("the order's id is no UUID");
            }
            Optional<String> nonce = m.containsKey("nonce") ? Optional.of(text(m, "nonce")) : Optional.empty();
            return new SignedOrder(text(m, "site"), text(m, "gate"), id, time(m, "issued"), time(m, "expires"), text(m, "by"), nonce, order(m));
        } catch (JsonMap.BadJson e) {
            throw new BadOrder("the order is no JSON object as it should be: " + e.getMessage(), e);
        }
    }

    private static Order order(Map<String, Object> m) throws BadOrder {
        String what = text(m, "do");
        Right right = Word.of(Right.class, what).orElseThrow(() -> new BadOrder("there is no order '" + what + "'"));
        return switch (right) {
            case OPEN -> new Order.Open(text(m, "lane"), text(m, "reason"));
            case SET_MODE -> new Order.SetMode(mode(text(m, "mode")), text(m, "reason"),
                    m.containsKey("until") ? Optional.of(time(m, "until")) : Optional.empty());
            case DRILL -> {
                if (!(m.get("on") instanceof Boolean on)) {
                    throw new BadOrder("the order's on is neither true nor false");
                }
                yield new Order.Drill(on);
            }
            case REPLAY -> new Order.Replay(number(m, "from"), number(m, "to"));
            case REFRESH -> new Order.Refresh();
            case RESTART -> new Order.Restart();
            case WHITELIST -> throw new BadOrder("there is no order 'whitelist'");
        };
    }

    private static Mode mode(String word) throws BadOrder {
        return Word.of(Mode.class, word).orElseThrow(() -> new BadOrder("there is no mode '" + word + "'; there are " + Word.list(Mode.class)));
    }

    private static String text(Map<String, Object> m, String name) throws BadOrder {
        if (m.get(name) instanceof String text && !text.isBlank() && text.length() <= LONGEST_TEXT && text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        throw new BadOrder("the order's " + name + " is no line of text of 1 to " + LONGEST_TEXT + " characters");
    }

    private static long number(Map<String, Object> m, String name) throws BadOrder {
        if (m.get(name) instanceof Long n && n >= 1) {
            return n;
        }
        throw new BadOrder("the order's " + name + " is no whole number from 1");
    }

    private static Instant time(Map<String, Object> m, String name) throws BadOrder {
        try {
            return OffsetDateTime.parse(text(m, name)).toInstant();
        } catch (DateTimeException e) {
            throw new BadOrder("the order's " + name + " is no time like 2026-09-01T07:30:00Z", e);
        }
    }

    /// The id that a text claims to have, to name it in a refusal; empty if it claims none that makes sense.
    public static String claimedId(String payload) {
        try {
            return JsonMap.read(payload, DEPTH).get("id") instanceof String id && ID.matcher(id).matches() ? id : "";
        } catch (JsonMap.BadJson e) {
            return "";
        }
    }
}
