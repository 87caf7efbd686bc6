package io.campusgate.device.decode;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What passed on a reader's line, as `campus-gate capture` writes it: lines of text that people can read and cut.
///
/// `# name: value` tells about it (`protocol`, and the settings its decoder needs as `set.NAME`); every other line is
/// `SECONDS < HEX` for bytes from the device and `SECONDS > HEX` for bytes to it. Empty lines and other `#` lines are passed over.
public record Recording(Map<String, String> about, List<Chunk> chunks) {
    public static final String FIRST_LINE = "# campus-gate capture, format 1";
    public static final String PROTOCOL = "protocol";
    public static final String SETTING = "set.";
    /// Longer silence ends what one side has to say: the heartbeat of the readers that only talk.
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Pattern ABOUT = Pattern.compile("#\\s*([a-z_.]+):\\s*(.*)");
    private static final Pattern CHUNK = Pattern.compile("(\\d{1,7})\\.(\\d{6}) ([<>]) ((?:[0-9A-Fa-f]{2})+)");

    /// Bytes that passed together.
    ///
    /// @param at since the recording began
    public record Chunk(Duration at, boolean fromDevice, String hex) {
        public static Chunk of(Duration at, boolean fromDevice, byte[] bytes) {
            return new Chunk(at, fromDevice, HexFormat.of().withUpperCase().formatHex(bytes));
        }

        /// Its line in the file.
        public String line() {
            return String.format(Locale.ROOT, "%d.%06d %s %s", at.toSeconds(), at.toNanosPart() / 1000, fromDevice ? "<" : ">", hex);
        }
    }

    /// What one side said without a pause and without being answered.
    public record Turn(Duration at, boolean fromDevice, String hex) {
        public byte[] bytes() {
            return HexFormat.of().parseHex(hex);
        }
    }

    /// A turn and what it meant.
    public record Meaning(Turn turn, Decoded decoded) {}

    public Recording {
        about = Map.copyOf(about);
        chunks = List.copyOf(chunks);
    }

    /// @throws IllegalArgumentException naming the line that is none
    public static Recording parse(List<String> lines) {
        Map<String, String> about = new LinkedHashMap<>();
        List<Chunk> chunks = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            Matcher chunk = CHUNK.matcher(line);
            Matcher told = ABOUT.matcher(line);
            if (chunk.matches()) {
                Duration at = Duration.ofSeconds(Long.parseLong(chunk.group(1))).plusNanos(Long.parseLong(chunk.group(2)) * 1000);
                chunks.add(new Chunk(at, chunk.group(3).equals("<"), chunk.group(4)));
            } else if (told.matches()) {
                about.put(told.group(1), told.group(2));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                throw new IllegalArgumentException("line " + (i + 1) + ": found '" + (line.length() > 40 ? line.substring(0, 40) + "…" : line)
                        + "', expected seconds, < or >, and hex bytes, like 0.012345 < 02303130");
            }
        }
        return new Recording(about, chunks);
    }

    public Optional<String> protocol() {
        return Optional.ofNullable(about.get(PROTOCOL));
    }

    /// The decoder settings that it brings along.
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        about.forEach((name, value) -> {
            if (name.startsWith(SETTING)) {
                settings.put(name.substring(SETTING.length()), value);
            }
        });
        return settings;
    }

    public List<Turn> turns() {
        List<Turn> turns = new ArrayList<>();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        for (int i = 0; i < chunks.size(); i++) {
            Chunk chunk = chunks.get(i);
            said.writeBytes(HexFormat.of().parseHex(chunk.hex));
            boolean goesOn = i + 1 < chunks.size() && chunks.get(i + 1).fromDevice == chunk.fromDevice
                    && chunks.get(i + 1).at.minus(chunk.at).compareTo(PAUSE) <= 0;
            if (!goesOn) {
                turns.add(new Turn(chunk.at, chunk.fromDevice, HexFormat.of().withUpperCase().formatHex(said.toByteArray())));
                said.reset();
            }
        }
        return turns;
    }

    /// What each turn meant to `protocol`; turns in which it sees nothing are left out.
    public List<Meaning> decode(Protocol protocol, Settings settings) {
        List<Meaning> meanings = new ArrayList<>();
        Optional<Decoded> asked = Optional.empty();
        for (Turn turn : turns()) {
            Decoded decoded = protocol.turn(turn.fromDevice, turn.bytes(), settings, asked);
            asked = turn.fromDevice ? asked : Optional.of(decoded);
            if (!decoded.items().isEmpty()) {
                meanings.add(new Meaning(turn, decoded));
            }
        }
        return meanings;
    }
}
