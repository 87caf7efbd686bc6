package io.campusgate.device.serial;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.device.serial.Rdm6300Decoder.Broken;
import io.campusgate.device.serial.Rdm6300Decoder.Fault;
import io.campusgate.device.serial.Rdm6300Decoder.Frame;
import io.campusgate.device.serial.Rdm6300Decoder.Tag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Beside the vectors: damage of every kind to the data sheet's own example, card 62E3086CED with checksum 08 (Seeed
/// 113020002, page 3).
class Rdm6300DecoderTest {
    private static final byte[] FRAME = HexFormat.of().parseHex("0236324533303836434544303803");
    private static final Tag TAG = new Tag(0x62, 0xE3086CEDL);

    private final Rdm6300Decoder decoder = new Rdm6300Decoder();

    @Test void theLowFourBytesAreTheCardNumber() {
        assertEquals(List.of(TAG), decode(FRAME));
        assertEquals("E3086CED", TAG.card().hex());
    }

    @Test void noSingleFlippedBitIsTakenForAnotherCard() {
        for (int bit = 0; bit < 8 * FRAME.length; bit++) {
            byte[] flipped = FRAME.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            List<Frame> tags = decode(flipped).stream().filter(Tag.class::isInstance).toList();
            assertTrue(tags.isEmpty() || tags.equals(List.of(TAG)), "bit " + bit + ": " + tags);   // e is E
        }
    }

    @Test void noTwoSwappedDigitsAreTakenForACard() {
        for (int i = 1; i < 10; i++) {
            byte[] swapped = FRAME.clone();
            swapped[i] = FRAME[i + 1];
            swapped[i + 1] = FRAME[i];
            if (!Arrays.equals(swapped, FRAME)) {
                assertEquals(List.of(new Broken(Fault.BAD_CHECKSUM)), decode(swapped), "digits " + i + " and " + (i + 1));
            }
        }
    }

    @Test void aFrameCutAnywhereIsTruncatedAndTheNextOneIsRead() {
        for (int length = 1; length < FRAME.length; length++) {
            byte[] cut = Arrays.copyOf(FRAME, length);
            List<Frame> frames = decode(concat(cut, FRAME));
            Fault fault = length == FRAME.length - 1 ? Fault.BAD_ETX : Fault.TRUNCATED;
            assertEquals(List.of(new Broken(fault), TAG), frames, "cut after " + length);
        }
    }

    @Test void aFrameThatNeverEndsIsOneFault() {
        assertEquals(List.of(new Broken(Fault.BAD_ETX)), decode(("\u0002" + "0".repeat(10_000)).getBytes(US_ASCII)));
    }

    @Test void silenceForgetsWhatWasUnderWay() {
        for (byte b : Arrays.copyOf(FRAME, 7)) {
            assertEquals(Optional.empty(), decoder.accept(b));
        }
        assertEquals(Optional.of(new Broken(Fault.TRUNCATED)), decoder.idle());
        assertEquals(Optional.empty(), decoder.idle());
        assertEquals(List.of(), decode(Arrays.copyOfRange(FRAME, 7, FRAME.length)));
    }

    @Test void resettingForgetsSilently() {
        for (byte b : Arrays.copyOf(FRAME, 7)) {
            assertEquals(Optional.empty(), decoder.accept(b));
        }
        decoder.reset();
        assertEquals(Optional.empty(), decoder.idle());
    }

    @Test void amongAMillionRandomBytesOnlyWholeFramesAreCards() {
        Random random = new Random(6300);
        byte[] alphabet = "\u0002\u00030123456789ABCDEFabcdef\r\n\u00FF".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        byte[] noise = new byte[1_000_000];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = alphabet[random.nextInt(alphabet.length)];
        }
        int planted = 0;
        for (int at = 500; at + FRAME.length < noise.length; at += 1000) {
            System.arraycopy(FRAME, 0, noise, at, FRAME.length);
            planted++;
        }
        long found = decode(noise).stream().filter(TAG::equals).count();
        assertEquals(planted, found);
    }

    private List<Frame> decode(byte[] bytes) {
        List<Frame> frames = new ArrayList<>();
        for (byte b : bytes) {
            decoder.accept(b).ifPresent(frames::add);
        }
        decoder.idle().ifPresent(frames::add);
        return frames;
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
