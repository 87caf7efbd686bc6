package io.campusgate.whitelist;

import io.campusgate.domain.AccessLevel;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.Cardholder;
import io.campusgate.domain.Pass;
import io.campusgate.domain.Validity;
import io.campusgate.domain.WatchEntry;
import io.campusgate.domain.WhitelistRecord;
import io.campusgate.domain.WhitelistRecord.Holiday;
import io.campusgate.domain.WhitelistRecord.Level;
import io.campusgate.domain.WhitelistRecord.Person;
import io.campusgate.domain.WhitelistRecord.Setting;
import io.campusgate.domain.WhitelistRecord.Visit;
import io.campusgate.domain.WhitelistRecord.Watch;
import io.campusgate.domain.Word;
import java.io.StringWriter;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The one text of a record: a JSON object on a line, with its table and its key first, then what it says, members in
/// a fixed order, absent ones left out, sets sorted, times in UTC. It is what travels in a bundle and what a version's
/// content is the hash of; it holds no identity number, only its keyed hash and masked form.
public final class RecordText {
    /// Those a record can belong to, in the order of the text.
    public static final List<String> TABLES = List.of("holiday", "level", "pass", "person", "policy", "watch");
    private static final JsonFactory JSON = new JsonFactory();

    private RecordText() {}

    /// The line that says that no record has this key any more.
    public static String ofRemoved(String table, String key) {
        StringWriter text = new StringWriter(80);
        try (JsonGenerator g = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            g.writeStartObject();
            g.writeStringProperty("table", table);
            g.writeStringProperty("key", key);
            g.writeBooleanProperty("deleted", true);
            g.writeEndObject();
        }
        return text.toString();
    }

    /// Without the line's end.
    public static String of(WhitelistRecord record) {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator g = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            g.writeStartObject();
            g.writeStringProperty("table", record.table());
            g.writeStringProperty("key", record.key());
            switch (record) {
                case Person p -> person(g, p);
                case Level l -> level(g, l.level());
                case Visit v -> visit(g, v);
                case Watch w -> watch(g, w);
                case Holiday h -> {
                    text(g, "name", h.name());
                    g.writeStringProperty("kind", h.day().word());
                }
                case Setting s -> g.writeStringProperty("value", s.value());
            }
            g.writeEndObject();
        }
        return text.toString();
    }

    private static void person(JsonGenerator g, Person p) {
        Cardholder holder = p.holder();
        text(g, "name", holder.name());
        g.writeStringProperty("kind", holder.kind().word());
        text(g, "group", holder.group());
        list(g, "levels", holder.levels());
        list(g, "cards", p.cards().stream().map(CardNumber::hex).sorted().toList());
        text(g, "id_hmac", p.idHmac());
        text(g, "id_masked", p.idMasked());
        text(g, "phone", p.phone());
        validity(g, holder.validity());
        g.writeStringProperty("status", holder.active() ? "active" : "suspended");
    }

    private static void level(JsonGenerator g, AccessLevel level) {
        g.writeStringProperty("level", level.name());
        list(g, "modes", words(level.modes()));
        list(g, "gates", sorted(level.gates()));
        list(g, "lanes", sorted(level.lanes()));
        list(g, "directions", words(level.directions()));
        g.writeArrayPropertyStart("days");
        level.days().stream().sorted().forEach(day -> g.writeNumber(day.getValue()));
        g.writeEndArray();
        g.writeNumberProperty("from_minute", level.fromMinute());
        g.writeNumberProperty("until_minute", level.untilMinute());
        g.writeBooleanProperty("holidays", level.holidays());
        g.writeBooleanProperty("needs_pass", level.needsPass());
    }

    private static void visit(JsonGenerator g, Visit v) {
        Pass pass = v.pass();
        text(g, "person_id", pass.personId());
        text(g, "name", pass.name());
        text(g, "id_hmac", v.idHmac());
        text(g, "id_masked", v.idMasked());
        text(g, "host", pass.host());
        text(g, "reason", pass.reason());
        text(g, "approved_by", pass.approvedBy());
        text(g, "approved_at", v.approvedAt());
        validity(g, pass.validity());
        list(g, "gates", sorted(pass.gates()));
        pass.entries().ifPresent(n -> g.writeNumberProperty("entries", n));
        text(g, "code_sha256", pass.codeSha256());
    }

    private static void watch(JsonGenerator g, Watch w) {
        WatchEntry entry = w.entry();
        text(g, "person_id", w.personId());
        text(g, "id_hmac", w.idHmac());
        text(g, "card", w.card().map(CardNumber::hex));
        g.writeStringProperty("action", entry.action().word());
        text(g, "reason", entry.reason());
        text(g, "source", entry.source());
        validity(g, entry.validity());
    }

    private static void validity(JsonGenerator g, Validity validity) {
        text(g, "valid_from", validity.from().map(Object::toString));
        text(g, "valid_until", validity.until().map(Object::toString));
    }

    private static void text(JsonGenerator g, String name, Optional<String> value) {
        value.ifPresent(v -> g.writeStringProperty(name, v));
    }

    private static void text(JsonGenerator g, String name, String value) {
        if (!value.isEmpty()) {
            g.writeStringProperty(name, value);
        }
    }

    private static void list(JsonGenerator g, String name, List<String> items) {
        if (!items.isEmpty()) {
            g.writeArrayPropertyStart(name);
            items.forEach(g::writeString);
            g.writeEndArray();
        }
    }

    private static List<String> sorted(Collection<String> names) {
        return names.stream().sorted().toList();
    }

    private static List<String> words(Collection<? extends Word> words) {
        return words.stream().map(Word::word).sorted().toList();
    }
}
