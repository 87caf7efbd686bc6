package io.campusgate.trust;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// Reads one small JSON object from somewhere else: strict, of bounded depth, and nothing after it. Values are String, Long,
/// Double, Boolean, List and Map; nulls are left out.
public final class JsonMap {
    private static final JsonFactory JSON = JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    /// It is no such object; the message says why.
    public static final class BadJson extends Exception {
        private static final long serialVersionUID = 1;

        BadJson(String message) {
            super(message);
        }

        BadJson(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private JsonMap() {}

    /// @param text  of a length the caller has bounded
    /// @param depth of nesting that is still read; the object itself is 1
    public static Map<String, Object> read(String text, int depth) throws BadJson {
        try (JsonParser p = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (p.nextToken() != JsonToken.START_OBJECT) {
                throw new BadJson("expected a JSON object");
            }
            Map<String, Object> map = object(p, depth);
            if (p.nextToken() != null) {
                throw new BadJson("something follows the JSON object");
            }
            return map;
        } catch (JacksonException e) {
            throw new BadJson("not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Map<String, Object> object(JsonParser p, int depth) throws BadJson {
        Map<String, Object> map = new LinkedHashMap<>();
        JsonToken next = p.nextToken();
        for (; next == JsonToken.PROPERTY_NAME; next = p.nextToken()) {
            String name = p.currentName();
            p.nextToken();
            value(p, depth - 1).ifPresent(v -> map.put(name, v));
        }
        if (next != JsonToken.END_OBJECT) {
            throw new BadJson("cut short");
        }
        return map;
    }

    private static Optional<Object> value(JsonParser p, int depth) throws BadJson {
        @Nullable JsonToken token = p.currentToken();
        if (token == null) {
            throw new BadJson("cut short");
        }
        if (depth == 0 && token.isStructStart()) {
            throw new BadJson("nested too deeply");
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
            default -> throw new BadJson("unexpected " + token);
        };
    }
}
