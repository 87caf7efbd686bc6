package io.campusgate.report;

import io.campusgate.domain.Who;
import io.campusgate.domain.Word;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Something that somebody has to look into, as the journal tells it: opened, acknowledged, closed.
///
/// @param seq    of the event that opened it; its name in all later events
/// @param kind   a word of [io.campusgate.domain.IncidentKind], or `held_open` for a door that stood open too long
/// @param person whom it is about, if it is about somebody
/// @param entry  seq of the entry it came with
/// @param steps  what was done about it, the first thing first
public record Incident(long seq, String kind, String lane, Instant at, boolean drill, Optional<Who.Person> person, Optional<Long> entry,
                       State state, List<Step> steps) {

    public enum State implements Word { OPEN, ACKNOWLEDGED, CLOSED }

    /// @param outcome `acknowledged` or `closed`
    /// @param text    what was done
    public record Step(Instant at, String outcome, String by, String text) {}

    public Incident {
        steps = List.copyOf(steps);
    }

    Incident of(Optional<Who.Person> someone) {
        return new Incident(seq, kind, lane, at, drill, someone, entry, state, steps);
    }

    public boolean isClosed() {
        return state == State.CLOSED;
    }
}
