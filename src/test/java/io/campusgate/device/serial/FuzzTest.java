package io.campusgate.device.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.VectorFile;
import io.campusgate.VectorFile.Vector;
import io.campusgate.device.decode.Decoded;
import io.campusgate.device.decode.Decoders;
import io.campusgate.device.decode.Protocol;
import io.campusgate.device.decode.Settings;
import io.campusgate.device.serial.AsciiLineDecoder.Format;
import io.campusgate.device.serial.WiegandCodec.Variant;
import io.campusgate.domain.CardNumber;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Ten million seeded bytes to each decoder: noise, and the good frames of the vectors whole, cut, spliced and mutated. No
/// decoder throws, hangs or grows, and each card it makes is borne out by the bytes, which are checked here once more by
/// other code.
@Timeout(300)
class FuzzTest {
    private static final int BYTES = 10_000_000;
    private static final int HISTORY = 1 << 13;   // more than the longest frame
    private static final int BETWEEN_SILENCES = 5_000;

    /// Whether `card` is what the newest bytes say.
    interface Oracle {
        boolean bears(byte[] newest, String card);
    }

    /// @param card of what the decoder made, the card or the person in it
    record Subject<F>(String vectors, FrameDecoder<F> decoder, Function<F, Optional<String>> card, Oracle oracle) {}

    static Stream<Named<Subject<?>>> subjects() throws Exception {
        return Stream.of(
                Named.of("rdm6300", new Subject<>("rdm6300", new Rdm6300Decoder(),
                        f -> f instanceof Rdm6300Decoder.Tag tag ? Optional.of(tag.raw()) : Optional.empty(), FuzzTest::rdm6300)),
                Named.of("line hex", line(Format.HEX)), Named.of("line dec10", line(Format.DEC10)),
                Named.of("line dec3.5", line(Format.DEC3_5)), Named.of("line raw", line(Format.RAW)),
                Named.of("hex6cr", wiegand(Variant.HEX6CR)), Named.of("dec10crlf", wiegand(Variant.DEC10CRLF)),
                Named.of("pn532", new Subject<>("pn532", Pn532Codec.stream(),
                        f -> f instanceof Pn532Codec.Targets(var cards) && !cards.isEmpty() ? Optional.of(cards.getLast().uid()) : Optional.empty(),
                        FuzzTest::pn532)),
                Named.of("idcard_sam", new Subject<>("idcard_sam", IdCardSamCodec.stream(IdCardSamCodec.Direction.RESPONSE, Optional.of("3001")),
                        f -> f instanceof IdCardSamCodec.Response r && r.content() instanceof IdCardSamCodec.Card card
                                ? Optional.of(card.text().fields().getOrDefault("id", "")) : Optional.empty(), FuzzTest::idCard)));
    }

    private static Subject<AsciiLineDecoder.Line> line(Format format) {
        return new Subject<>("ascii_reader", new AsciiLineDecoder(AsciiLineDecoder.Settings.of(format)), line -> switch (line) {
            case AsciiLineDecoder.Card card -> Optional.of(card.uid());
            case AsciiLineDecoder.Label label -> Optional.of(label.uid());
            case AsciiLineDecoder.Text(var text) -> Optional.of(text);
            case AsciiLineDecoder.Broken _ -> Optional.empty();
        }, (newest, card) -> asciiLine(newest, card, format));
    }

    private static Subject<WiegandCodec.Message> wiegand(Variant variant) {
        return new Subject<>("wiegand", new WiegandLineDecoder(variant, Optional.empty()),
                m -> m instanceof WiegandCodec.Code code ? Optional.of(code.card().hex()) : Optional.empty(),
                (newest, card) -> wiegandLine(newest, card, variant));
    }

    @ParameterizedTest
    @MethodSource("subjects")
    <F> void tenMillionBytesMakeNoCardThatIsNotInThem(Subject<F> subject) throws Exception {
        Source source = new Source(subject.vectors);
        byte[] history = new byte[HISTORY];
        int filled = 0;
        long cards = 0;
        for (int i = 0; i < BYTES; i++) {
            if (filled + 2 > HISTORY) {
                System.arraycopy(history, filled - HISTORY / 2, history, 0, HISTORY / 2);
                filled = HISTORY / 2;
            }
            byte next = source.next();
            history[filled++] = next;
            Optional<F> frame = subject.decoder.accept(next);
            cards += checked(subject, frame, history, filled);
            if (i % BETWEEN_SILENCES == 0) {
                for (frame = subject.decoder.idle(); frame.isPresent(); frame = subject.decoder.idle()) {
                    cards += checked(subject, frame, history, filled);
                }
                history[filled++] = '\n';   // what a silence has cut is no frame, and ends a line
            }
        }
        assertTrue(cards > 100, "the good frames among it are found: " + cards);
    }

    private static <F> int checked(Subject<F> subject, Optional<F> frame, byte[] history, int filled) {
        Optional<String> card = frame.flatMap(subject.card);
        if (card.isEmpty()) {
            return 0;
        }
        byte[] newest = Arrays.copyOf(history, filled);
        assertTrue(subject.oracle.bears(newest, card.get()), () -> card.get() + " is not in "
                + HexFormat.of().formatHex(newest, Math.max(0, filled - 64), filled));
        return 1;
    }

    /// Decoders that are given one frame at a time: whatever they call good has a check that fits.
    @ParameterizedTest
    @CsvSource({"qr_module, frame, 4129, 16, 2", "mlx90614, read, 7, 8, 0"})
    void noFrameIsGoodWhoseCheckDoesNotFit(String name, String operation, int polynomial, int width, int from) throws Exception {
        Source source = new Source(name);
        Protocol protocol = Decoders.find(name).orElseThrow();
        int good = 0;
        for (int bytes = 0; bytes < BYTES; ) {
            byte[] piece = source.piece();
            bytes += piece.length;
            if (protocol.decode(operation, Settings.none(), piece).items().getFirst() instanceof Decoded.Good) {
                assertEquals(0, remainder(polynomial, width, piece, from), HexFormat.of().formatHex(piece));
                good++;
            }
        }
        assertTrue(good > 100, "the good frames among them are found: " + good);
    }

    /// Of the long division of all bits, the check included, most significant first.
    private static int remainder(int polynomial, int width, byte[] bytes, int from) {
        int crc = 0;
        for (int bit = from * 8; bit < bytes.length * 8; bit++) {
            int in = bytes[bit / 8] >> 7 - bit % 8 & 1;
            int out = crc >> width - 1 & 1;
            crc = (crc << 1 | in) & (1 << width) - 1;
            crc ^= out == 1 ? polynomial : 0;
        }
        return crc;
    }

    @Test void afterTenMillionBytesOfUnendedFramesNothingHasBeenKept() {
        FrameDecoder<?>[] decoders = {new Rdm6300Decoder(), Pn532Codec.stream(), new WiegandLineDecoder(Variant.HEX6CR, Optional.empty()),
            IdCardSamCodec.stream(IdCardSamCodec.Direction.RESPONSE, Optional.of("3001")), new AsciiLineDecoder(AsciiLineDecoder.Settings.of(Format.RAW))};
        byte[][] beginnings = {{0x02, '3'}, {0, 0, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 1}, {'1'}, HexFormat.of().parseHex("AAAAAA96690FFF"), {'C'}};
        long before = usedHeap();
        for (int d = 0; d < decoders.length; d++) {
            for (int i = 0; i < BYTES; i++) {
                decoders[d].accept(beginnings[d][i % beginnings[d].length]);
            }
        }
        long kept = usedHeap() - before;
        assertTrue(kept < 1 << 21, kept + " bytes are kept by " + decoders.length + " decoders");
        assertEquals(5, decoders.length);
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /// Bytes as a bad line brings them. The same for the same vectors.
    private static final class Source {
        private final List<byte[]> frames;
        private long seed;
        private byte[] piece = {};
        private int at;

        Source(String vectors) throws Exception {
            frames = VectorFile.ofProtocol(vectors).vectors().stream().map(VectorFile::vector).filter(Vector::isGood)
                    .map(Vector::bytes).filter(b -> b.length > 2).toList();
            seed = vectors.hashCode() * 0x9E3779B97F4A7C15L + 1;
        }

        byte next() {
            if (at == piece.length) {
                piece = piece();
                at = 0;
            }
            return piece[at++];
        }

        private byte[] piece() {
            byte[] frame = frames.get(below(frames.size()));
            return switch (below(5)) {
                case 0 -> noise(1 + below(60));
                case 1 -> frame;
                case 2 -> Arrays.copyOf(frame, 1 + below(frame.length));
                case 3 -> spliced(frame, frames.get(below(frames.size())));
                default -> mutated(frame.clone());
            };
        }

        private byte[] noise(int length) {
            byte[] noise = new byte[length];
            for (int i = 0; i < length; i++) {
                noise[i] = (byte) random();
            }
            return noise;
        }

        private byte[] spliced(byte[] head, byte[] tail) {
            int cut = 1 + below(head.length);
            int from = below(tail.length);
            byte[] both = Arrays.copyOf(head, cut + tail.length - from);
            System.arraycopy(tail, from, both, cut, tail.length - from);
            return both;
        }

        private byte[] mutated(byte[] frame) {
            for (int n = 1 + below(3); n > 0; n--) {
                frame[below(frame.length)] ^= (byte) (1 << below(8));
            }
            return frame;
        }

        private int below(int bound) {
            return (int) ((random() >>> 33) % bound);
        }

        /// xorshift64*.
        private long random() {
            seed ^= seed >>> 12;
            seed ^= seed << 25;
            seed ^= seed >>> 27;
            return seed * 0x2545F4914F6CDD1DL;
        }
    }

    // What the bytes say, read by other code than the decoders'.

    private static boolean rdm6300(byte[] newest, String raw) {
        String frame = latin(newest, newest.length - 14, newest.length);
        if (!frame.matches("(?s)\u0002[0-9A-Fa-f]{12}\u0003")) {
            return false;
        }
        int xor = 0;
        for (byte b : HexFormat.of().parseHex(frame.substring(1, 13))) {
            xor ^= b;
        }
        return xor == 0 && frame.substring(1, 11).equalsIgnoreCase(raw);
    }

    private static boolean asciiLine(byte[] newest, String card, Format format) {
        String all = latin(newest, 0, newest.length);
        String line = all.stripTrailing();
        line = line.substring(Math.max(line.lastIndexOf('\r'), line.lastIndexOf('\n')) + 1).replace("\u0002", "").replace("\u0003", "").strip();
        return switch (format) {
            case HEX -> line.replaceAll("[ :-]", "").equalsIgnoreCase(card) && card.length() % 2 == 0;
            case DEC10 -> line.matches("[0-9]{1,10}") && Long.parseLong(line) == Long.parseLong(card, 16);
            case DEC3_5 -> line.matches("[0-9]{3},[0-9]{5}")
                    && Integer.parseInt(line.substring(0, 3)) * 65536 + Integer.parseInt(line.substring(4)) == Integer.parseInt(card, 16);
            case RAW -> all.contains(latin(card.getBytes(StandardCharsets.UTF_8), 0, card.getBytes(StandardCharsets.UTF_8).length));
        };
    }

    private static boolean wiegandLine(byte[] newest, String card, Variant variant) {
        boolean hex = variant == Variant.HEX6CR;
        String line = latin(newest, newest.length - (hex ? 7 : 12), newest.length);
        return line.matches(hex ? "[0-9A-Fa-f]{6}\r" : "[0-9]{10}\r\n")
                && new CardNumber(card).equals(CardNumber.ofInt(Long.parseLong(line.strip(), hex ? 16 : 10)));
    }

    private static boolean pn532(byte[] newest, String uid) {
        byte[] number = HexFormat.of().parseHex(uid);
        for (int at = Math.max(0, newest.length - 700); at + 9 < newest.length; at++) {
            int length = newest[at + 3] & 0xFF;
            boolean starts = newest[at] == 0 && newest[at + 1] == 0 && newest[at + 2] == -1 && (byte) (length + newest[at + 4]) == 0;
            if (starts && at + 5 + length < newest.length && newest[at + 5] == (byte) 0xD5 && newest[at + 6] == 0x4B) {
                byte sum = 0;
                for (int i = at + 5; i <= at + 5 + length; i++) {
                    sum += newest[i];
                }
                if (sum == 0 && contains(newest, at + 7, at + 5 + length, number)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean idCard(byte[] newest, String id) {
        byte[] number = id.getBytes(StandardCharsets.UTF_16LE);
        for (int at = 0; at + 12 < newest.length; at++) {
            if (newest[at] == -86 && newest[at + 1] == -86 && newest[at + 2] == -86 && newest[at + 3] == -106 && newest[at + 4] == 0x69) {
                int length = (newest[at + 5] & 0xFF) << 8 | newest[at + 6] & 0xFF;
                byte xor = 0;
                for (int i = at + 5; i < at + 7 + length && i < newest.length; i++) {
                    xor ^= newest[i];
                }
                if (at + 7 + length <= newest.length && xor == 0 && contains(newest, at + 10, at + 7 + length, number)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean contains(byte[] bytes, int from, int to, byte[] part) {
        for (int at = from; at + part.length <= to; at++) {
            if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }

    private static String latin(byte[] bytes, int from, int to) {
        return new String(bytes, Math.max(0, from), to - Math.max(0, from), StandardCharsets.ISO_8859_1);
    }
}
