package io.campusgate;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// `config/asyncapi.yaml`, and whether a message is as it says. Knows the words of JSON Schema that the file uses; any other
/// word in a schema is an error, so that none is passed over.
public final class AsyncApi {
    private static final Set<String> SPOKEN = Set.of("description", "summary", "format");
    private final Map<?, ?> root;

    public AsyncApi(Path file) throws IOException {
        root = (Map<?, ?>) new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file, StandardCharsets.UTF_8));
    }

    /// What stands at `/components/messages/entry` and its like.
    public Object at(String pointer) {
        Object node = root;
        for (String step : pointer.substring(1).split("/")) {
            node = node instanceof Map<?, ?> map && map.containsKey(step) ? map.get(step) : missing(pointer);
        }
        return node;
    }

    private static Object missing(String pointer) {
        throw new IllegalArgumentException("there is no " + pointer);
    }

    /// What of the payload of `message` is not as the file says: nothing, or sentences.
    public List<String> complaints(String message, String json) {
        List<String> complaints = new ArrayList<>();
        check(JsonValues.parse(json), at("/components/messages/" + message + "/payload"), "$", complaints);
        return complaints;
    }

    private void check(Object value, Object schema, String where, List<String> complaints) {
        ((Map<?, ?>) schema).forEach((word, said) -> {
            switch (String.valueOf(word)) {
                case "$ref" -> check(value, at(String.valueOf(said).substring(1)), where, complaints);
                case "allOf" -> ((List<?>) said).forEach(part -> check(value, part, where, complaints));
                case "type" -> complain(is(value, said), where + " is no " + said + ": " + value, complaints);
                case "const" -> complain(said.equals(value), where + " is not " + said + ": " + value, complaints);
                case "enum" -> complain(((List<?>) said).contains(value), where + " is none of " + said + ": " + value, complaints);
                case "pattern" -> complain(Pattern.compile(String.valueOf(said)).matcher(String.valueOf(value)).find(), where + " does not match " + said + ": " + value, complaints);
                case "minimum" -> complain(((Number) value).doubleValue() >= ((Number) said).doubleValue(), where + " is below " + said + ": " + value, complaints);
                case "items" -> ((List<?>) value).forEach(element -> check(element, said, where + "[]", complaints));
                case "required" -> ((List<?>) said).forEach(name -> complain(((Map<?, ?>) value).containsKey(name), where + " has no " + name, complaints));
                case "properties" -> ((Map<?, ?>) said).forEach((name, of) -> {
                    if (((Map<?, ?>) value).containsKey(name)) {
                        check(((Map<?, ?>) value).get(name), of, where + "." + name, complaints);
                    }
                });
                case "additionalProperties" -> others(value, (Map<?, ?>) schema, said, where, complaints);
                default -> complain(SPOKEN.contains(String.valueOf(word)), where + ": the schema says '" + word + "', which this check does not know", complaints);
            }
        });
    }

    private void others(Object value, Map<?, ?> schema, Object said, String where, List<String> complaints) {
        Map<?, ?> known = schema.get("properties") instanceof Map<?, ?> map ? map : Map.of();
        ((Map<?, ?>) value).forEach((name, v) -> {
            if (!known.containsKey(name)) {
                if (said instanceof Map<?, ?>) {
                    check(v, said, where + "." + name, complaints);
                } else {
                    complain(!Boolean.FALSE.equals(said), where + " has an unknown member " + name, complaints);
                }
            }
        });
    }

    private static void complain(boolean well, String complaint, List<String> complaints) {
        if (!well) {
            complaints.add(complaint);
        }
    }

    private static boolean is(Object value, Object type) {
        return type instanceof List<?> any ? any.stream().anyMatch(t -> is(value, t)) : switch (String.valueOf(type)) {
            case "object" -> value instanceof Map;
            case "array" -> value instanceof List;
            case "string" -> value instanceof String;
            case "boolean" -> value instanceof Boolean;
            case "integer" -> value instanceof Number n && new BigDecimal(n.toString()).stripTrailingZeros().scale() <= 0;
            case "number" -> value instanceof Number;
            default -> throw new IllegalArgumentException("no type of JSON: " + type);
        };
    }
}
