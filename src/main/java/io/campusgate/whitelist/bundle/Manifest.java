package io.campusgate.whitelist.bundle;

import io.campusgate.trust.JsonMap;
import java.io.StringWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// What one version consists of: the payload of a signed manifest.
///
/// @param content of the version, hex SHA-256 of its whole record text
/// @param issued  when it was made, by its maker's clock
/// @param full    a whole version, this one or an earlier one
/// @param delta   what makes this version out of the full one, or out of any version since; absent where full is this one
public record Manifest(String site, long version, String content, Instant issued, Full full, Optional<Delta> delta) {
    /// The longest text of a signed manifest: [#MAX_CHUNKS] hashes in base64, and room.
    public static final int LONGEST = 600 * 1024;
    static final int MAX_CHUNKS = 4096;
    private static final long MAX_RECORDS = 20_000_000;
    /// The greatest number of a signed version.
    public static final long MAX_VERSION = 999_999_999_999_999_999L;
    private static final int DEPTH = 4;
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final JsonFactory JSON = new JsonFactory();

    /// One set of chunks.
    public sealed interface Part {
        /// How many lines the chunks hold together.
        long records();

        /// Hex SHA-256 of each chunk as it travels, in their order.
        List<String> chunks();
    }

    public record Full(long version, String content, long records, List<String> chunks) implements Part {
        public Full {
            chunks = List.copyOf(chunks);
        }
    }

    public record Delta(long from, long to, long records, List<String> chunks) implements Part {
        public Delta {
            chunks = List.copyOf(chunks);
        }
    }

    /// The payload to sign; members as in the contract.
    public String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator g = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            g.writeStartObject();
            g.writeStringProperty("typ", "whitelist");
            g.writeStringProperty("site", site);
            g.writeNumberProperty("version", version);
            g.writeStringProperty("content", content);
            g.writeStringProperty("issued", issued.toString());
            g.writeObjectPropertyStart("full");
            g.writeNumberProperty("version", full.version());
            g.writeStringProperty("content", full.content());
            end(g, full);
            delta.ifPresent(d -> {
                g.writeObjectPropertyStart("delta");
                g.writeNumberProperty("from", d.from());
                g.writeNumberProperty("to", d.to());
                end(g, d);
            });
            g.writeEndObject();
        }
        return text.toString();
    }

    private static void end(JsonGenerator g, Part part) {
        g.writeNumberProperty("records", part.records());
        g.writeArrayPropertyStart("chunks");
        part.chunks().forEach(g::writeString);
        g.writeEndArray();
        g.writeEndObject();
    }

    /// Reads the payload of a text whose signature was verified.
    ///
    /// @throws BadBundle if it is not a manifest, or contradicts itself
    public static Manifest parse(String payload) {
        Map<String, Object> m = object(payload);
        if (!"whitelist".equals(m.get("typ"))) {
            throw new BadBundle("it is signed, but no manifest of a whitelist: typ is not \"whitelist\"");
        }
        long version = number(m, "version", n -> n >= 1 && n <= MAX_VERSION);
        String content = hash(m, "content");
        Map<String, Object> f = member(m, "full").orElseThrow(() -> new BadBundle("the manifest has no full version"));
        Full full = new Full(number(f, "version", n -> n >= 1 && n <= version), hash(f, "content"), records(f), chunks(f));
        Optional<Delta> delta = member(m, "delta").map(d -> new Delta(number(d, "from", n -> n == full.version()),
                number(d, "to", n -> n == version && n > full.version()), records(d), chunks(d)));
        if (delta.isEmpty() && (full.version() != version || !full.content().equals(content))) {
            throw new BadBundle("the manifest's full version is another than its version, and there are no changes between them");
        }
        return new Manifest(text(m, "site"), version, content, time(m), full, delta);
    }

    /// The version that a text claims to be about, to name it in a refusal; 0 if it claims none.
    public static long claimedVersion(String payload) {
        try {
            return object(payload).get("version") instanceof Long n && n > 0 ? n : 0;
        } catch (BadBundle e) {
            return 0;
        }
    }

    private static Map<String, Object> object(String payload) {
        try {
            return JsonMap.read(payload, DEPTH);
        } catch (JsonMap.BadJson e) {
            throw new BadBundle("the manifest is no JSON object as it should be: " + e.getMessage(), e);
        }
    }

    @SuppressWarnings("unchecked") // what JsonMap reads has only text keys
    private static Optional<Map<String, Object>> member(Map<String, Object> m, String name) {
        return switch (m.get(name)) {
            case null -> Optional.empty();
            case Map<?, ?> inner -> Optional.of((Map<String, Object>) inner);
            default -> throw new BadBundle("the manifest's " + name + " is no object");
        };
    }

    private static String text(Map<String, Object> m, String name) {
        if (m.get(name) instanceof String text) {
            return text;
        }
        throw new BadBundle("the manifest's " + name + " is no text");
    }

    private static long number(Map<String, Object> m, String name, LongPredicate sound) {
        if (m.get(name) instanceof Long n && sound.test(n)) {
            return n;
        }
        throw new BadBundle("the manifest's " + name + " is no number that makes sense there");
    }

    private static long records(Map<String, Object> m) {
        return number(m, "records", n -> n >= 0 && n <= MAX_RECORDS);
    }

    private static String hash(Map<String, Object> m, String name) {
        String hash = text(m, name);
        if (!HASH.matcher(hash).matches()) {
            throw new BadBundle("the manifest's " + name + " is no SHA-256 in hex");
        }
        return hash;
    }

    private static List<String> chunks(Map<String, Object> m) {
        if (!(m.get("chunks") instanceof List<?> list)) {
            throw new BadBundle("the manifest lists no chunks");
        }
        if (list.size() > MAX_CHUNKS) {
            throw new BadBundle("the manifest lists " + list.size() + " chunks; " + MAX_CHUNKS + " is the most");
        }
        List<String> chunks = new ArrayList<>();
        for (Object chunk : list) {
            if (!(chunk instanceof String hash) || !HASH.matcher(hash).matches()) {
                throw new BadBundle("the manifest lists a chunk that is no SHA-256 in hex");
            }
            chunks.add(hash);
        }
        return chunks;
    }

    private static Instant time(Map<String, Object> m) {
        try {
            return OffsetDateTime.parse(text(m, "issued")).toInstant();
        } catch (DateTimeException e) {
            throw new BadBundle("the manifest's issued is no time like 2026-09-01T00:00:00Z", e);
        }
    }
}
