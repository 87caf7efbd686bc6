package io.campusgate.daemon;

import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// One JSON object of the control connection. Values are String, Long, Double, Boolean, List and Map; nulls are left out.
final class ControlMessage {
    /// The longest message either side reads, in characters.
    static final int LIMIT = 1 << 20;
    private static final JsonFactory JSON = new JsonFactory();
    private static final int DEPTH = 8;

    private ControlMessage() {}

    static String write(Map<String, ?> message) {
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
            case Boolean b -> g.writeBoolean(b);
            case Integer i -> g.writeNumber(i);
            case Long l -> g.writeNumber(l);
            case Double d -> g.writeNumber(d);
            default -> g.writeString(value.toString());
        }
    }

    /// @throws IOException if `text` is not one JSON object of sane depth
    static Map<String, Object> read(String text) throws IOException {
        try (JsonParser p = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (p.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("expected a JSON object");
            }
            return object(p, DEPTH);
        } catch (JacksonException e) {
            throw new IOException("not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Map<String, Object> object(JsonParser p, int depth) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        while (p.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = p.currentName();
            p.nextToken();
            value(p, depth - 1).ifPresent(v -> map.put(name, v));
        }
        return map;
    }

    private static Optional<Object> value(JsonParser p, int depth) throws IOException {
        if (depth == 0) {
            throw new IOException("nested too deeply");
        }
        @Nullable JsonToken token = p.currentToken();
        if (token == null) {
            throw new IOException("cut short");
        }
        return switch (token) {
            case START_OBJECT -> Optional.of(object(p, depth));
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (p.nextToken() != JsonToken.END_ARRAY) {
                    value(p, depth - 1).ifPresent(list::add);
                }
                yield Optional.of(list);
            }
            case VALUE_STRING -> Optional.of(p.getString());
            case VALUE_NUMBER_INT -> Optional.of(p.getLongValue());
            case VALUE_NUMBER_FLOAT -> Optional.of(p.getDoubleValue());
            case VALUE_TRUE -> Optional.of(true);
            case VALUE_FALSE -> Optional.of(false);
            case VALUE_NULL -> Optional.empty();
            default -> throw new IOException("unexpected " + token);
        };
    }
}
