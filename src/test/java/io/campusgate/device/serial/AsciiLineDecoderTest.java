package io.campusgate.device.serial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.device.serial.AsciiLineDecoder.Broken;
import io.campusgate.device.serial.AsciiLineDecoder.Card;
import io.campusgate.device.serial.AsciiLineDecoder.Fault;
import io.campusgate.device.serial.AsciiLineDecoder.Format;
import io.campusgate.device.serial.AsciiLineDecoder.Label;
import io.campusgate.device.serial.AsciiLineDecoder.Line;
import io.campusgate.device.serial.AsciiLineDecoder.Settings;
import io.campusgate.device.serial.AsciiLineDecoder.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Beside the vectors: the edges of each rule of protocols.md section 2.
class AsciiLineDecoderTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HEX    | DEADBE01               | DEADBE01
            HEX    | 0a:1b-2c 3d            | 0A1B2C3D
            HEX    | 00112233445566778899   | 00112233445566778899
            HEX    | 0011223344556677889900 | BAD_LENGTH
            HEX    | DEADBE0                | ODD_LENGTH
            HEX    | DEAD                   | BAD_LENGTH
            HEX    | DEADBEOl               | BAD_CHAR
            HEX    | DE.ADBE01              | BAD_CHAR
            DEC10  | 0                      | 00000000
            DEC10  | 0001217496             | 001293D8
            DEC10  | 4294967295             | FFFFFFFF
            DEC10  | 4294967296             | OUT_OF_RANGE
            DEC10  | 00001217496            | BAD_LENGTH
            DEC10  | 1217 496               | BAD_CHAR
            DEC10  | -1                     | BAD_CHAR
            DEC3_5 | 018,37848              | 1293D8
            DEC3_5 | 255,65535              | FFFFFF
            DEC3_5 | 256,00000              | OUT_OF_RANGE
            DEC3_5 | 000,65536              | OUT_OF_RANGE
            DEC3_5 | 8,37848                | BAD_LENGTH
            DEC3_5 | 018,7848               | BAD_LENGTH
            DEC3_5 | 018.37848              | BAD_CHAR
            DEC3_5 | 01837848               | BAD_CHAR
            RAW    | 学号20260001            | 学号20260001
            RAW    | a\tb                   | a\tb
            """)
    void eachFormatAcceptsWhatItSays(Format format, String line, String expected) {
        String text = line.replace("\\t", "\t");
        List<Line> lines = decode(Settings.of(format), (text + "\r\n").getBytes(UTF_8));
        assertEquals(List.of(expected.replace("\\t", "\t")), lines.stream().map(AsciiLineDecoderTest::plain).toList());
    }

    @Test void framingBytesAndBlanksAroundALineAreTakenOff() {
        Settings hex = Settings.of(Format.HEX);
        assertEquals(List.of(new Card("DEADBE01")), decode(hex, "\u0002 \tDEADBE01\t \u0003\n".getBytes(UTF_8)));
        assertEquals(List.of(new Broken(Fault.BAD_CHAR)), decode(hex, "\u0002\u0002DEADBE01\n".getBytes(UTF_8)));
        assertEquals(List.of(), decode(hex, "\u0002 \u0003\r\n \r\n\u0002\n".getBytes(UTF_8)));
    }

    @Test void aLineOfExactlyTheLimitIsReadAndOneByteMoreIsTooLong() {
        Settings raw = new Settings(Format.RAW, false, 5, false);
        assertEquals(List.of(new Text("12345")), decode(raw, "12345\n".getBytes(UTF_8)));
        assertEquals(List.of(new Broken(Fault.TOO_LONG), new Text("next")), decode(raw, "123456789\nnext\n".getBytes(UTF_8)));
        assertEquals(List.of(new Broken(Fault.TOO_LONG)), decode(raw, "123456789".getBytes(UTF_8)));
    }

    @Test void whatCannotBeSeenIsRefused() {
        for (int hidden : new int[] {0x00, 0x1B, 0x7F, 0x85, 0x2028, 0x202E, 0xFEFF, 0xE000, 0xFFFF}) {
            String line = "pass" + Character.toString(hidden) + "word\n";
            assertEquals(List.of(new Broken(Fault.BAD_CHAR)), decode(Settings.of(Format.RAW), line.getBytes(UTF_8)), "U+" + Integer.toHexString(hidden));
        }
    }

    @Test void aScannerWithoutSuffixIsFlushedBySilence() {
        Settings settings = new Settings(Format.RAW, false, 512, true);
        AsciiLineDecoder decoder = new AsciiLineDecoder(settings);
        "CG1.x.secret".chars().forEach(c -> assertTrue(decoder.accept((byte) c).isEmpty()));
        assertEquals(new Text("CG1.x.secret"), decoder.idle().orElseThrow());
        assertTrue(decoder.idle().isEmpty());
    }

    @Test void aCodeIsNotSpelledOutInLogs() {
        assertFalse(new Text("CG1.x.secret").toString().contains("secret"));
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void amongRandomBytesEveryLineIsWhatItsFormatSays(Format format) {
        Random random = new Random(25);
        AsciiLineDecoder decoder = new AsciiLineDecoder(Settings.of(format));
        byte[] likely = "\r\n\u0002\u0003 \t:-,0123456789ABCDEFabcdefgZ\u00E5\u00AD".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        int cards = 0;
        for (int i = 0; i < 250_000; i++) {
            byte next = random.nextInt(8) == 0 ? (byte) random.nextInt(256) : likely[random.nextInt(likely.length)];
            switch (decoder.accept(next).orElse(new Broken(Fault.TRUNCATED))) {
                case Card(var uid) -> {
                    assertTrue(uid.matches("([0-9A-F]{2}){4,10}"), uid);
                    cards++;
                }
                case Label label -> assertTrue(label.facility() <= 255 && label.card16() <= 65535, label.toString());
                case Text(var text) -> assertTrue(text.getBytes(UTF_8).length <= 512 && !text.isBlank(), text);
                case Broken _ -> {}
            }
        }
        assertTrue(cards > 0 || format == Format.DEC3_5 || format == Format.RAW);
    }

    private static String plain(Line line) {
        return switch (line) {
            case Card(var uid) -> uid;
            case Label label -> label.uid();
            case Text(var text) -> text;
            case Broken(var fault) -> fault.name();
        };
    }

    private static List<Line> decode(Settings settings, byte[] bytes) {
        AsciiLineDecoder decoder = new AsciiLineDecoder(settings);
        List<Line> lines = new ArrayList<>();
        for (byte b : bytes) {
            decoder.accept(b).ifPresent(lines::add);
        }
        decoder.idle().ifPresent(lines::add);
        return lines;
    }
}
