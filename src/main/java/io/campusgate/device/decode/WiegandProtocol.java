package io.campusgate.device.decode;

import io.campusgate.device.serial.WiegandCodec;
import io.campusgate.device.serial.WiegandCodec.Code;
import io.campusgate.device.serial.WiegandCodec.Format;
import io.campusgate.device.serial.WiegandCodec.Variant;
import io.campusgate.domain.CardNumber;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

final class WiegandProtocol implements Protocol {
    private static final List<String> FORMATS = Arrays.stream(Format.values()).map(Enum::name).toList();
    private static final List<String> VARIANTS = Arrays.stream(Variant.values()).map(v -> v.name().toLowerCase(Locale.ROOT)).toList();

    @Override public String name() {
        return "wiegand";
    }

    @Override public List<String> operations() {
        return List.of("bits", "serial");
    }

    @Override public List<String> settings() {
        return List.of("bit_length", "format", "variant");
    }

    @Override public Decoded decode(String operation, Settings settings, byte[] bytes) {
        if (operation.equals("serial")) {
            Variant variant = Variant.valueOf(settings.require("variant", VARIANTS).toUpperCase(Locale.ROOT));
            return Decoded.one(form(WiegandCodec.line(bytes, variant)));
        }
        int bits = settings.number("bit_length", 0, 1000).orElseThrow(() -> new IllegalArgumentException("'bit_length' is missing; expected 26, 34 or 37"));
        Optional<Format> format = settings.find("format").map(_ -> Format.valueOf(settings.require("format", FORMATS)));
        return Decoded.one(form(WiegandCodec.bits(bytes, bits, format)));
    }

    private static Decoded.Item form(WiegandCodec.Message message) {
        return switch (message) {
            case Code code -> {
                Fields fields = layout(code);
                yield code.card().map(card -> Decoded.good(fields.map(), card)).orElseGet(() -> Decoded.good(fields.map()));
            }
            case WiegandCodec.Converted(var variant, var number) -> {
                Fields fields = Fields.of("number", number);
                if (variant == Variant.HEX6CR) {
                    fields.and("facility", number >> 16).and("card", number & 0xFFFF);
                }
                yield Decoded.good(fields.map(), CardNumber.ofInt(number));
            }
            case WiegandCodec.Broken(var fault) -> Decoded.bad(fault);
        };
    }

    private static Fields layout(Code code) {
        Fields fields = Fields.of("format", code.format().name()).and("number", code.number());
        return switch (code.format()) {
            case W26 -> fields.and("facility", code.above(16)).and("card", code.low(16));
            case W34 -> fields.and("facility16", code.above(16)).and("card16", code.low(16))
                    .and("facility8", code.above(24)).and("card24", code.low(24));
            case H10304 -> fields.and("facility", code.above(19)).and("card", code.low(19));
            case H10302 -> fields.and("card", code.number());
        };
    }
}
