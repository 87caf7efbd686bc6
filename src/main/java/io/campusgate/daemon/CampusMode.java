package io.campusgate.daemon;

import io.campusgate.domain.Mode;
import io.campusgate.domain.Word;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The campus mode in force: who set it, why, until when, and what it goes back to. Survives a restart as a text in the
/// store.
///
/// @param before the mode that returns when `until` has come
/// @param drill  whether what happens is marked as a drill and kept out of reports
public record CampusMode(Mode mode, Mode before, Optional<Instant> until, String by, String reason, boolean drill) {
    static final CampusMode START = new CampusMode(Mode.NORMAL, Mode.NORMAL, Optional.empty(), "", "", false);
    /// The key in the store.
    static final String KEY = "mode";

    CampusMode change(Mode to, Optional<Instant> end, String operator, String why) {
        return new CampusMode(to, mode == to ? before : mode, end, operator, why, drill);
    }

    CampusMode withDrill(boolean on) {
        return new CampusMode(mode, before, until, by, reason, on);
    }

    /// What it becomes at `now`: its own end may have come.
    Optional<CampusMode> endedAt(Instant now) {
        return until.filter(end -> !now.isBefore(end))
                .map(_ -> new CampusMode(before, before, Optional.empty(), by, "the end that was set for " + mode.word() + " has come", drill));
    }

    String text() {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("mode", mode.word());
        m.put("before", before.word());
        until.ifPresent(u -> m.put("until", u.toString()));
        m.put("by", by);
        m.put("reason", reason);
        m.put("drill", drill);
        return ControlMessage.write(m);
    }

    /// @throws IllegalArgumentException if `text` was not written by [#text]
    static CampusMode parse(String text) {
        try {
            Map<String, Object> m = ControlMessage.read(text);
            return new CampusMode(mode(m, "mode"), mode(m, "before"),
                    Optional.ofNullable(m.get("until")).map(u -> Instant.parse(u.toString())),
                    String.valueOf(m.get("by")), String.valueOf(m.get("reason")), Boolean.TRUE.equals(m.get("drill")));
        } catch (IOException | DateTimeParseException e) {
            throw new IllegalArgumentException("the kept campus mode is damaged: " + e.getMessage(), e);
        }
    }

    private static Mode mode(Map<String, Object> m, String key) {
        return Word.of(Mode.class, String.valueOf(m.get(key)))
                .orElseThrow(() -> new IllegalArgumentException("the kept campus mode is damaged: " + key + " is " + m.get(key)));
    }
}
