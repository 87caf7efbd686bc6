package io.campusgate.device.serial;

import io.campusgate.domain.CardNumber;
import java.util.Locale;
import java.util.Optional;

/// Decodes the frames of the RDM6300 and its kin, readers of 125 kHz EM4100 tags (9600 baud, 8N1).
///
/// Frame: STX, ten hex digits (a version byte and the 32-bit number, highest byte first), two hex digits of checksum,
/// ETX. The checksum is the XOR of the five decoded bytes. Bytes outside a frame are noise and skipped silently.
/// A frame repeats while the tag is held; each repeat is reported. Source: Seeed 113020002 data sheet, page 3.
public final class Rdm6300Decoder implements FrameDecoder<Rdm6300Decoder.Frame> {
    private static final byte STX = 0x02;
    private static final byte ETX = 0x03;
    private static final int DIGITS = 12;
    private static final int OUTSIDE = -1;

    /// What ended: a tag's frame, or an attempt at one.
    public sealed interface Frame {}

    /// @param version the version or customer byte, 0 to 255; not part of the number people see
    /// @param number  the 32 bits printed on the tag
    public record Tag(int version, long number) implements Frame {

        /// The credential: of a tag's five bytes the low four are its number.
        public CardNumber card() {
            return CardNumber.ofInt(number);
        }

        /// All five bytes as hex.
        public String raw() {
            return String.format(Locale.ROOT, "%02X%08X", version, number);
        }

        /// The ten digits on the label.
        public String printed() {
            return String.format(Locale.ROOT, "%010d", number);
        }

        /// Of the label `FFF,NNNNN`, the part before the comma.
        public int facility() {
            return (int) (number >> 16) & 0xFF;
        }

        /// Of the label `FFF,NNNNN`, the part after the comma.
        public int card16() {
            return (int) number & 0xFFFF;
        }
    }

    public record Broken(Fault fault) implements Frame {}

    /// `TRUNCATED`: a new frame began, or the line fell silent, inside one. `BAD_CHAR`: no hex digit. `BAD_ETX`: too long.
    public enum Fault { TRUNCATED, BAD_CHAR, BAD_ETX, BAD_CHECKSUM }

    private int count = OUTSIDE;   // digits seen of the present frame
    private long digits;           // their value: six bytes

    @Override public Optional<Frame> accept(byte next) {
        if (count == OUTSIDE) {
            return startAt(next, Optional.empty());
        }
        if (count == DIGITS) {
            reset();
            return next == ETX ? Optional.of(checked()) : startAt(next, broken(Fault.BAD_ETX));
        }
        int digit = Character.digit(next, 16);   // negative bytes and letters beyond F have none
        if (digit < 0) {
            reset();
            return next == STX ? startAt(next, broken(Fault.TRUNCATED)) : broken(Fault.BAD_CHAR);
        }
        digits = digits << 4 | digit;
        count++;
        return Optional.empty();
    }

    private Optional<Frame> startAt(byte next, Optional<Frame> before) {
        if (next == STX) {
            count = 0;
            digits = 0;
        }
        return before;
    }

    private Frame checked() {
        int xor = 0;
        for (int shift = 40; shift > 0; shift -= 8) {
            xor ^= (int) (digits >> shift) & 0xFF;
        }
        return xor == (digits & 0xFF) ? new Tag((int) (digits >> 40), digits >> 8 & 0xFFFF_FFFFL) : new Broken(Fault.BAD_CHECKSUM);
    }

    @Override public Optional<Frame> idle() {
        boolean inside = count != OUTSIDE;
        reset();
        return inside ? broken(Fault.TRUNCATED) : Optional.empty();
    }

    @Override public void reset() {
        count = OUTSIDE;
    }

    private static Optional<Frame> broken(Fault fault) {
        return Optional.of(new Broken(fault));
    }
}
