package io.campusgate.device.osdp;

import io.campusgate.VectorFile;
import io.campusgate.domain.ReaderKey;
import java.io.IOException;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// The packets of a session in `vectors/osdp.json`. `recorded-session` was recorded against libosdp 3.2 as the reader.
final class Recording {
    static final HexFormat HEX = HexFormat.of().withUpperCase();
    static final ReaderKey KEY = ReaderKey.of(HEX.parseHex("000102030405060708090A0B0C0D0E0F"));
    static final int ADDRESS = 0x65;
    static final byte[] PDID = HEX.parseHex("53E5140004450C0B0A9901040302010102030731");
    static final byte[] PDCAP = HEX.parseHex("53E5230005460101020201010301010404010502010801000901010A00010D0001A4CC");

    private Recording() {}

    static List<OsdpPacket> recorded() throws IOException, URISyntaxException {
        return session("recorded-session");
    }

    static List<OsdpPacket> session(String name) throws IOException, URISyntaxException {
        byte[] bytes = VectorFile.ofProtocol("osdp").vectors().stream().map(VectorFile::vector)
                .filter(v -> v.name().equals(name)).findFirst().orElseThrow().bytes();
        List<OsdpPacket> packets = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            int end = at + OsdpPacket.lengthAt(bytes, at);
            packets.add(packet(Arrays.copyOfRange(bytes, at, end)));
            at = end;
        }
        return packets;
    }

    static OsdpPacket packet(byte[] bytes) {
        return switch (OsdpPacket.read(bytes)) {
            case OsdpPacket packet -> packet;
            case OsdpFrame.Broken(var fault) -> throw new AssertionError(HEX.formatHex(bytes) + " is " + fault);
        };
    }

    /// The random number of the control panel in a session.
    static byte[] rndA(List<OsdpPacket> session) {
        return session.getFirst().data();
    }

    /// The random number of the reader in a session.
    static byte[] rndB(List<OsdpPacket> session) {
        return Arrays.copyOfRange(session.get(1).data(), 8, 16);
    }
}
