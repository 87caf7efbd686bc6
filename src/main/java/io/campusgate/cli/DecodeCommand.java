package io.campusgate.cli;

import io.campusgate.device.decode.Decoded;
import io.campusgate.device.decode.Decoders;
import io.campusgate.device.decode.Explanations;
import io.campusgate.device.decode.Protocol;
import io.campusgate.device.decode.Recording;
import io.campusgate.device.decode.Settings;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `decode PROTOCOL`: for whoever installs a device and wonders what it sends. Broken bytes are an answer, not a failure.
@Command(description = "Say what the bytes from a device mean.",
        footer = {"", "Protocols: rdm6300, line, mlx90614, and others of the vector files. Example:",
            "  campus-gate decode rdm6300 --hex 0230313030313239334438353803", "  campus-gate decode --file capture.txt"})
final class DecodeCommand extends GateCommand {
    private static final int MOST_BYTES = 1 << 20;

    @Parameters(arity = "0..1", paramLabel = "PROTOCOL", description = "A protocol or a driver: rdm6300, line, mlx90614, …; with --file, the one it was recorded from.")
    private Optional<String> protocol;
    @Option(names = "--file", paramLabel = "FILE", description = "What campus-gate capture has recorded, instead of bytes.")
    private Optional<Path> file;
    @Option(names = "--hex", paramLabel = "BYTES", description = "The bytes as hex digits, blanks and : between them allowed; "
            + "without it they are read from standard input as they are.")
    private Optional<String> hex;
    @Option(names = "--op", paramLabel = "OP", description = "How to read them, where there is a choice: stream or frame, read or write, …")
    private Optional<String> operation;
    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "What a decoder has to be told first, like format=hex for line.")
    private Map<String, String> settings = new LinkedHashMap<>();
    @Option(names = "--format", paramLabel = "FORMAT", description = "The same as --set format=FORMAT.")
    private Optional<String> format;
    @Option(names = "--json", description = "One JSON object for each thing found.")
    private boolean json;

    @Override public Integer call() throws IOException {
        if (file.isPresent() && (hex.isPresent() || operation.isPresent())) {
            throw wrongUsage("--file has its own bytes and is read as a talk: it takes neither --hex nor --op");
        }
        return file.isPresent() ? recorded(recording(file.get())) : given();
    }

    private Protocol decoder(Optional<String> name) {
        String wanted = name.orElseThrow(() -> wrongUsage("PROTOCOL is missing; expected " + names()));
        return Decoders.find(wanted).orElseThrow(() -> wrongUsage("'" + wanted + "' is no protocol of this version; expected " + names()));
    }

    private static String names() {
        return Decoders.all().stream().map(Protocol::name).collect(Collectors.joining(", "));
    }

    private Integer given() throws IOException {
        Protocol decoder = decoder(protocol);
        String how = operation.orElse(decoder.operations().getFirst());
        if (!decoder.operations().contains(how)) {
            throw wrongUsage("'" + how + "' is nothing that is done with " + decoder.name() + "; expected " + String.join(", ", decoder.operations()));
        }
        Settings told = settings(decoder, Map.of());
        byte[] bytes = bytes();
        Decoded decoded;
        try {
            decoded = decoder.decode(how, told, bytes);
        } catch (IllegalArgumentException e) {
            throw wrongUsage("For " + decoder.name() + " " + e.getMessage());
        }
        decoded.items().forEach(item -> out().println(json ? Json.text(fields(item)) : sentence(item)));
        if (!json && decoded.items().isEmpty()) {
            out().println("Nothing of " + decoder.name() + " in " + bytes.length + " bytes.");
        }
        return ExitCode.DONE;
    }

    private static Recording recording(Path file) throws IOException {
        try {
            return Recording.parse(Files.readAllLines(file));
        } catch (IllegalArgumentException e) {
            throw new Fault(file + " is no recording: " + e.getMessage());
        } catch (MalformedInputException e) {
            throw new Fault(file + " is no recording: it is not text in UTF-8");
        }
    }

    private Integer recorded(Recording recording) {
        Protocol decoder = decoder(protocol.or(recording::protocol));
        List<Recording.Meaning> meanings;
        try {
            meanings = recording.decode(decoder, settings(decoder, recording.settings()));
        } catch (IllegalArgumentException e) {
            throw wrongUsage("For " + decoder.name() + " " + e.getMessage());
        }
        for (Recording.Meaning meaning : meanings) {
            String at = String.format(Locale.ROOT, "%.6f", meaning.turn().at().toNanos() / 1e9);
            String from = meaning.turn().fromDevice() ? "device" : "gate";
            if (!json) {
                out().println(at + " s, from the " + from + ":");
            }
            for (Decoded.Item item : meaning.decoded().items()) {
                Map<String, Object> fields = new LinkedHashMap<>(Map.of("at", at));
                fields.put("from", from);
                fields.putAll(fields(item));
                out().println(json ? Json.text(fields) : sentence(item).indent(2).stripTrailing());
            }
        }
        if (!json && meanings.isEmpty()) {
            out().println("Nothing of " + decoder.name() + " in " + recording.chunks().size() + " pieces.");
        }
        return ExitCode.DONE;
    }

    /// @param brought by the recording; what is typed counts more
    private Settings settings(Protocol decoder, Map<String, String> brought) {
        Map<String, String> all = new LinkedHashMap<>(brought);
        settings.forEach((name, value) -> all.put(name.replace('-', '_'), value));
        format.ifPresent(value -> all.put("format", value));
        all.keySet().stream().filter(name -> !decoder.settings().contains(name)).findFirst().ifPresent(name -> {
            throw wrongUsage("'" + name + "' is no setting of " + decoder.name() + (decoder.settings().isEmpty() ? ", which has none"
                    : "; expected " + String.join(", ", decoder.settings())));
        });
        return new Settings(all);
    }

    private byte[] bytes() throws IOException {
        if (hex.isPresent()) {
            String digits = hex.get().replaceAll("0[xX]|[\\s:,-]", "");
            try {
                return HexFormat.of().parseHex(digits);
            } catch (IllegalArgumentException e) {
                throw wrongUsage("--hex takes whole bytes as hex digits, like 02303130 or '02 30 31 30'");
            }
        }
        if (Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()) {
            throw wrongUsage("Expected --hex BYTES, or the bytes on standard input");
        }
        byte[] bytes = System.in.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw new Fault("More than " + MOST_BYTES + " bytes on standard input; decode a part of them.");
        }
        return bytes;
    }

    private static Map<String, Object> fields(Decoded.Item item) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("offset", item.offset());
        switch (item) {
            case Decoded.Good good -> fields.putAll(good.fields());
            case Decoded.Bad bad -> fields.put("error", bad.code());
        }
        return fields;
    }

    private static String sentence(Decoded.Item item) {
        StringBuilder text = new StringBuilder("byte ").append(item.offset()).append(": ");
        switch (item) {
            case Decoded.Good good -> {
                text.append("good");
                good.fields().forEach((name, value) -> append(text, "  ", name, value));
                good.card().ifPresent(card -> append(text, "  ", "in a whitelist", card.isBlank() ? "never: a blank number" : card.hex()));
            }
            case Decoded.Bad bad -> text.append(bad.code()).append(": ").append(Explanations.of(bad.code()));
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String indent, String name, Object value) {
        text.append('\n').append(indent).append(name).append(':');
        switch (value) {
            case Map<?, ?> map -> map.forEach((k, v) -> append(text, indent + "  ", String.valueOf(k), v));
            case List<?> list -> list.forEach(v -> append(text, indent + "  ", "-", v));
            default -> text.append(' ').append(value);
        }
    }
}
