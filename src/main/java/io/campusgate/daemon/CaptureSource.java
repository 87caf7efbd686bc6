package io.campusgate.daemon;

import io.campusgate.config.GateConfig;
import io.campusgate.config.ReaderConfig;
import io.campusgate.device.CardReader;
import io.campusgate.device.decode.Decoders;
import io.campusgate.device.decode.Protocol;
import io.campusgate.device.decode.Recording;
import io.campusgate.device.drivers.Drivers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The reader whose line is to be recorded.
public record CaptureSource(String lane, ReaderConfig reader, Path port) {

    /// @param number of the lane's readers, from 1
    /// @throws IllegalArgumentException with a plain sentence, if there is no such reader or it has no line
    public static CaptureSource of(GateConfig config, String lane, int number) {
        GateConfig.Lane found = config.lanes().stream().filter(l -> l.id().equals(lane)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                "there is no lane '" + lane + "'; there are " + String.join(", ", config.lanes().stream().map(GateConfig.Lane::id).toList())));
        if (number < 1 || number > found.readers().size()) {
            throw new IllegalArgumentException("lane " + lane + " has " + found.readers().size() + " reader(s), none with number " + number);
        }
        ReaderConfig reader = found.readers().get(number - 1);
        return new CaptureSource(lane, reader, switch (reader) {
            case ReaderConfig.Rdm6300 r -> r.port();
            case ReaderConfig.Line r -> r.port();
            case ReaderConfig.WiegandSerial r -> r.port();
            case ReaderConfig.Pn532 r -> r.port();
            case ReaderConfig.IdCardSam r -> r.port();
            case ReaderConfig.Osdp r -> r.port();
            case ReaderConfig.Sim _ -> throw new IllegalArgumentException("the reader of lane " + lane + " is simulated: it has no line");
        });
    }

    /// Whether all that is on a person's identity card passes on the line.
    public boolean isPersonal() {
        return reader instanceof ReaderConfig.IdCardSam;
    }

    /// The reader itself, for when no daemon serves it.
    public CardReader open(Drivers drivers) {
        return LaneDevices.reader(lane, reader, drivers);
    }

    /// What the file begins with.
    public List<String> header(Instant began) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("began", began);
        about.put("lane", lane);
        about.put("port", port);
        about.put(Recording.PROTOCOL, Decoders.find(reader.driver()).map(Protocol::name).orElse(reader.driver()));
        decoderSettings().forEach((name, value) -> about.put(Recording.SETTING + name, value));
        List<String> lines = new ArrayList<>(List.of(Recording.FIRST_LINE));
        about.forEach((name, value) -> lines.add("# " + name + ": " + value));
        lines.add("# seconds, < from the device or > to it, bytes");
        return lines;
    }

    private Map<String, Object> decoderSettings() {
        return switch (reader) {
            case ReaderConfig.Line(_, _, var format, var order, var longest, var idleFlush) -> Map.of("format", format.word(),
                    "uid_order", order.word(), "max_len", longest, "idle_flush", idleFlush);
            case ReaderConfig.WiegandSerial(_, _, var variant, var format) -> Map.of("variant", variant.word(), "format", format.name());
            case ReaderConfig.Rdm6300 _, ReaderConfig.Pn532 _, ReaderConfig.IdCardSam _, ReaderConfig.Osdp _, ReaderConfig.Sim _ -> Map.of();
        };
    }
}
