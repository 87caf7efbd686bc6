package io.campusgate.device.decode;

import io.campusgate.device.osdp.OsdpCode;
import io.campusgate.device.osdp.OsdpMessage;
import io.campusgate.device.osdp.OsdpPacket;
import io.campusgate.device.osdp.OsdpPacket.SecurityBlock;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// An OSDP packet as plain fields.
final class OsdpFields {
    private OsdpFields() {}

    /// Of a packet by itself: what is encrypted stays so. Empty if its data have the wrong length.
    static Optional<Fields> of(OsdpPacket packet) {
        return packet.security().filter(SecurityBlock::isEncrypted).isPresent()
                ? Optional.of(head(packet).and("data", HexFormat.of().withUpperCase().formatHex(packet.data())))
                : of(packet, packet.data());
    }

    /// Of a packet with its data opened.
    static Optional<Fields> of(OsdpPacket packet, byte[] data) {
        return OsdpMessage.read(packet.code(), packet.isReply(), data).map(message -> {
            Fields fields = head(packet);
            add(fields, message);
            return fields;
        });
    }

    private static Fields head(OsdpPacket packet) {
        Fields fields = Fields.of("address", packet.address()).and("reply", packet.isReply()).and("seq", packet.sequence()).and("crc", packet.hasCrc());
        packet.security().ifPresent(block -> fields.and("scs", hex(block.type())).and("scb_data", block.data()));
        return fields.and("id", hex(packet.code())).and("name", OsdpCode.name(packet.code(), packet.isReply()));
    }

    private static void add(Fields fields, OsdpMessage message) {
        switch (message) {
            case OsdpMessage.Bare() -> { }
            case OsdpMessage.Ask(var type) -> fields.and("reply_type", type);
            case OsdpMessage.Out(var outputs) -> fields.and("outputs", outputs.stream().map(o ->
                    Fields.of("output", o.output()).and("control", o.control()).and("timer", o.timer()).map()).toList());
            case OsdpMessage.Leds(var leds) -> fields.and("leds", leds.stream().map(OsdpFields::led).toList());
            case OsdpMessage.Buzzer(var reader, var tone, var on, var off, var count) ->
                fields.and("reader", reader).and("tone", tone).and("on", on).and("off", off).and("count", count);
            case OsdpMessage.Line(var address, var baud) -> fields.and("new_address", address).and("new_baud", baud);
            case OsdpMessage.KeySet(var type, var length, var key) -> fields.and("key_type", type).and("key_len", length).and("key", key);
            case OsdpMessage.Challenge(var rndA) -> fields.and("rnd_a", rndA);
            case OsdpMessage.ServerCryptogram(var cryptogram) -> fields.and("server_cryptogram", cryptogram);
            case OsdpMessage.Nak(var code, var detail) -> {
                fields.and("code", code);
                if (!detail.isEmpty()) {
                    fields.and("detail", detail);
                }
            }
            case OsdpMessage.Identity(var vendor, var model, var version, var serial, var firmware) ->
                fields.and("vendor", vendor).and("model", model).and("version", version).and("serial", serial).and("firmware", firmware);
            case OsdpMessage.Capabilities(var all) -> fields.and("caps", all.stream().map(c -> List.of(c.function(), c.compliance(), c.count())).toList());
            case OsdpMessage.LocalStatus(var tamper, var power) -> fields.and("tamper", tamper).and("power", power);
            case OsdpMessage.States(var states) -> fields.and("states", states);
            case OsdpMessage.Raw(var reader, var format, var bits, var data) ->
                fields.and("reader", reader).and("format", format).and("bits", bits).and("data", data);
            case OsdpMessage.Keypad(var reader, var digits) -> fields.and("reader", reader).and("digits", digits);
            case OsdpMessage.ClientCryptogram(var cuid, var rndB, var cryptogram) ->
                fields.and("cuid", cuid).and("rnd_b", rndB).and("client_cryptogram", cryptogram);
            case OsdpMessage.InitialMac(var mac) -> fields.and("rmac_i", mac);
            case OsdpMessage.Other(var data) -> fields.and("data", data);
        }
    }

    private static Map<String, Object> led(OsdpMessage.Led led) {
        return Fields.of("reader", led.reader()).and("led", led.led())
                .and("temp", lamp(led.temporary()).and("timer", led.temporary().timer()).map())
                .and("perm", lamp(led.permanent()).map()).map();
    }

    private static Fields lamp(OsdpMessage.Lamp lamp) {
        return Fields.of("control", lamp.control()).and("on", lamp.on()).and("off", lamp.off())
                .and("on_color", lamp.onColor()).and("off_color", lamp.offColor());
    }

    private static String hex(int value) {
        return String.format(Locale.ROOT, "%02X", value);
    }
}
