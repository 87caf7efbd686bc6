package io.campusgate.device.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.VectorFile;
import io.campusgate.VectorFile.Vector;
import java.io.IOException;
import java.net.URISyntaxException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Damages the good frames of the vector files, and feeds noise.
class DamageTest {
    private static final int FLIPS_A_VECTOR = 400;

    @ParameterizedTest
    @ValueSource(strings = {"rdm6300", "mlx90614", "citizen_id", "wiegand", "qr_module", "pn532", "idcard_sam", "osdp"})
    void noSingleFlippedBitIsReadAsSomethingElse(String name) throws Exception {
        Protocol protocol = Decoders.find(name).orElseThrow();
        int tried = 0;
        for (Vector vector : checkedFrames(name)) {
            byte[] bytes = vector.bytes();
            List<Map<String, Object>> whole = good(protocol.decode(vector.operation(), vector.settings(), bytes));
            int step = Math.max(1, bytes.length * 8 / FLIPS_A_VECTOR);
            for (int bit = 0; bit < bytes.length * 8; bit += step) {
                byte[] flipped = bytes.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                List<Map<String, Object>> read = good(protocol.decode(vector.operation(), vector.settings(), flipped));
                assertTrue(whole.containsAll(read), vector.name() + ", bit " + bit + ": " + read);
                tried++;
            }
        }
        assertTrue(tried > 200, "only " + tried + " flips");
    }

    /// Those that are whole, and whose every bit is covered by a check. (One flip more can make a broken one good.)
    private static List<Vector> checkedFrames(String protocol) throws IOException, URISyntaxException {
        return VectorFile.ofProtocol(protocol).vectors().stream().map(VectorFile::vector)
                .filter(v -> v.isGood() && !v.operation().equals("serial") && !v.operation().equals("session"))
                .filter(v -> !v.expected().toString().contains("error=") && !v.expected().toString().contains("crc_skipped=true")).toList();
    }

    static Stream<Protocol> protocols() {
        return Decoders.all().stream();
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void noiseOfAnyLengthIsDecodedWithoutAComplaint(Protocol protocol) {
        Random random = new Random(protocol.name().hashCode());
        byte[] likely = HexFormat.of().parseHex("00FF7E02AA966903D5D44B0D0A30313253E5080D0215");
        for (String operation : protocol.operations()) {
            Settings settings = new Settings(Map.of("format", protocol.name().equals("wiegand") ? "W26" : "hex", "variant", "hex6cr",
                    "bit_length", "26", "request", "3001", "scbk", "000102030405060708090A0B0C0D0E0F", "rnd_a", "1122334455667788",
                    "rnd_b", "99AABBCCDDEEFF00"));
            for (int length = 0; length < 2000; length = length * 2 + 1) {
                for (int round = 0; round < 50; round++) {
                    byte[] noise = new byte[length];
                    random.nextBytes(noise);
                    for (int i = 0; i < length; i++) {
                        noise[i] = random.nextBoolean() ? likely[random.nextInt(likely.length)] : noise[i];
                    }
                    Decoded decoded = protocol.decode(operation, settings, noise);
                    assertTrue(decoded.isStream() || decoded.items().size() == 1);
                }
            }
        }
    }

    @Test void aDriversNameIsAsGoodAsItsProtocols() {
        assertEquals("ascii_reader", Decoders.find("line").orElseThrow().name());
        assertEquals("idcard_sam", Decoders.find("idcard-sam").orElseThrow().name());
        assertEquals("wiegand", Decoders.find("wiegand-serial").orElseThrow().name());
        assertTrue(Decoders.find("morse").isEmpty());
    }

    @Test void everyFaultIsExplained() {
        for (String code : List.of("TRUNCATED", "BAD_CHAR", "BAD_ETX", "BAD_CHECKSUM", "PEC", "LENGTH", "DCS", "LCS", "CRC", "CHECKSUM")) {
            assertTrue(!Explanations.of(code).contains("see the protocol"), code);
        }
    }

    private static List<Map<String, Object>> good(Decoded decoded) {
        return decoded.items().stream().filter(Decoded.Good.class::isInstance).map(item -> ((Decoded.Good) item).fields()).toList();
    }
}
