package io.campusgate.device.decode;

import io.campusgate.device.serial.QrModuleCodec;
import io.campusgate.device.serial.QrModuleCodec.Direction;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

final class QrModuleProtocol implements Protocol {
    @Override public String name() {
        return "qr_module";
    }

    @Override public List<String> operations() {
        return List.of("frame");
    }

    @Override public List<String> settings() {
        return List.of("dir");
    }

    @Override public Decoded turn(boolean fromDevice, byte[] bytes, Settings settings, Optional<Decoded> asked) {
        return decode("frame", new Settings(Map.of("dir", fromDevice ? "response" : "command")), bytes);
    }

    @Override public Decoded decode(String operation, Settings settings, byte[] bytes) {
        Direction direction = Direction.valueOf(settings.get("dir", List.of("response", "command")).toUpperCase(Locale.ROOT));
        return Decoded.one(switch (QrModuleCodec.frame(bytes, direction)) {
            case QrModuleCodec.Command(var type, var address, var data, var skipped) -> Decoded.good(Fields
                    .of("type", type).and("address", address).and("data", data).and("crc_skipped", skipped).map());
            case QrModuleCodec.Response(var type, var data) -> Decoded.good(Fields
                    .of("type", type).and("data", data).and("crc_skipped", false).map());
            case QrModuleCodec.Broken(var fault) -> Decoded.bad(fault);
        });
    }
}
