package io.campusgate.device.osdp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.device.osdp.SecureChannel.Broken;
import io.campusgate.device.osdp.SecureChannel.Data;
import io.campusgate.domain.ReaderKey;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against OSDP 2.2 Annex E and the sessions of `vectors/osdp.json`, one of them recorded against libosdp.
class SecureChannelTest {
    private static final HexFormat HEX = Recording.HEX;

    @Test void derivesWhatAnnexEPrints() {
        byte[] rndB = HEX.parseHex("A0A1A2A3A4A5A6A7");
        SecureChannel channel = new SecureChannel(ReaderKey.DEFAULT, HEX.parseHex("B0B1B2B3B4B5B6B7"));
        assertEquals("BF8DC2A8329ACB8C67C6D0CD9A451682", HEX.formatHex(channel.keys()[0]));
        assertEquals("5E86C676603BDEE2D8BEAFE178637332", HEX.formatHex(channel.keys()[1]));
        assertEquals("6FDA86E857777E81132035758239172E", HEX.formatHex(channel.keys()[2]));
        assertEquals("FDE5D2F428EC16312471EA3C02BD7796", HEX.formatHex(channel.clientCryptogram(rndB)));
        assertEquals("26D3356E07762D262801FC8E6665A891", HEX.formatHex(channel.serverCryptogram(rndB)));
        assertEquals("B2A30057EB98BA2229EC1F875662B524", HEX.formatHex(channel.initialMac(rndB)));
    }

    /// Both ends make, byte for byte, what was recorded.
    @ParameterizedTest
    @ValueSource(strings = {"session-scbk", "recorded-session"})
    void sealsAndOpensAWholeSession(String name) throws Exception {
        List<OsdpPacket> packets = Recording.session(name);
        SecureChannel listener = begun(packets);
        SecureChannel speaker = begun(packets);
        for (OsdpPacket packet : packets.subList(4, packets.size())) {
            byte[] data = assertInstanceOf(Data.class, listener.open(packet), packet.toString()).bytes();
            assertArrayEquals(packet.bytes(), speaker.seal(packet.address(), packet.isReply(), packet.sequence(), packet.code(), data).bytes());
        }
    }

    @Test void noFlippedBitOfASealedPacketIsEverOpened() throws Exception {
        List<OsdpPacket> packets = Recording.recorded();
        SecureChannel channel = begun(packets);
        int tried = 0;
        for (OsdpPacket packet : packets.subList(4, packets.size())) {
            byte[] bytes = packet.bytes();
            for (int bit = 8; bit < (bytes.length - 2) * 8; bit++) {   // the CRC put right behind it, as a forger would
                byte[] forged = bytes.clone();
                forged[bit / 8] ^= (byte) (1 << bit % 8);
                if (OsdpPacket.read(OsdpPacket.finished(forged, packet.security()).bytes()) instanceof OsdpPacket whole
                        && whole.security().filter(OsdpPacket.SecurityBlock::hasMac).isPresent()) {
                    assertInstanceOf(Broken.class, channel.open(whole), "bit " + bit + " of " + packet);
                    tried++;
                }
            }
            assertInstanceOf(Data.class, channel.open(packet), "and the packet itself still opens");
        }
        assertTrue(tried > 2000, tried + " forgeries");
    }

    /// But the last one repeated as it was, before it is answered: that is how the protocol mends a lost answer.
    @Test void noPacketOpensOutOfItsTurn() throws Exception {
        List<OsdpPacket> packets = Recording.recorded();
        SecureChannel channel = begun(packets);
        List<OsdpPacket> sealed = packets.subList(4, packets.size());
        for (int turn = 0; turn < sealed.size(); turn++) {
            for (int other = 0; other < sealed.size(); other++) {
                if (other != turn && other != turn - 1) {
                    assertInstanceOf(Broken.class, channel.open(sealed.get(other)), other + " in the turn of " + turn);
                }
            }
            assertInstanceOf(Data.class, channel.open(sealed.get(turn)));
        }
    }

    @Test void aKeyOffByOneBitOpensNothing() throws Exception {
        List<OsdpPacket> packets = Recording.recorded();
        for (int bit = 0; bit < 128; bit++) {
            byte[] key = Recording.KEY.bytes();
            key[bit / 8] ^= (byte) (1 << bit % 8);
            SecureChannel channel = new SecureChannel(ReaderKey.of(key), Recording.rndA(packets));
            channel.begin(Recording.rndB(packets));
            assertInstanceOf(Broken.class, channel.open(packets.get(4)));
        }
    }

    static SecureChannel begun(List<OsdpPacket> packets) {
        SecureChannel channel = new SecureChannel(Recording.KEY, Recording.rndA(packets));
        channel.begin(Recording.rndB(packets));
        return channel;
    }
}
