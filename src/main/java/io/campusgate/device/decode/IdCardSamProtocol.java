package io.campusgate.device.decode;

import io.campusgate.device.serial.IdCardSamCodec;
import io.campusgate.device.serial.IdCardSamCodec.Direction;
import io.campusgate.device.serial.IdCardText;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

final class IdCardSamProtocol implements Protocol {
    @Override public String name() {
        return "idcard_sam";
    }

    @Override public List<String> operations() {
        return List.of("stream", "frame");
    }

    @Override public List<String> settings() {
        return List.of("dir", "request");
    }

    @Override public Decoded decode(String operation, Settings settings, byte[] bytes) {
        Direction direction = Direction.valueOf(settings.get("dir", List.of("response", "command")).toUpperCase(Locale.ROOT));
        Optional<String> request = settings.find("request");
        return operation.equals("frame") ? Decoded.one(form(IdCardSamCodec.frame(bytes, direction, request)))
                : Decoded.stream(IdCardSamCodec.stream(direction, request), bytes, IdCardSamProtocol::form);
    }

    /// An answer is read by the command before it.
    @Override public Decoded turn(boolean fromDevice, byte[] bytes, Settings settings, Optional<Decoded> asked) {
        Optional<String> request = asked.flatMap(a -> a.items().stream().filter(Decoded.Good.class::isInstance).map(Decoded.Good.class::cast)
                .reduce((_, last) -> last)).map(command -> "" + command.fields().get("cmd") + command.fields().get("para"));
        return Decoded.stream(IdCardSamCodec.stream(fromDevice ? Direction.RESPONSE : Direction.COMMAND, request), bytes, IdCardSamProtocol::form);
    }

    private static Decoded.Item form(IdCardSamCodec.Frame frame) {
        return switch (frame) {
            case IdCardSamCodec.Command(var command, var parameter, var data) -> Decoded.good(Fields
                    .of("cmd", hex(command, 2)).and("para", hex(parameter, 2)).and("data", data).map());
            case IdCardSamCodec.Response response -> {
                Fields fields = Fields.of("sw", hex(response.status(), 6)).and("status", response.statusName()).and("ok", response.isGood());
                switch (response.content()) {
                    case IdCardSamCodec.Plain(var data) -> fields.and("data", data);
                    case IdCardSamCodec.SamId(var text) -> fields.and("sam_id", text);
                    case IdCardSamCodec.NewAddress(var text) -> fields.and("new_address", text);
                    case IdCardSamCodec.Card card -> add(fields, card);
                }
                yield Decoded.good(fields.map());
            }
            case IdCardSamCodec.Broken(var fault) -> Decoded.bad(fault);
        };
    }

    private static void add(Fields fields, IdCardSamCodec.Card card) {
        IdCardText text = card.text();
        Fields person = Fields.of("card", text.kind().word());
        text.fields().forEach(person::and);
        person.and("sex_name", text.sexName()).and("long_term", text.isLongTerm());
        if (text.kind() != IdCardText.Kind.FOREIGNER2017) {
            person.and("id_valid", text.idNumber().isPresent());
        }
        if (text.kind() == IdCardText.Kind.CITIZEN) {
            person.and("nation_name", text.nationName());
        }
        fields.and("text", person.map()).and("photo_len", card.photoLength()).and("photo_crc32", hex(card.photoCrc32(), 8));
        card.fingerprintLength().ifPresent(length -> fields.and("finger_len", length));
    }

    private static String hex(int value, int digits) {
        return String.format(Locale.ROOT, "%0" + digits + "X", value);
    }
}
