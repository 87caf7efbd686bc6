package io.campusgate.device.osdp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.campusgate.device.osdp.OsdpFrame.Broken;
import io.campusgate.device.osdp.OsdpPacket.SecurityBlock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Good packets are those of OSDP 2.2 Annex E and of `vectors/osdp.json`; the damaged ones are made of them by hand.
class OsdpPacketTest {

    @ParameterizedTest
    @CsvSource({
        "'', TRUNCATED",
        "53, TRUNCATED",
        "FF, TRUNCATED",
        "FFFF53650800056051A3, SOM",            // one mark, not two
        "54650800056051A3, SOM",
        "5465, SOM",                            // before the length
        "536508000560, TRUNCATED",
        "53650600056051A3, LENGTH",             // below 7
        "53650700056051A3, LENGTH",             // no room for code and CRC
        "5365FFFF0560, LENGTH",                 // above 1440, before it is called truncated
        "5365A105056051A3, LENGTH",             // 1441
        "53650800056051A300, LENGTH",
        "536508000560D1A3, CRC",
        "536507000260E0, CHECKSUM",
        "53650A000D201560F781, SCB_LENGTH",     // overruns
        "53650E000D021660010203048DAD, SCB_TYPE",
    })
    void checksInTheOrderOfTheProtocol(String hex, String fault) {
        assertEquals(fault, fault(HexFormat.of().parseHex(hex)));
    }

    @ParameterizedTest
    @CsvSource({
        "0310 00, false, SCB_TYPE",             // below 11
        "0319 00, false, SCB_TYPE",             // above 18
        "0312 01, false, SCB_TYPE",             // a reply's type in a command
        "0311 01, true, SCB_TYPE",
        "0115, false, SCB_LENGTH",              // too short to be one
        "0415 0000, false, SCB_LENGTH",         // longer than its type
        "0211, false, SCB_LENGTH",
        "0215, false, PAYLOAD_LENGTH",          // no room for a MAC
    })
    void aSecurityBlockFitsItsTypeAndDirection(String block, boolean reply, String fault) {
        byte[] inner = HexFormat.of().parseHex(block.replace(" ", ""));
        byte[] bytes = new byte[5 + inner.length + 1 + 2];
        bytes[0] = 0x53;
        bytes[1] = (byte) (reply ? 0xE5 : 0x65);
        bytes[2] = (byte) bytes.length;
        bytes[4] = 0x0C;
        System.arraycopy(inner, 0, bytes, 5, inner.length);
        bytes[5 + inner.length] = 0x60;
        assertEquals(fault, fault(OsdpPacket.finished(bytes, Optional.empty()).bytes()));
    }

    @Test void theLongestPacketIsReadAndALongerOneIsNot() {
        OsdpPacket longest = OsdpPacket.of(1, true, 1, Optional.empty(), 0x51, new byte[OsdpPacket.MOST_BYTES - 8]);
        assertEquals(1440, longest.bytes().length);
        assertEquals(longest, OsdpPacket.read(longest.bytes()));
        assertEquals("LENGTH", fault(OsdpPacket.of(1, true, 1, Optional.empty(), 0x51, new byte[OsdpPacket.MOST_BYTES - 7]).bytes()));
    }

    @Test void writesThePublishedExamples() {
        assertArrayEquals(HexFormat.of().parseHex("537F0D00046E00802500006E38"),
                OsdpPacket.of(0x7F, false, 0, Optional.empty(), OsdpCode.COMSET, HexFormat.of().parseHex("0080250000")).bytes());
        assertArrayEquals(HexFormat.of().parseHex("53000900046100C066"),
                OsdpPacket.of(0, false, 0, Optional.empty(), OsdpCode.ID, new byte[1]).bytes());
    }

    @Test void readsAMarkAndBothChecks() {
        OsdpPacket marked = packet("FF53650800076033C5");
        assertEquals(3, marked.sequence());
        assertArrayEquals(HexFormat.of().parseHex("53650800076033C5"), marked.bytes());
        OsdpPacket summed = packet("5300080000610044");
        assertEquals(false, summed.hasCrc());
        assertArrayEquals(new byte[1], summed.data());
    }

    @Test void tellsTheSecurityBlock() {
        OsdpPacket poll = packet("53650E000E0215600CEE6C2915A9");
        assertEquals(Optional.of(new SecurityBlock(0x15, "")), poll.security());
        assertArrayEquals(HexFormat.of().parseHex("0CEE6C29"), poll.mac());
        assertArrayEquals(HexFormat.of().parseHex("53650E000E021560"), poll.covered());
        assertEquals(0, poll.data().length);
    }

    @Test void noSingleFlippedBitIsTakenForAPacket() {
        byte[] good = HexFormat.of().parseHex("53E51000065000011A000949EC404889");
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] flipped = good.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertInstanceOf(Broken.class, OsdpPacket.read(flipped), "bit " + bit);
        }
    }

    @Test void everyCutIsTruncated() {
        byte[] good = HexFormat.of().parseHex("53E51000065000011A000949EC404889");
        for (int length = 0; length < good.length; length++) {
            assertEquals("TRUNCATED", fault(Arrays.copyOf(good, length)), length + " bytes");
        }
    }

    private static OsdpPacket packet(String hex) {
        return Recording.packet(HexFormat.of().parseHex(hex));
    }

    private static String fault(byte[] bytes) {
        return assertInstanceOf(Broken.class, OsdpPacket.read(bytes)).fault().name();
    }
}
