package io.campusgate.device.decode;

import io.campusgate.device.osdp.OsdpFrame;
import io.campusgate.device.osdp.OsdpPacket;
import io.campusgate.device.osdp.SecureChannel;
import io.campusgate.domain.ReaderKey;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// `packet`: one packet, its MAC not checked. `session`: packets back to back, opened with the key, up to the first fault.
/// `keys`: what follows from the key and the random numbers.
final class OsdpProtocol implements Protocol {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    @Override public String name() {
        return "osdp";
    }

    @Override public List<String> operations() {
        return List.of("packet", "session", "keys");
    }

    @Override public List<String> settings() {
        return List.of("scbk", "rnd_a", "rnd_b");
    }

    @Override public Decoded decode(String operation, Settings settings, byte[] bytes) {
        return Decoded.one(switch (operation) {
            case "session" -> Decoded.good(Fields.of("packets", new OsdpTranscript(key(settings)).of(bytes)).map());
            case "keys" -> keys(settings);
            default -> packet(bytes);
        });
    }

    @Override public Decoded turn(boolean fromDevice, byte[] bytes, Settings settings, Optional<Decoded> asked) {
        return decode("packet", settings, bytes);
    }

    private static ReaderKey key(Settings settings) {
        return ReaderKey.of(settings.bytes("scbk", 16));
    }

    private static Decoded.Item packet(byte[] bytes) {
        return switch (OsdpPacket.read(bytes)) {
            case OsdpFrame.Broken(var fault) -> Decoded.bad(fault);
            case OsdpPacket packet -> OsdpFields.of(packet).map(fields -> Decoded.good(fields.map()))
                    .orElseGet(() -> Decoded.bad(OsdpFrame.Fault.PAYLOAD_LENGTH));
        };
    }

    private static Decoded.Item keys(Settings settings) {
        SecureChannel channel = new SecureChannel(key(settings), settings.bytes("rnd_a", 8));
        byte[] rndB = settings.bytes("rnd_b", 8);
        byte[][] keys = channel.keys();
        return Decoded.good(Fields.of("s_enc", HEX.formatHex(keys[0])).and("s_mac1", HEX.formatHex(keys[1])).and("s_mac2", HEX.formatHex(keys[2]))
                .and("client_cryptogram", HEX.formatHex(channel.clientCryptogram(rndB)))
                .and("server_cryptogram", HEX.formatHex(channel.serverCryptogram(rndB)))
                .and("rmac_i", HEX.formatHex(channel.initialMac(rndB))).map());
    }
}
