package io.campusgate.console;

import io.campusgate.trust.JsonMap;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A gate's status as it came (design.md section 6). Members of another type than expected count as absent.
record StatusText(String text, Map<String, Object> members) {
    private static final int LONGEST = 64 * 1024;
    private static final int DEPTH = 8;

    static Optional<StatusText> read(byte[] payload) {
        try {
            return payload.length > LONGEST ? Optional.empty() : read(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    static Optional<StatusText> read(String text) {
        try {
            return Optional.of(new StatusText(text, JsonMap.read(text, DEPTH))).filter(s -> s.members.get("online") instanceof Boolean);
        } catch (JsonMap.BadJson e) {
            return Optional.empty();
        }
    }

    boolean isOnline() {
        return Boolean.TRUE.equals(members.get("online"));
    }

    String word(String name) {
        return members.get(name) instanceof String s ? s : "";
    }

    long number(String name) {
        return members.get(name) instanceof Long n ? n : 0;
    }

    Optional<Instant> since() {
        try {
            return Optional.of(OffsetDateTime.parse(word("since")).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    String whitelistVersion() {
        return members.get("whitelist") instanceof Map<?, ?> w && w.get("version") instanceof String version ? version : "";
    }

    /// Seconds, when it was said.
    Optional<Long> whitelistAgeS() {
        return members.get("whitelist") instanceof Map<?, ?> w && w.get("age_s") instanceof Long age ? Optional.of(age) : Optional.empty();
    }

    /// `in-1 reader`, of each device that does not answer.
    List<String> lostDevices() {
        List<String> lost = new ArrayList<>();
        if (members.get("lanes") instanceof List<?> lanes) {
            for (Object lane : lanes) {
                if (lane instanceof Map<?, ?> l && l.get("devices") instanceof List<?> devices) {
                    devices.stream().filter(d -> d instanceof Map<?, ?> m && "lost".equals(m.get("health")))
                            .forEach(d -> lost.add(l.get("id") + " " + ((Map<?, ?>) d).get("kind")));
                }
            }
        }
        return lost;
    }
}
