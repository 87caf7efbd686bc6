package io.campusgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.campusgate.VectorFile.Vector;
import io.campusgate.device.decode.Decoded;
import io.campusgate.device.decode.Decoders;
import io.campusgate.device.decode.Protocol;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        String other = System.getProperty("vectors.dir", "");
        Path folder = other.isEmpty() ? VectorFile.folder() : Path.of(other);
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(f -> f.getFileName().toString().endsWith(".json")).sorted().toList();
        }
        assertFalse(files.isEmpty(), "no vector files (*.json) in " + folder);
        return files.stream().map(VectorsTest::file);
    }

    private static DynamicNode file(Path path) {
        String name = path.getFileName().toString().replaceFirst("\\.json$", "");
        VectorFile file;
        try {
            file = VectorFile.read(path);
        } catch (RuntimeException | IOException e) {
            return dynamicTest(name, () -> fail(path + " is no vector file: " + e.getMessage(), e));
        }
        Optional<Protocol> protocol = Decoders.find(file.protocol());
        if (protocol.isEmpty()) {
            String why = "this version has no decoder for '" + file.protocol() + "'";
            System.out.println("skipped: " + path.getFileName() + ", " + file.vectors().size() + " vectors: " + why);
            return dynamicTest(name, () -> abort(why));
        }
        return dynamicContainer(name, file.vectors().stream().map(element -> dynamicTest(name + "/" + nameOf(element),
                () -> run(protocol.get(), VectorFile.vector(element)))));
    }

    private static Object nameOf(Object element) {
        return element instanceof Map<?, ?> vector && vector.get("name") instanceof String name ? name : "without a name";
    }

    private static void run(Protocol protocol, Vector vector) {
        assertTrue(protocol.operations().contains(vector.operation()),
                "unknown op '" + vector.operation() + "' of " + protocol.name() + "; expected one of " + protocol.operations());
        Decoded decoded = protocol.decode(vector.operation(), vector.settings(), vector.bytes());
        assertEquals(plain(vector.expected()), plain(form(decoded)), () -> protocol.name() + "/" + vector.name());
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
}
