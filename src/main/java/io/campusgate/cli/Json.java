package io.campusgate.cli;

import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// One JSON value on one line, for `--json`.
final class Json {
    private static final JsonFactory JSON = new JsonFactory();

    private Json() {}

    /// @param value Map, List, Number, Boolean, Optional (empty: null), or anything that has a text
    static String text(Object value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator g = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            write(g, value);
        }
        return text.toString();
    }

    private static void write(JsonGenerator g, Object value) {
        switch (value) {
            case Map<?, ?> map -> {
                g.writeStartObject();
                map.forEach((key, v) -> {
                    g.writeName(String.valueOf(key));
                    write(g, v);
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
}
