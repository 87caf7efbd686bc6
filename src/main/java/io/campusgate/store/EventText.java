package io.campusgate.store;

import io.campusgate.domain.Draft;
import io.campusgate.domain.Health;
import io.campusgate.domain.Who;
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

    private final String gate;
    private final String journal;
    private final int boot;
    private final ZoneId zone;
    private final SecureRandom random = new SecureRandom();
    private final byte[] salts = new byte[64 * SALT];   // fetched together: asking the system takes longer than all else here
    private int saltsUsed = salts.length;
    private final MessageDigest digest = Sha256.digest();
    private final MessageDigest partDigest = Sha256.digest();
    private final JsonText json = new JsonText();

    /// @param journal the journal id, 8 hex
    /// @param zone    of the site, for the offset of the times
    EventText(String gate, String journal, int boot, ZoneId zone) {
        this.gate = gate;
        this.journal = journal;
        this.boot = boot;
        this.zone = zone;
    }

    /// @param prev  hash of the event before, hex
    /// @param entry seq of the entry this event belongs to
    Written write(Draft draft, long seq, String prev, OptionalLong entry) {
        digest.reset();   // whatever became of the event before
        json.clear();
        json.raw('{').text("gate", gate).text("journal", journal);
        writeBody(draft, seq);
        entry.ifPresent(e -> json.number("entry", e));
        json.feed(digest, 0);
        draft.who().ifPresent(this::write);
        draft.health().ifPresent(this::write);
        int tail = json.length();
        json.text("prev", prev).feed(digest, tail);
        byte[] hash = digest.digest();
        json.hex("hash", hash, 0, hash.length).close();
        return new Written(json.toString(), HexFormat.of().formatHex(hash));
    }

    private void writeBody(Draft d, long seq) {
        json.number("seq", seq).raw(",\"time\":\"");
        EventTime.append(json, d.time(), zone);
        json.raw('"').text("clock", d.clock().word()).number("boot", boot).number("uptime_ms", d.uptimeMs()).text("type", d.type().word());
        d.lane().ifPresent(lane -> json.text("lane", lane));
        d.direction().ifPresent(direction -> json.text("direction", direction.word()));
        if (!d.outcome().isEmpty()) {
            json.text("outcome", d.outcome());
        }
        d.reason().ifPresent(reason -> json.text("reason", reason));
        json.text("mode", d.mode().word()).text("whitelist", d.whitelist()).bare("drill", d.drill() ? "true" : "false");
        d.details().forEach(json::value);
    }

    private void write(Who who) {
        int object = openPart("who");
        json.open("credential").text("kind", who.credential().kind()).text("number", who.credential().recorded()).close();
        who.person().ifPresent(person -> {
            json.open("person").text("id", person.id()).text("name", person.name()).text("kind", person.kind().word());
            if (!person.group().isEmpty()) {
                json.text("group", person.group());
            }
            json.close();
        });
        closePart("who_sha256", object);
    }

    private void write(Health health) {
        int object = openPart("health");
        json.text("verdict", health.verdict().word());
        health.body().ifPresent(t -> json.centi("celsius", t.centiCelsius()));
        health.surface().ifPresent(t -> json.centi("surface", t.centiCelsius()));
        health.ambient().ifPresent(t -> json.centi("ambient", t.centiCelsius()));
        json.number("attempts", health.attempts()).text("method", health.method().word());
        closePart("health_sha256", object);
    }

    /// `,"who":{"salt":"<32 hex>"`: the salt is fresh for each part, so that its digest cannot be guessed from who or what it may hold.
    ///
    /// @return where the object begins
    private int openPart(String name) {
        json.open(name);
        int object = json.length() - 1;
        if (saltsUsed == salts.length) {
            random.nextBytes(salts);
            saltsUsed = 0;
        }
        json.hex("salt", salts, saltsUsed, saltsUsed + SALT);
        saltsUsed += SALT;
        return object;
    }

    /// `},"who_sha256":"…"`, of which only the digest enters the event's hash.
    private void closePart(String digestName, int object) {
        json.close().feed(partDigest, object);
        int rest = json.length();
        byte[] sha256 = partDigest.digest();
        json.hex(digestName, sha256, 0, sha256.length).feed(digest, rest);
    }
}
