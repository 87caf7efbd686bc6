package io.campusgate.device.decode;

import java.util.Map;

/// The codes of the protocols in a few plain words, for whoever stands in front of a reader that does not read.
public final class Explanations {
    private static final String CHANGED = "a byte was changed on the way; look at the cable, the level and the ground";
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("ADDRESS", "the two address bytes do not belong together"),
            Map.entry("APPLICATION_ERROR", "the module did not understand the command"),
            Map.entry("BAD_CHAR", "a character that does not belong there; are baud rate and format right?"),
            Map.entry("BAD_CHARSET", "not UTF-8; set the scanner to UTF-8"),
            Map.entry("BAD_CHECKSUM", CHANGED),
            Map.entry("BAD_ETX", "the frame does not end where it should"),
            Map.entry("BAD_LENGTH", "too few or too many digits for this format"),
            Map.entry("CHARSET", "only digits, and X at the end"),
            Map.entry("CHECKSUM", "the check does not fit: a digit or byte was changed"),
            Map.entry("COMMAND", "no such register, or not one to write"),
            Map.entry("CRC", CHANGED),
            Map.entry("DATA_LENGTH", "the lengths inside the frame do not add up"),
            Map.entry("DATE", "not a date"),
            Map.entry("DCS", CHANGED),
            Map.entry("EVEN_PARITY", "the first parity bit does not fit; are D0 and D1 swapped?"),
            Map.entry("HEADER", "does not begin like a frame"),
            Map.entry("LCS", CHANGED),
            Map.entry("LENGTH", "not the length that belongs here"),
            Map.entry("MAC", "not made with the key of this session, or one packet of it is missing or was changed"),
            Map.entry("NO_SESSION", "belongs to a secure channel of which the beginning is not here"),
            Map.entry("ODD_LENGTH", "half a byte is missing"),
            Map.entry("ODD_PARITY", "the last parity bit does not fit"),
            Map.entry("OUT_OF_RANGE", "too large a number"),
            Map.entry("PADDING", "decrypts to nothing that was encrypted with this key"),
            Map.entry("PAYLOAD_LENGTH", "too few or too many data bytes for this command or reply"),
            Map.entry("PEC", CHANGED),
            Map.entry("PLAINTEXT_IN_SC", "in the clear in the middle of a secure channel: not from the reader it was opened with"),
            Map.entry("POSTAMBLE", "the frame does not end where it should"),
            Map.entry("PREAMBLE", "does not begin like a frame"),
            Map.entry("RANGE", "colder than the sensor can tell"),
            Map.entry("REGION", "no region begins with 0"),
            Map.entry("SCB_LENGTH", "the security block does not have the length of its type"),
            Map.entry("SCB_TYPE", "no security block of this direction"),
            Map.entry("SENSOR_FLAG", "the sensor itself says that it could not measure"),
            Map.entry("SOM", "does not begin with 53"),
            Map.entry("START_CODE", "does not begin like a frame"),
            Map.entry("TARGET_DATA", "the lengths inside the list of cards do not add up"),
            Map.entry("TEXT_LENGTH", "the text block does not have 256 bytes"),
            Map.entry("TFI", "neither from the host nor from the module"),
            Map.entry("TOO_LONG", "a line without an end; does the reader send CR or LF?"),
            Map.entry("TRUNCATED", "it breaks off in the middle"),
            Map.entry("UNSUPPORTED_LENGTH", "not 26, 34 or 37 bits"));

    private Explanations() {}

    /// @param code of a [Decoded.Bad]
    public static String of(String code) {
        return WORDS.getOrDefault(code, "see the protocol's description");
    }
}
