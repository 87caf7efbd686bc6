package io.campusgate.device.decode;

import io.campusgate.device.serial.AsciiLineDecoder;
import io.campusgate.device.serial.AsciiLineDecoder.Format;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Word;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

final class AsciiReaderProtocol implements Protocol {
    private static final List<String> FORMATS = Arrays.stream(Format.values()).map(Format::word).toList();

    @Override public String name() {
        return "ascii_reader";
    }

    @Override public List<String> operations() {
        return List.of("stream");
    }

    @Override public List<String> settings() {
        return List.of("format", "uid_order", "max_len", "idle_flush");
    }

    @Override public Decoded decode(String operation, Settings settings, byte[] bytes) {
        Format format = Word.of(Format.class, settings.require("format", FORMATS)).orElseThrow();
        AsciiLineDecoder.Settings usual = AsciiLineDecoder.Settings.of(format);
        boolean lsbFirst = settings.get("uid_order", List.of("msb", "lsb")).equals("lsb");
        int maxLength = settings.number("max_len", 1, 65536).orElse(usual.maxLength());
        AsciiLineDecoder decoder = new AsciiLineDecoder(
                new AsciiLineDecoder.Settings(format, lsbFirst, maxLength, settings.isSet("idle_flush")));
        return Decoded.stream(decoder, bytes, AsciiReaderProtocol::form);
    }

    private static Decoded.Item form(AsciiLineDecoder.Line line) {
        return switch (line) {
            case AsciiLineDecoder.Card card -> Decoded.good(Map.of("card",
                    Fields.of("uid", card.uid()).and("value", card.value().toString()).map()), CardNumber.parse(card.uid()));
            case AsciiLineDecoder.Label label -> Decoded.good(Map.of("card", Fields
                    .of("uid", label.uid())
                    .and("value", String.valueOf(label.value()))
                    .and("facility", label.facility())
                    .and("card16", label.card16()).map()), CardNumber.parse(label.uid()));
            case AsciiLineDecoder.Text(var text) -> Decoded.good(Map.of("code", Map.of("text", text)));
            case AsciiLineDecoder.Broken(var fault) -> Decoded.bad(fault);
        };
    }
}
