package io.campusgate.store;

import io.campusgate.domain.Word;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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
    private static final int MEMBERS = 48;
    /// Paths of the parts every entry has, so that they are not put together anew for each of millions of events.
    private static final Map<String, Map<String, String>> KNOWN = known("who.salt", "who.credential.kind", "who.credential.number",
            "who.person.id", "who.person.name", "who.person.kind", "who.person.group", "health.salt", "health.verdict",
            "health.celsius", "health.surface", "health.ambient", "health.attempts", "health.method");

    private final long seq;
    private String[] names = new String[MEMBERS];
    private String[] values = new String[MEMBERS];
    private boolean[] strings = new boolean[MEMBERS];
    private int size;

    /// Takes each member in turn.
    public interface Member {
        /// @param isString a text, not a number or a boolean
        void is(String path, String value, boolean isString);
    }

    private EventFields(long seq) {
        this.seq = seq;
    }

    private static Map<String, Map<String, String>> known(String... paths) {
        Map<String, Map<String, String>> known = new HashMap<>();
        for (String path : paths) {
            int end = path.lastIndexOf('.') + 1;
            known.computeIfAbsent(path.substring(0, end), _ -> new HashMap<>()).put(path.substring(end), path);
        }
        return known;
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
            fields.add("unreadable", "true", false);   // the verification says where the journal was changed
        }
        return fields;
    }

    private void read(JsonParser p, String prefix, int depth) {
        Map<String, String> paths = KNOWN.getOrDefault(prefix, Map.of());
        while (p.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = p.currentName();
            JsonToken value = p.nextToken();
            if (value == JsonToken.START_OBJECT && depth > 0) {
                read(p, prefix + name + ".", depth - 1);
            } else if (value == JsonToken.START_OBJECT || value == JsonToken.START_ARRAY) {
                p.skipChildren();
            } else if (value != JsonToken.VALUE_NULL) {
                String path = prefix.isEmpty() ? name : paths.getOrDefault(name, prefix + name);
                add(path, p.getString(), value == JsonToken.VALUE_STRING);
            }
        }
    }

    private void add(String path, String value, boolean isString) {
        if (size == names.length) {
            names = Arrays.copyOf(names, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
            strings = Arrays.copyOf(strings, 2 * size);
        }
        names[size] = path;
        values[size] = value;
        strings[size++] = isString;
    }

    /// The place of the first member of this path; -1 if there is none.
    private int find(String path) {
        for (int i = 0; i < size; i++) {
            if (names[i].equals(path)) {
                return i;
            }
        }
        return -1;
    }

    public long seq() {
        return seq;
    }

    public Optional<String> text(String path) {
        int at = find(path);
        return at < 0 ? Optional.empty() : Optional.of(values[at]);
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
        int at = find(path);
        return at >= 0 && strings[at];
    }

    /// The value as one of the words of `type`; empty if it is absent or none of them.
    public <E extends Enum<E> & Word> Optional<E> word(String path, Class<E> type) {
        return text(path).flatMap(word -> Word.of(type, word));
    }

    /// Whether the value is this one.
    public boolean says(String path, String value) {
        int at = find(path);
        return at >= 0 && values[at].equals(value);
    }

    /// When it happened; empty only if the text was damaged.
    public Optional<Instant> time() {
        return instant("time");
    }

    /// The value as a moment; empty if it is absent or none.
    public Optional<Instant> instant(String path) {
        try {
            return text(path).map(EventTime::parse);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /// All paths and values, in the order of the text.
    public Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        each((path, value, _) -> all.putIfAbsent(path, value));
        return all;
    }

    /// All members, in the order of the text.
    public void each(Member member) {
        for (int i = 0; i < size; i++) {
            member.is(names[i], values[i], strings[i]);
        }
    }

    /// Those that are none of the members every event may have: what [io.campusgate.domain.Draft#details] held.
    public Map<String, String> details() {
        Map<String, String> details = all();
        details.keySet().removeIf(EventFields::isFixed);
        return details;
    }

    /// Whether it is a member every event may have, and none of its details.
    public static boolean isFixed(String path) {
        return switch (path) {
            case "gate", "journal", "seq", "time", "clock", "boot", "uptime_ms", "type", "lane", "direction", "outcome", "reason",
                    "mode", "whitelist", "drill", "entry", "who_sha256", "health_sha256", "prev", "hash", "unreadable" -> true;
            default -> path.startsWith("who.") || path.startsWith("health.");
        };
    }
}
