package io.campusgate.store;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// An event as a gate published it (design.md section 6), taken apart as far as a console has to know it.
///
/// @param text  byte for byte as it came
/// @param prev  what the text says of the event before it: 64 hex digits
/// @param hash  what the text says of itself: 64 hex digits
/// @param sound whether `hash` is the hash of the text, and `who` and `health` fit their digests
public record ReceivedEvent(String gate, String journal, long seq, long atMillis, String type, String outcome, String prev, String hash,
                            String text, boolean sound) {
    private static final int LONGEST = 64 * 1024;
    private static final Pattern JOURNAL = Pattern.compile("[0-9a-f]{8}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final JsonFactory JSON = new JsonFactory();

    /// It is no event; the message says why, in words that hold nothing of its content.
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed(String message) {
            super(message);
        }
    }

    /// Reads what came on the topic of `gate` for events of `type`. A gate's account may write to that gate's topics alone, so
    /// what another gate is said to have done there is not believed.
    public static ReceivedEvent read(String gate, String type, byte[] payload) throws Malformed {
        if (payload.length > LONGEST) {
            throw new Malformed("longer than " + LONGEST + " bytes");
        }
        String text = text(payload);
        EventParts parts = new EventParts(payload);
        require(text.startsWith("{\"gate\":\"" + gate + "\",\"journal\":\""), "not an event of the gate whose topic it came on");
        String journal = parts.text("journal").filter(j -> JOURNAL.matcher(j).matches()).orElseThrow(() -> new Malformed("no journal id"));
        long seq = parts.number("seq");
        require(seq >= 1, "no seq");
        require(parts.says("type", type), "not of the type of the topic it came on");
        String prev = hash(parts, "prev");
        String hash = hash(parts, "hash");
        require(text.endsWith(",\"hash\":\"" + hash + "\"}"), "hash is not its last member");
        Optional<byte[]> computed = parts.computeHash(Sha256.digest());
        return new ReceivedEvent(gate, journal, seq, millis(parts), type, parts.text("outcome").orElse(""), prev, hash, text,
                computed.map(HexFormat.of()::formatHex).filter(hash::equals).isPresent());
    }

    private static void require(boolean is, String otherwise) throws Malformed {
        if (!is) {
            throw new Malformed(otherwise);
        }
    }

    private static String text(byte[] payload) throws Malformed {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), payload)) {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
            while (json.nextToken() != null) {
                // only whether it can be read to its end
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new Malformed("not UTF-8");
        } catch (JacksonException e) {
            throw new Malformed("not JSON");
        }
    }

    private static String hash(EventParts parts, String name) throws Malformed {
        return parts.text(name).filter(h -> HASH.matcher(h).matches()).orElseThrow(() -> new Malformed("no " + name));
    }

    private static long millis(EventParts parts) throws Malformed {
        try {
            return OffsetDateTime.parse(parts.text("time").orElse("")).toInstant().toEpochMilli();
        } catch (DateTimeException e) {
            throw new Malformed("no time");
        }
    }
}
