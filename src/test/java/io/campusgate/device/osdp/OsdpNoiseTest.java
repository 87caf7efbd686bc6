package io.campusgate.device.osdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.device.osdp.OsdpFrame.Broken;
import io.campusgate.device.osdp.OsdpPacket.SecurityBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Ten million bytes of noise, cuts, splices and mutations of good packets, from a seed: no exception, no endless wait, and
/// no secured packet opened that was not recorded.
class OsdpNoiseTest {
    private static final int BYTES = 10_000_000;

    @Test void nothingIsOpenedThatTheReaderDidNotSeal() throws Exception {
        List<OsdpPacket> recorded = Recording.recorded();
        Set<OsdpPacket> good = new HashSet<>(recorded);
        SecureChannel channel = SecureChannelTest.begun(recorded);
        Random random = new Random(0x53);
        Map<String, Integer> found = new HashMap<>();
        OsdpFramer framer = new OsdpFramer();
        for (int sent = 0; sent < BYTES; ) {
            byte[] piece = piece(random, recorded);
            sent += piece.length;
            framer.accept(piece, piece.length, frame -> judge(frame, good, channel, found));
            if (random.nextInt(20) == 0) {
                framer.quiet(frame -> judge(frame, good, channel, found));
            }
        }
        framer.quiet(frame -> judge(frame, good, channel, found));
        assertEquals(0, found.getOrDefault("opened", 0));
        for (String each : List.of("recorded", "CRC", "CHECKSUM", "TRUNCATED", "SCB_TYPE", "MAC")) {
            assertTrue(found.getOrDefault(each, 0) > 0, each + " is among what came: " + found);
        }
    }

    /// Opening changes nothing unless the MAC is right, so one channel serves for all.
    private static void judge(OsdpFrame frame, Set<OsdpPacket> good, SecureChannel channel, Map<String, Integer> found) {
        String what = switch (frame) {
            case Broken(var fault) -> fault.name();
            case OsdpPacket packet when good.contains(packet) -> "recorded";
            case OsdpPacket packet when packet.security().filter(SecurityBlock::hasMac).isPresent() ->
                channel.open(packet) instanceof SecureChannel.Broken(var fault) ? fault.name() : "opened";
            case OsdpPacket packet -> OsdpMessage.read(packet.code(), packet.isReply(), packet.data()).isPresent() ? "plain" : "PAYLOAD_LENGTH";
        };
        found.merge(what, 1, Integer::sum);
    }

    private static byte[] piece(Random random, List<OsdpPacket> recorded) {
        byte[] one = recorded.get(random.nextInt(recorded.size())).bytes();
        switch (random.nextInt(6)) {
            case 0 -> {   // noise
                byte[] noise = new byte[random.nextInt(60)];
                random.nextBytes(noise);
                return noise;
            }
            case 1 -> {   // a cut
                return Arrays.copyOf(one, random.nextInt(one.length));
            }
            case 2 -> {   // a splice
                byte[] other = recorded.get(random.nextInt(recorded.size())).bytes();
                byte[] spliced = Arrays.copyOf(one, one.length / 2 + other.length / 2);
                System.arraycopy(other, other.length - other.length / 2, spliced, one.length / 2, other.length / 2);
                return spliced;
            }
            case 3 -> {   // some bits flipped
                for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                    int bit = random.nextInt(one.length * 8);
                    one[bit / 8] ^= (byte) (1 << bit % 8);
                }
                return one;
            }
            case 4 -> {   // changed by somebody who knows the CRC
                one[1 + random.nextInt(one.length - 3)] ^= (byte) (1 + random.nextInt(255));
                return OsdpPacket.finished(one, java.util.Optional.empty()).bytes();
            }
            default -> {
                return one;
            }
        }
    }

    @Test void findsThePacketBehindEachBeginningOfAnother() throws Exception {
        byte[] good = Recording.recorded().get(7).bytes();
        for (int cut = 0; cut < good.length; cut++) {
            List<OsdpFrame> frames = new ArrayList<>();
            OsdpFramer framer = new OsdpFramer();
            framer.accept(Arrays.copyOf(good, cut), cut, frames::add);
            framer.accept(good, good.length, frames::add);
            framer.quiet(frames::add);
            assertEquals(Recording.packet(good), assertInstanceOf(OsdpPacket.class, frames.getLast()), "behind " + cut + " bytes");
            assertTrue(!framer.isUnderWay());
        }
    }
}
