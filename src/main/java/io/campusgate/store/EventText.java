package io.campusgate.store;

import io.campusgate.domain.Draft;
import io.campusgate.domain.Health;
import io.campusgate.domain.Who;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.OptionalLong;

/// Writes the text of an event, byte for byte as design.md section 6 has it: this is what is stored, hashed, published
/// and listed. [EventParts] takes such a text apart again, [Event] reads all of it.
///
/// `hash` is SHA-256 of the text before `,"hash":` without the members `"who":{…},` and `"health":{…},`; these are bound
/// to it by their own salted digests. So they can be cut out later and the chain still verifies.
///
/// Not thread-safe: it belongs to the journal's thread.
final class EventText {
    /// The `prev` of the first event.
    static final String NO_PREVIOUS = "0".repeat(64);
    private static final int SALT = 16;   // bytes

    /// A finished event: its text and its `hash` in hex.
    record Written(String text, String hash) {}

    private final String head;
    private final int boot;
    private final ZoneId zone;
    private final SecureRandom random = new SecureRandom();
    private final byte[] salts = new byte[64 * SALT];   // fetched together: asking the system takes longer than all else here
    private int saltsUsed = salts.length;
    private final MessageDigest digest = Sha256.digest();
    private final MessageDigest partDigest = Sha256.digest();
    private final StringBuilder out = new StringBuilder(1200);
    private final JsonText json = new JsonText(out);

    /// @param journal the journal id, 8 hex
    /// @param zone    of the site, for the offset of the times
    EventText(String gate, String journal, int boot, ZoneId zone) {
        StringBuilder start = new StringBuilder("{");
        new JsonText(start).text("gate", gate).text("journal", journal);
        this.head = start.toString();
        this.boot = boot;
        this.zone = zone;
    }

    /// @param prev  hash of the event before, hex
    /// @param entry seq of the entry this event belongs to
    Written write(Draft draft, long seq, String prev, OptionalLong entry) {
        digest.reset();   // whatever became of the event before
        out.setLength(0);
        out.append(head);
        writeBody(draft, seq);
        entry.ifPresent(e -> json.number("entry", e));
        hashRest(0);
        draft.who().ifPresent(who -> writePart("who", who(who)));
        draft.health().ifPresent(health -> writePart("health", health(health)));
        int tail = out.length();
        json.text("prev", prev);
        hashRest(tail);
        String hash = HexFormat.of().formatHex(digest.digest());
        json.text("hash", hash);
        return new Written(out.append('}').toString(), hash);
    }

    private void writeBody(Draft d, long seq) {
        json.number("seq", seq);
        out.append(",\"time\":\"");
        EventTime.append(out, d.time(), zone);
        out.append('"');
        json.text("clock", d.clock().word()).number("boot", boot).number("uptime_ms", d.uptimeMs()).text("type", d.type().word());
        d.lane().ifPresent(lane -> json.text("lane", lane));
        d.direction().ifPresent(direction -> json.text("direction", direction.word()));
        if (!d.outcome().isEmpty()) {
            json.text("outcome", d.outcome());
        }
        d.reason().ifPresent(reason -> json.text("reason", reason));
        json.text("mode", d.mode().word()).text("whitelist", d.whitelist()).bare("drill", d.drill() ? "true" : "false");
        d.details().forEach(json::value);
    }

    /// `,"who":{…},"who_sha256":"…"`, of which only the digest enters the event's hash.
    private void writePart(String name, String object) {
        String sha256 = HexFormat.of().formatHex(partDigest.digest(object.getBytes(StandardCharsets.UTF_8)));
        json.bare(name, object);
        int rest = out.length();
        json.text(name + "_sha256", sha256);
        hashRest(rest);
    }

    private String who(Who who) {
        StringBuilder object = startPart();
        JsonText members = new JsonText(object);
        object.append(",\"credential\":{");
        members.text("kind", who.credential().kind()).text("number", who.credential().recorded());
        object.append('}');
        who.person().ifPresent(person -> {
            object.append(",\"person\":{");
            members.text("id", person.id()).text("name", person.name()).text("kind", person.kind().word());
            if (!person.group().isEmpty()) {
                members.text("group", person.group());
            }
            object.append('}');
        });
        return object.append('}').toString();
    }

    private String health(Health health) {
        StringBuilder object = startPart();
        JsonText members = new JsonText(object).text("verdict", health.verdict().word());
        health.body().ifPresent(t -> members.centi("celsius", t.centiCelsius()));
        health.surface().ifPresent(t -> members.centi("surface", t.centiCelsius()));
        health.ambient().ifPresent(t -> members.centi("ambient", t.centiCelsius()));
        members.number("attempts", health.attempts()).text("method", health.method().word());
        return object.append('}').toString();
    }

    /// `{"salt":"<32 hex>"`: fresh for each part, so that its digest cannot be guessed from who or what it may hold.
    private StringBuilder startPart() {
        if (saltsUsed == salts.length) {
            random.nextBytes(salts);
            saltsUsed = 0;
        }
        StringBuilder object = new StringBuilder(240).append('{');
        new JsonText(object).text("salt", HexFormat.of().formatHex(salts, saltsUsed, saltsUsed + SALT));
        saltsUsed += SALT;
        return object;
    }

    private void hashRest(int from) {
        digest.update(out.substring(from).getBytes(StandardCharsets.UTF_8));
    }
}
