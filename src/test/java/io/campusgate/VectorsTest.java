package io.campusgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.campusgate.device.decode.Decoded;
import io.campusgate.device.decode.Decoders;
import io.campusgate.device.decode.Protocol;
import io.campusgate.device.decode.Settings;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/// Runs every vector file against the decoders: those in `src/test/resources/vectors`, or those of another folder:
/// `mvn verify -Dtest=VectorsTest -Dvectors.dir=DIR`. The form of a file is told in the README. A file of a protocol that
/// this version does not have is skipped, by name.
class VectorsTest {

    @TestFactory Stream<DynamicNode> vectors() throws IOException, URISyntaxException {
        Path folder = folder();
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(f -> f.getFileName().toString().endsWith(".json")).sorted().toList();
        }
        assertTrue(!files.isEmpty(), "no vector files (*.json) in " + folder);
        return files.stream().map(VectorsTest::file);
    }

    private static Path folder() throws URISyntaxException {
        String other = System.getProperty("vectors.dir", "");
        return other.isEmpty() ? Path.of(VectorsTest.class.getResource("/vectors").toURI()) : Path.of(other);
    }

    private static DynamicNode file(Path path) {
        String name = path.getFileName().toString().replaceFirst("\\.json$", "");
        Map<?, ?> file;
        List<?> vectors;
        String protocolName;
        try {
            file = (Map<?, ?>) JsonValues.read(path);
            protocolName = (String) required(file, "protocol");
            vectors = (List<?>) required(file, "vectors");
        } catch (RuntimeException | IOException e) {
            return dynamicTest(name, () -> fail(path + " is no vector file: " + e.getMessage(), e));
        }
        Optional<Protocol> protocol = Decoders.find(protocolName);
        if (protocol.isEmpty()) {
            System.out.println("skipped: " + path.getFileName() + " (" + vectors.size() + " vectors): this version has no decoder for '" + protocolName + "'");
            return dynamicTest(name + " (skipped: no decoder for '" + protocolName + "')", () -> abort("no decoder for '" + protocolName + "'"));
        }
        return dynamicContainer(name, vectors.stream().map(v -> {
            Object vector = v instanceof Map<?, ?> map && map.get("name") instanceof String s ? s : "without a name";
            return dynamicTest(name + "/" + vector, () -> run(protocol.get(), (Map<?, ?>) v));
        }));
    }

    private static void run(Protocol protocol, Map<?, ?> vector) {
        String operation = (String) required(vector, "op");
        assertTrue(protocol.operations().contains(operation),
                "unknown op '" + operation + "' of " + protocol.name() + "; expected one of " + protocol.operations());
        byte[] bytes = HexFormat.of().parseHex((String) required(vector, "bytes"));
        boolean fails = vector.containsKey("error");
        assertTrue(fails != vector.containsKey("expect"), "a vector has either 'expect' or 'error'");
        Decoded decoded = protocol.decode(operation, settings(vector), bytes);
        assertEquals(plain(fails ? Map.of("error", required(vector, "error")) : required(vector, "expect")), plain(form(decoded)));
    }

    private static Settings settings(Map<?, ?> vector) {
        Map<String, String> settings = new LinkedHashMap<>();
        if (vector.get("context") instanceof Map<?, ?> context) {
            context.forEach((name, value) -> settings.put((String) name, String.valueOf(value)));
        }
        return new Settings(settings);
    }

    private static Object form(Decoded decoded) {
        List<Object> items = decoded.items().stream().<Object>map(item -> switch (item) {
            case Decoded.Good good -> good.fields();
            case Decoded.Bad bad -> Map.of("error", bad.code());
        }).toList();
        return decoded.isStream() ? Map.of("events", items) : items.getFirst();
    }

    /// The same value in one form, so that 1, 1L and 1.0 are equal.
    private static Object plain(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<Object, Object> all = new LinkedHashMap<>();
                map.forEach((k, v) -> all.put(k, plain(v)));
                yield all;
            }
            case List<?> list -> list.stream().map(VectorsTest::plain).toList();
            case Number number -> new BigDecimal(number.toString()).stripTrailingZeros().toPlainString() + " (number)";
            default -> value;
        };
    }

    private static Object required(Map<?, ?> map, String name) {
        Object value = map.get(name);
        if (value == null) {
            throw new IllegalArgumentException("'" + name + "' is missing");
        }
        return value;
    }
}
