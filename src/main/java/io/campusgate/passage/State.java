package io.campusgate.passage;

import io.campusgate.decision.Reason;
import io.campusgate.decision.Sight;
import io.campusgate.decision.Subject;
import io.campusgate.domain.ClockState;
import io.campusgate.domain.Credential;
import io.campusgate.domain.Draft;
import io.campusgate.domain.Health;
import io.campusgate.domain.Lookup;
import io.campusgate.domain.Mode;
import io.campusgate.domain.Temperature;
import io.campusgate.domain.Uptime;
import io.campusgate.domain.Word;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a lane remembers between two events. Several things go on at a lane at once (a door stands open while a visitor
/// waits for the guard and a record is on its way to the disk), so this is a sheet with a line for each of them rather than
/// one state out of a list; [#phase] is the word for all of it.
///
/// @param drafts    how many drafts the lane has made
/// @param fire      the fire input is active
/// @param evacuated the lane was released for an evacuation that is not over
/// @param exitUntil until when an opening door is somebody leaving by the exit button
/// @param heard     credentials shown lately, the last shown at the end; each for `repeat-gap-ms` from its last frame
/// @param sight     what the thermometer sees
/// @param measuring the person in front of the thermometer
/// @param recording who will be let in as soon as the record is durable
/// @param overdue   whose record took too long: refused; it may still become durable
/// @param opened    for whom the lane is open, waiting for the door
/// @param leaving   who left before anybody looked up who it was
/// @param waiting   who waits for the guard, longest first
/// @param refusals  when somebody was refused, within the last minute
public record State(long drafts, Relay relay, Door door, boolean fire, boolean evacuated, Optional<Uptime> exitUntil,
                    HeardLately heard, Sight sight, Optional<Measuring> measuring, List<Recording> recording,
                    List<Recording> overdue, List<Opened> opened, List<Leaving> leaving, List<Waiting> waiting,
                    List<Uptime> refusals, Showing showing) {

    /// A lane of which nothing is known yet.
    public static final State START = new State(0, new Relay.Resting(), new Door.Unknown(), false, false, Optional.empty(),
            HeardLately.NOTHING, new Sight.Nobody(), Optional.empty(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
            new Showing(Action.Signal.IDLE, Optional.empty(), Optional.empty()));

    public sealed interface Relay {
        record Resting() implements Relay {}

        record Pulsing(Uptime since, Uptime until) implements Relay {}

        record Held() implements Relay {}
    }

    public sealed interface Door {
        /// The contact has not reported yet.
        record Unknown() implements Door {}

        record Closed() implements Door {}

        /// @param entry   whose passage it is
        /// @param alarmAt when it has been open for too long; empty: there is nothing (more) to say
        record Open(Why why, Uptime since, Optional<Long> entry, Optional<Uptime> alarmAt) implements Door {}

        /// `FOUND`: it stood open at start or when a release ended.
        enum Why implements Word { PASSING, EXIT, FORCED, RELEASED, FOUND, HELD }
    }

    /// @param answered false: refused only for want of a free lane or of a fresh frame; ask again with the next frame
    public record Heard(Credential credential, Uptime last, boolean answered) {}

    /// @param until     when asking for a temperature ends
    /// @param attempt   1, or 2 for the forced second reading
    /// @param notBefore earlier readings do not count
    /// @param last      the last reading that did not decide
    /// @param details   what the record will say besides: who let the person try
    public record Measuring(Lookup lookup, Uptime until, int attempt, Uptime notBefore, Optional<Health> last, Map<String, Object> details) {}

    /// Somebody on the way through.
    ///
    /// @param entry  the draft of the granted entry
    /// @param passId the pass of which this is an entry
    public record Passer(long entry, Optional<String> personId, Optional<String> passId) {}

    public record Recording(Draft grant, Passer passer, Uptime until) {}

    public record Opened(Passer passer, Uptime until) {}

    /// @param stamp  of the moment the lane opened
    /// @param until  when the entry is recorded without a name
    /// @param passed whether the person went through, once that is known
    public record Leaving(long entry, Credential credential, Reason reason, Stamp stamp, Uptime until, Optional<Boolean> passed) {}

    /// @param entry  the draft of the `waiting` entry
    /// @param reason of the refusal it becomes if no guard comes until `until`
    /// @param health what was measured so far; empty for a visitor nobody announced
    /// @param byHand what the guard measured, for when the lane is free
    /// @param details what the guard said, for when the lane is free; empty: has not answered yet
    public record Waiting(long entry, Lookup lookup, Reason reason, Optional<Health> health, Optional<ByHand> byHand,
                          Optional<Map<String, Object>> details, Uptime until) {
        /// Whether there is something to decide anew: the guard has measured or admitted somebody who is known.
        boolean isAnswered() {
            return details.isPresent() || byHand.isPresent() && Subject.isKnown(lookup);
        }

        Waiting measured(ByHand reading) {
            return new Waiting(entry, lookup, reason, health, Optional.of(reading), details, until);
        }

        Waiting admitted(Lookup now, Map<String, Object> saying) {
            return new Waiting(entry, now, reason, health, byHand, Optional.of(saying), until);
        }

        Waiting again(Lookup now, Reason why, Optional<Health> seen, Uptime end) {
            return new Waiting(entry, now, why, seen, Optional.empty(), Optional.empty(), end);
        }
    }

    public record ByHand(Health health, String by) {}

    /// When and in which circumstances something happened.
    public record Stamp(Instant time, ClockState clock, long uptimeMs, Mode mode, boolean drill) {}

    public record Showing(Action.Signal signal, Optional<Temperature> reading, Optional<Uptime> until) {}

    /// The lane in one word, for status and desk.
    public enum Phase implements Word { IDLE, SCREENING, RECORDING, OPEN, PASSING, FORCED_OPEN, HELD_OPEN, RELEASED }

    public State {
        recording = List.copyOf(recording);
        overdue = List.copyOf(overdue);
        opened = List.copyOf(opened);
        leaving = List.copyOf(leaving);
        waiting = List.copyOf(waiting);
        refusals = List.copyOf(refusals);
    }

    public boolean isReleased() {
        return fire || evacuated;
    }

    public Phase phase() {
        if (isReleased()) {
            return Phase.RELEASED;
        }
        if (door instanceof Door.Open(var why, _, _, _)) {
            return switch (why) {
                case FORCED -> Phase.FORCED_OPEN;
                case HELD -> Phase.HELD_OPEN;
                case PASSING, EXIT, RELEASED, FOUND -> Phase.PASSING;
            };
        }
        if (!opened.isEmpty()) {
            return Phase.OPEN;
        }
        if (!recording.isEmpty()) {
            return Phase.RECORDING;
        }
        return measuring.isPresent() ? Phase.SCREENING : Phase.IDLE;
    }
}
