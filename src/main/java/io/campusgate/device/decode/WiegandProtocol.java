package io.campusgate.device.decode;

import io.campusgate.device.serial.WiegandCodec;
import io.campusgate.device.serial.WiegandCodec.Code;
import io.campusgate.device.serial.WiegandCodec.Format;
import io.campusgate.device.serial.WiegandCodec.Variant;
import io.campusgate.device.serial.WiegandLineDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

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
        Optional<Format> format = format(settings);
        if (operation.equals("serial")) {
            Variant variant = variant(settings);
            return Decoded.one(form(WiegandCodec.line(bytes, variant, format), code -> converted(code, variant)));
        }
        int bits = settings.number("bit_length", 0, 1000).orElseThrow(() -> new IllegalArgumentException("'bit_length' is missing; expected 26, 34 or 37"));
        return Decoded.one(form(WiegandCodec.bits(bytes, bits, format), WiegandProtocol::layout));
    }

    /// What a converter sends.
    @Override public Decoded turn(boolean fromDevice, byte[] bytes, Settings settings, Optional<Decoded> asked) {
        Variant variant = variant(settings);
        return Decoded.stream(new WiegandLineDecoder(variant, format(settings)), bytes, message -> form(message, code -> converted(code, variant)));
    }

    private static Variant variant(Settings settings) {
        return Variant.valueOf(settings.require("variant", VARIANTS).toUpperCase(Locale.ROOT));
    }

    private static Optional<Format> format(Settings settings) {
        return settings.find("format").map(_ -> Format.valueOf(settings.require("format", FORMATS)));
    }

    private static Decoded.Item form(WiegandCodec.Message message, Function<Code, Fields> fields) {
        return switch (message) {
            case Code code -> Decoded.good(fields.apply(code).map(), code.card());
            case WiegandCodec.Broken(var fault) -> Decoded.bad(fault);
        };
    }

    private static Fields converted(Code code, Variant variant) {
        Fields fields = Fields.of("number", code.number());
        return variant == Variant.HEX6CR ? fields.and("facility", code.above(16)).and("card", code.low(16)) : fields;
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
