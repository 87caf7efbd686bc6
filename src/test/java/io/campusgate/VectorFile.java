package io.campusgate;

import io.campusgate.device.decode.Settings;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// One vector file. Its members are told in the README; a file or vector that is not of that form is refused with a reason.
///
/// @param vectors as they stand; [#vector] reads one
public record VectorFile(String protocol, List<?> vectors) {

    /// @param expected of the whole result: an object, `{"error": …}`, or `{"events": […]}`
    public record Vector(String name, String operation, Settings settings, String hex, Object expected, boolean isGood) {
        public byte[] bytes() {
            return HexFormat.of().parseHex(hex);
        }
    }

    public static VectorFile read(Path path) throws IOException {
        if (!(JsonValues.read(path) instanceof Map<?, ?> file)) {
            throw new IllegalArgumentException("a vector file is one JSON object");
        }
        return new VectorFile(member(file, "protocol", String.class), member(file, "vectors", List.class));
    }

    /// The file that comes with the program.
    public static VectorFile ofProtocol(String name) throws IOException, URISyntaxException {
        return read(folder().resolve(name + ".json"));
    }

    static Path folder() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(VectorFile.class.getResource("/vectors")).toURI());
    }

    public static Vector vector(Object element) {
        if (!(element instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("a vector is a JSON object, not " + element);
        }
        Optional<Object> error = Optional.ofNullable(map.get("error"));
        if (error.isPresent() == map.containsKey("expect")) {
            throw new IllegalArgumentException("a vector has either 'expect' or 'error'");
        }
        return new Vector(member(map, "name", String.class), member(map, "op", String.class), settings(map),
                member(map, "bytes", String.class),
                error.<Object>map(code -> Map.of("error", code)).orElseGet(() -> member(map, "expect", Object.class)), error.isEmpty());
    }

    private static Settings settings(Map<?, ?> vector) {
        Map<String, String> settings = new LinkedHashMap<>();
        if (vector.get("context") instanceof Map<?, ?> context) {
            context.forEach((name, value) -> settings.put(String.valueOf(name), String.valueOf(value)));
        }
        return new Settings(settings);
    }

    private static <T> T member(Map<?, ?> map, String name, Class<T> type) {
        Object value = map.get(name);
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException("'" + name + "' is " + (value == null ? "missing" : "no " + type.getSimpleName()));
        }
        return type.cast(value);
    }
}
