package io.campusgate.daemon;

import io.campusgate.trust.JsonMap;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// One JSON object of the control connection and of the pages. Values are String, Long, Double, Boolean, List and Map; nulls
/// are left out, an empty Optional is `null`.
public final class ControlMessage {
    /// The longest message either side reads, in characters.
    static final int LIMIT = 1 << 20;
    private static final JsonFactory JSON = new JsonFactory();
    private static final int DEPTH = 8;

    private ControlMessage() {}

    public static String write(Map<String, ?> message) {
        StringWriter text = new StringWriter();
        try (JsonGenerator g = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            write(g, message);
        }
        return text.toString();
    }

    private static void write(JsonGenerator g, Object value) {
        switch (value) {
            case Map<?, ?> map -> {
                g.writeStartObject();
                map.forEach((key, v) -> {
                    if (v != null) {
                        g.writeName(String.valueOf(key));
                        write(g, v);
                    }
                });
                g.writeEndObject();
            }
            case List<?> list -> {
                g.writeStartArray();
                list.forEach(v -> write(g, v));
                g.writeEndArray();
            }
            case Optional<?> maybe when maybe.isPresent() -> write(g, maybe.get());
            case Optional<?> _ -> g.writeNull();
            case Boolean b -> g.writeBoolean(b);
            case Integer i -> g.writeNumber(i);
            case Long l -> g.writeNumber(l);
            case Double d -> g.writeNumber(d);
            default -> g.writeString(value.toString());
        }
    }

    /// @throws IOException if `text` is not one JSON object of sane depth
    public static Map<String, Object> read(String text) throws IOException {
        try {
            return JsonMap.read(text, DEPTH);
        } catch (JsonMap.BadJson e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
