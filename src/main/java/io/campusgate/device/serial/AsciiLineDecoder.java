package io.campusgate.device.serial;

import io.campusgate.domain.Word;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Decodes readers that send one line of text a card or code: USB and RS-232 card readers, serial converters, QR modules.
///
/// CR or LF ends a line; empty lines are dropped. One leading STX and one trailing ETX are taken off, then blanks and
/// tabs. A line longer than the limit gives one `TOO_LONG`, and its rest is thrown away.
public final class AsciiLineDecoder implements FrameDecoder<AsciiLineDecoder.Line> {
    private static final byte STX = 0x02;
    private static final byte ETX = 0x03;
    private static final Pattern LABEL = Pattern.compile("([0-9]*),([0-9]*)");

    /// How the text of a line is read.
    public enum Format implements Word {
        /// 4 to 10 bytes as hex digits; `:`, `-` and blanks between them are allowed.
        HEX("hex", 64),
        /// 1 to 10 digits, at most 4294967295: a 32-bit number.
        DEC10("dec10", 64),
        /// `FFF,NNNNN`: a 24-bit number as on the label. Exactly so many digits, lest a cut line be another card.
        DEC3_5("dec3.5", 64),
        /// Printable UTF-8: what a QR module read.
        RAW("raw", 512);

        private final String word;
        private final int maxLength;

        Format(String word, int maxLength) {
            this.word = word;
            this.maxLength = maxLength;
        }

        @Override public String word() {
            return word;
        }
    }

    /// @param lsbFirst  the reader prints the bytes of a uid last byte first (only `hex`)
    /// @param maxLength bytes of a line, 1 to 65536
    /// @param idleFlush silence ends a line: for scanners that send no suffix
    public record Settings(Format format, boolean lsbFirst, int maxLength, boolean idleFlush) {
        public Settings {
            if (maxLength < 1 || maxLength > 65536) {
                throw new IllegalArgumentException("a line has 1 to 65536 bytes, not " + maxLength);
            }
        }

        /// The usual settings of `format`: first byte first, 64 bytes (raw 512), lines end with CR or LF.
        public static Settings of(Format format) {
            return new Settings(format, false, format.maxLength, false);
        }
    }

    /// What a line was.
    public sealed interface Line {}

    /// A card's number.
    ///
    /// @param uid upper-case hex, first byte first
    public record Card(String uid) implements Line {
        /// The uid as one number.
        public BigInteger value() {
            return new BigInteger(uid, 16);
        }
    }

    /// A card's number in the form of its label.
    public record Label(int facility, int card16) implements Line {
        public int value() {
            return facility << 16 | card16;
        }

        public String uid() {
            return String.format(Locale.ROOT, "%06X", value());
        }
    }

    /// A code's text. It may hold a secret, so its string form does not show it.
    public record Text(String text) implements Line {
        @Override public String toString() {
            return "Text[" + text.length() + " characters]";
        }
    }

    public record Broken(Fault fault) implements Line {}

    public enum Fault { TOO_LONG, TRUNCATED, BAD_CHAR, ODD_LENGTH, BAD_LENGTH, OUT_OF_RANGE, BAD_CHARSET }

    private final Settings settings;
    private final byte[] line;
    private int length;
    private boolean discarding;   // the rest of a line that was too long

    public AsciiLineDecoder(Settings settings) {
        this.settings = settings;
        this.line = new byte[settings.maxLength()];
    }

    @Override public Optional<Line> accept(byte next) {
        if (next == '\r' || next == '\n') {
            return end();
        }
        if (discarding) {
            return Optional.empty();
        }
        if (length == line.length) {
            length = 0;
            discarding = true;
            return broken(Fault.TOO_LONG);
        }
        line[length++] = next;
        return Optional.empty();
    }

    @Override public Optional<Line> idle() {
        if (settings.idleFlush()) {
            return end();
        }
        boolean pending = length > 0;
        reset();
        return pending ? broken(Fault.TRUNCATED) : Optional.empty();
    }

    @Override public void reset() {
        length = 0;
        discarding = false;
    }

    private Optional<Line> end() {
        int from = length > 0 && line[0] == STX ? 1 : 0;
        int to = length > from && line[length - 1] == ETX ? length - 1 : length;
        reset();
        while (from < to && isBlank(line[from])) {
            from++;
        }
        while (from < to && isBlank(line[to - 1])) {
            to--;
        }
        return from == to ? Optional.empty() : Optional.of(read(from, to));
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private Line read(int from, int to) {
        if (settings.format() == Format.RAW) {
            return raw(ByteBuffer.wrap(line, from, to - from));
        }
        String text = new String(line, from, to - from, StandardCharsets.ISO_8859_1);   // one character a byte
        return switch (settings.format()) {
            case HEX, RAW -> hex(text);
            case DEC10 -> dec10(text);
            case DEC3_5 -> label(text);
        };
    }

    private Line hex(String text) {
        String digits = text.replaceAll("[ :-]", "").toUpperCase(Locale.ROOT);
        if (!digits.chars().allMatch(HexFormat::isHexDigit)) {
            return new Broken(Fault.BAD_CHAR);
        }
        if (digits.length() % 2 != 0) {
            return new Broken(Fault.ODD_LENGTH);
        }
        if (digits.length() < 8 || digits.length() > 20) {
            return new Broken(Fault.BAD_LENGTH);
        }
        return new Card(settings.lsbFirst() ? reversed(digits) : digits);
    }

    private static String reversed(String digits) {
        StringBuilder bytes = new StringBuilder(digits.length());
        for (int i = digits.length() - 2; i >= 0; i -= 2) {
            bytes.append(digits, i, i + 2);
        }
        return bytes.toString();
    }

    private static Line dec10(String text) {
        if (!text.chars().allMatch(AsciiLineDecoder::isDigit)) {
            return new Broken(Fault.BAD_CHAR);
        }
        if (text.length() > 10) {
            return new Broken(Fault.BAD_LENGTH);
        }
        long value = Long.parseLong(text);
        return value > 0xFFFF_FFFFL ? new Broken(Fault.OUT_OF_RANGE) : new Card(String.format(Locale.ROOT, "%08X", value));
    }

    private static Line label(String text) {
        Matcher parts = LABEL.matcher(text);
        if (!parts.matches()) {
            return new Broken(Fault.BAD_CHAR);
        }
        if (parts.group(1).length() != 3 || parts.group(2).length() != 5) {
            return new Broken(Fault.BAD_LENGTH);
        }
        int facility = Integer.parseInt(parts.group(1));
        int card16 = Integer.parseInt(parts.group(2));
        return facility > 0xFF || card16 > 0xFFFF ? new Broken(Fault.OUT_OF_RANGE) : new Label(facility, card16);
    }

    private static Line raw(ByteBuffer bytes) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();   // reports, never guesses
        } catch (CharacterCodingException e) {
            return new Broken(Fault.BAD_CHARSET);
        }
        return text.codePoints().allMatch(AsciiLineDecoder::isPrintable) ? new Text(text) : new Broken(Fault.BAD_CHAR);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /// A character that shows, a blank or a tab. Not: controls, what steers the direction of text, what has no meaning.
    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL -> c == '\t';
            case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.PRIVATE_USE,
                 Character.SURROGATE, Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    private static Optional<Line> broken(Fault fault) {
        return Optional.of(new Broken(fault));
    }
}
