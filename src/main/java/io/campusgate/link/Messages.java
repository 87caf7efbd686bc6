package io.campusgate.link;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// Writes and reads the JSON of the topics in [Topics] (design.md section 6).
final class Messages {
    private static final JsonFactory JSON = JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX");
    private static final int LONGEST_ACK = 1024;
    private static final String JOURNAL_ID = "[0-9a-f]{8}";

    private Messages() {}

    /// The status of a gate that is not there: its last will, and what a clean stop says.
    static byte[] offline() {
        return "{\"online\":false}".getBytes(StandardCharsets.UTF_8);
    }

    /// @param since   when this connection came up
    /// @param console whether events wait for a console
    static byte[] status(GateStatus gate, Progress progress, OffsetDateTime since, boolean console) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeBooleanProperty("online", true);
            json.writeStringProperty("since", TIME.format(since));
            json.writeStringProperty("program", gate.program());
            json.writeStringProperty("journal", progress.journal());
            json.writeNumberProperty("seq", progress.seq());
            json.writeNumberProperty("confirmed", progress.confirmed());
            json.writeNumberProperty("backlog", progress.backlog(console));
            writeWhitelist(json, gate.whitelist());
            json.writeStringProperty("mode", gate.mode().word());
            json.writeArrayPropertyStart("lanes");
            gate.lanes().forEach(lane -> writeLane(json, lane));
            json.writeEndArray();
            json.writeStringProperty("clock", gate.clock().word());
            json.writeStringProperty("nonce", gate.nonce());
            json.writeNumberProperty("disk_free_mb", gate.diskFreeMb());
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    private static void writeWhitelist(JsonGenerator json, GateStatus.Whitelist whitelist) {
        json.writeObjectPropertyStart("whitelist");
        json.writeStringProperty("version", whitelist.version());
        whitelist.content().ifPresent(content -> json.writeStringProperty("content", content));
        whitelist.issued().ifPresent(issued -> {
            json.writeStringProperty("issued", TIME.format(issued));
            json.writeNumberProperty("age_s", whitelist.ageS());
        });
        whitelist.incoming().ifPresent(incoming -> {
            json.writeObjectPropertyStart("incoming");
            json.writeNumberProperty("version", incoming.version());
            json.writeNumberProperty("chunks", incoming.chunks());
            json.writeNumberProperty("missing", incoming.missing());
            json.writeEndObject();
        });
        json.writeEndObject();
    }

    private static void writeLane(JsonGenerator json, GateStatus.Lane lane) {
        json.writeStartObject();
        json.writeStringProperty("id", lane.id());
        json.writeStringProperty("state", lane.state());
        json.writeArrayPropertyStart("devices");
        for (GateStatus.Device device : lane.devices()) {
            json.writeStartObject();
            json.writeStringProperty("kind", device.kind());
            json.writeStringProperty("driver", device.driver());
            json.writeStringProperty("health", device.health());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    static byte[] reply(Reply reply) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("id", reply.id());
            json.writeBooleanProperty("ok", reply.error().isEmpty());
            reply.error().ifPresent(error -> json.writeStringProperty("error", error));
            reply.detail().ifPresent(detail -> json.writeStringProperty("detail", detail));
            if (reply.version().isPresent()) {
                json.writeNumberProperty("version", reply.version().getAsLong());
            }
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    /// Reads `{"journal":J,"seq":N}`; members that are not known are skipped. Empty for everything else a broker may deliver:
    /// too long, too deep, not UTF-8, not JSON, members of another type or twice, a seq that is no seq.
    static Optional<Ack> ack(byte[] payload) {
        if (payload.length > LONGEST_ACK) {
            return Optional.empty();
        }
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), utf8(payload))) {
            return ack(json);
        } catch (JacksonException | CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static Optional<Ack> ack(JsonParser json) {
        String journal = "";
        long seq = -1;
        if (json.nextToken() != JsonToken.START_OBJECT) {
            return Optional.empty();
        }
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("journal") && value == JsonToken.VALUE_STRING) {
                journal = json.getString();
            } else if (name.equals("seq") && value == JsonToken.VALUE_NUMBER_INT) {
                seq = json.getLongValue();
            } else {
                json.skipChildren();
            }
        }
        boolean whole = json.nextToken() == null && seq >= 0 && journal.matches(JOURNAL_ID);
        return whole ? Optional.of(new Ack(journal, seq)) : Optional.empty();
    }

    private static String utf8(byte[] payload) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
    }
}
