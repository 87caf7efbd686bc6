package io.campusgate.device.decode;

import io.campusgate.device.serial.Rdm6300Decoder;
import java.util.List;

final class Rdm6300Protocol implements Protocol {
    @Override public String name() {
        return "rdm6300";
    }

    @Override public List<String> operations() {
        return List.of("stream");
    }

    @Override public List<String> settings() {
        return List.of();
    }

    @Override public Decoded decode(String operation, Settings settings, byte[] bytes) {
        return Decoded.stream(new Rdm6300Decoder(), bytes, frame -> switch (frame) {
            case Rdm6300Decoder.Tag tag -> Decoded.good(Fields.of("card", Fields
                    .of("raw", tag.raw())
                    .and("version", tag.version())
                    .and("number", tag.number())
                    .and("printed10", tag.printed())
                    .and("facility", tag.facility())
                    .and("card16", tag.card16()).map()).map(), tag.card());
            case Rdm6300Decoder.Broken(var fault) -> Decoded.bad(fault);
        });
    }
}
