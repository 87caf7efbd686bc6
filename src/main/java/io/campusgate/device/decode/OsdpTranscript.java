package io.campusgate.device.decode;

import io.campusgate.device.osdp.OsdpFrame;
import io.campusgate.device.osdp.OsdpFrame.Fault;
import io.campusgate.device.osdp.OsdpMessage;
import io.campusgate.device.osdp.OsdpPacket;
import io.campusgate.device.osdp.OsdpPacket.SecurityBlock;
import io.campusgate.device.osdp.SecureChannel;
import io.campusgate.domain.ReaderKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What was said on an OSDP line, for whoever listens in and has the key: packets back to back, up to the first fault.
final class OsdpTranscript {
    private static final HexFormat HEX = HexFormat.of();

    private final ReaderKey key;
    private Optional<SecureChannel> challenged = Optional.empty();   // a handshake has begun
    private byte[] rndB = new byte[8];
    private Optional<SecureChannel> session = Optional.empty();

    OsdpTranscript(ReaderKey key) {
        this.key = key;
    }

    /// The fields of each packet; the last may be `{"error": …}`.
    List<Map<String, Object>> of(byte[] bytes) {
        List<Map<String, Object>> packets = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            int end = at + OsdpPacket.lengthAt(bytes, at);
            Map<String, Object> fields = next(Arrays.copyOfRange(bytes, at, end));
            packets.add(fields);
            at = fields.containsKey("error") ? bytes.length : end;
        }
        return packets;
    }

    private Map<String, Object> next(byte[] bytes) {
        return switch (OsdpPacket.read(bytes)) {
            case OsdpFrame.Broken(var fault) -> error(fault);
            case OsdpPacket packet when packet.security().filter(SecurityBlock::hasMac).isPresent() -> sealed(packet);
            case OsdpPacket packet -> open(packet);
        };
    }

    private Map<String, Object> sealed(OsdpPacket packet) {
        return session.map(channel -> switch (channel.open(packet)) {
            case SecureChannel.Broken(var fault) -> error(fault);
            case SecureChannel.Data data -> OsdpFields.of(packet, data.bytes()).map(Fields::map).orElseGet(() -> error(Fault.PAYLOAD_LENGTH));
        }).orElseGet(() -> error(Fault.NO_SESSION));
    }

    private Map<String, Object> open(OsdpPacket packet) {
        if (packet.security().isPresent() || !packet.isReply() && packet.sequence() == 0) {
            session = Optional.empty();   // the handshake, or a command that begins anew
        }
        if (session.isPresent() && !packet.mayBePlain()) {
            return error(Fault.PLAINTEXT_IN_SC);
        }
        return OsdpFields.of(packet).map(fields -> {
            OsdpMessage.read(packet.code(), packet.isReply(), packet.data()).ifPresent(message -> follow(message, fields));
            return fields.map();
        }).orElseGet(() -> error(Fault.PAYLOAD_LENGTH));
    }

    /// Follows the handshake, and says whether its proofs hold.
    private void follow(OsdpMessage message, Fields fields) {
        switch (message) {
            case OsdpMessage.Challenge(var rndA) -> challenged = Optional.of(new SecureChannel(key, HEX.parseHex(rndA)));
            case OsdpMessage.ClientCryptogram(_, var random, var cryptogram) -> {
                rndB = HEX.parseHex(random);
                fields.and("cryptogram_ok", is(cryptogram, c -> c.clientCryptogram(rndB)));
            }
            case OsdpMessage.ServerCryptogram(var cryptogram) -> fields.and("cryptogram_ok", is(cryptogram, c -> c.serverCryptogram(rndB)));
            case OsdpMessage.InitialMac(var mac) -> {
                boolean good = is(mac, c -> c.initialMac(rndB));
                fields.and("rmac_ok", good);
                if (good) {
                    session = challenged;
                    session.ifPresent(channel -> channel.begin(rndB));
                }
            }
            default -> { }
        }
    }

    private boolean is(String found, Function<SecureChannel, byte[]> expected) {
        return challenged.filter(channel -> SecureChannel.isSame(HEX.parseHex(found), expected.apply(channel))).isPresent();
    }

    private static Map<String, Object> error(Fault fault) {
        return Map.of("error", fault.name());
    }
}
