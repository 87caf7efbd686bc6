package io.campusgate.device.decode;

import io.campusgate.device.serial.Pn532Codec;
import io.campusgate.domain.CardNumber;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

final class Pn532Protocol implements Protocol {
    @Override public String name() {
        return "pn532";
    }

    @Override public List<String> operations() {
        return List.of("stream", "frame");
    }

    @Override public List<String> settings() {
        return List.of();
    }

    @Override public Decoded decode(String operation, Settings settings, byte[] bytes) {
        return operation.equals("frame") ? Decoded.one(form(Pn532Codec.frame(bytes)))
                : Decoded.stream(Pn532Codec.stream(), bytes, Pn532Protocol::form);
    }

    @Override public Decoded turn(boolean fromDevice, byte[] bytes, Settings settings, Optional<Decoded> asked) {
        return decode("stream", settings, bytes);
    }

    private static Decoded.Item form(Pn532Codec.Frame frame) {
        return switch (frame) {
            case Pn532Codec.Ack() -> Decoded.good(Map.of("kind", "ack"));
            case Pn532Codec.Nack() -> Decoded.good(Map.of("kind", "nack"));
            case Pn532Codec.Command(var code, var data) -> Decoded.good(Fields.of("kind", "command").and("cmd", hex(code)).and("data", data).map());
            case Pn532Codec.Response(var code, var data) -> Decoded.good(Fields.of("kind", "response").and("cmd", hex(code)).and("data", data).map());
            case Pn532Codec.Targets(var targets) -> {
                Map<String, Object> fields = Fields.of("kind", "response").and("cmd", "4B").and("count", targets.size())
                        .and("targets", targets.stream().map(Pn532Protocol::target).toList()).map();
                yield targets.size() == 1 ? Decoded.good(fields, CardNumber.parse(targets.getFirst().uid())) : Decoded.good(fields);
            }
            case Pn532Codec.Broken(var fault) -> Decoded.bad(fault);
        };
    }

    private static Map<String, Object> target(Pn532Codec.Target target) {
        Fields fields = Fields.of("tg", target.number()).and("atqa", target.atqa()).and("sak", hex(target.sak())).and("uid", target.uid());
        target.ats().ifPresent(ats -> fields.and("ats", ats));
        return fields.map();
    }

    private static String hex(int value) {
        return String.format(Locale.ROOT, "%02X", value);
    }
}
