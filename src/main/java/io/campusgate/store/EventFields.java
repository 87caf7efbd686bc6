package io.campusgate.store;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// What an event's text says, by the path of each member: `type`, `who.person.name`, `health.celsius`. Values are as
/// the text has them, so a temperature keeps its two decimals; order is that of the text. Parts that were purged are
/// absent. Of a text that somebody damaged there is what could be read.
public final class EventFields {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int DEPTH = 4;

    private final long seq;
    private final Map<String, String> values = new LinkedHashMap<>(64);
    private final Set<String> strings = new HashSet<>(64);

    private EventFields(long seq) {
        this.seq = seq;
    }

    public static EventFields of(Stored event) {
        return of(event.seq(), event.text());
    }

    /// @param seq where the journal has it, whatever the text says
    public static EventFields of(long seq, String text) {
        EventFields fields = new EventFields(seq);
        try (JsonParser p = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (p.nextToken() == JsonToken.START_OBJECT) {
                fields.read(p, "", DEPTH);
            }
        } catch (JacksonException e) {
            fields.values.put("unreadable", "true");   // the verification says where the journal was changed
        }
        return fields;
    }

    private void read(JsonParser p, String path, int depth) {
        while (p.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = path + p.currentName();
            JsonToken value = p.nextToken();
            if (value == JsonToken.START_OBJECT && depth > 0) {
                read(p, name + ".", depth - 1);
            } else if (value == JsonToken.START_OBJECT || value == JsonToken.START_ARRAY) {
                p.skipChildren();
            } else if (value != JsonToken.VALUE_NULL) {
                values.putIfAbsent(name, p.getString());
                if (value == JsonToken.VALUE_STRING) {
                    strings.add(name);
                }
            }
        }
    }

    public long seq() {
        return seq;
    }

    public Optional<String> text(String path) {
        return Optional.ofNullable(values.get(path));
    }

    /// The value as a number; empty if it is absent or none.
    public Optional<BigDecimal> number(String path) {
        try {
            return text(path).map(BigDecimal::new);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /// Whether the value is a text, not a number or a boolean.
    boolean isString(String path) {
        return strings.contains(path);
    }

    /// When it happened; empty only if the text was damaged.
    public Optional<Instant> time() {
        try {
            return text("time").map(EventTime::parse);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /// All paths and values, in the order of the text.
    public Map<String, String> all() {
        return Collections.unmodifiableMap(values);
    }

    /// Those that are none of the members every event may have: what [io.campusgate.domain.Draft#details] held.
    public Map<String, String> details() {
        Map<String, String> details = new LinkedHashMap<>(values);
        details.keySet().removeIf(EventFields::isFixed);
        return details;
    }

    private static boolean isFixed(String path) {
        return switch (path) {
            case "gate", "journal", "seq", "time", "clock", "boot", "uptime_ms", "type", "lane", "direction", "outcome", "reason",
                    "mode", "whitelist", "drill", "entry", "who_sha256", "health_sha256", "prev", "hash", "unreadable" -> true;
            default -> path.startsWith("who.") || path.startsWith("health.");
        };
    }
}
