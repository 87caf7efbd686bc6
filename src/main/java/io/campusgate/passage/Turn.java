package io.campusgate.passage;

import io.campusgate.decision.History;
import io.campusgate.decision.Reason;
import io.campusgate.decision.Sight;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Draft;
import io.campusgate.domain.EventType;
import io.campusgate.domain.Health;
import io.campusgate.domain.Mode;
import io.campusgate.domain.Temperature;
import io.campusgate.domain.Uptime;
import io.campusgate.domain.Who;
import io.campusgate.passage.Action.Alarm;
import io.campusgate.passage.Action.Signal;
import io.campusgate.passage.State.Relay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One call of [Passage#next]: the state laid out to be worked on, the actions gathered, and what every part of the machine
/// needs: drafts, the relay, the lamps. Made for one event and thrown away.
final class Turn {
    private static final Duration STREAK_WITHIN = Duration.ofMinutes(1);
    private static final int STREAK = 5;

    final LaneSettings lane;
    final Surroundings around;
    final List<Action> actions = new ArrayList<>();

    private long drafts;
    private Relay relay;
    private State.Showing showing;
    private final List<Uptime> refusals;
    State.Door door;
    boolean fire;
    boolean evacuated;
    Optional<Uptime> exitUntil;
    Sight sight;
    Optional<State.Measuring> measuring;
    HeardLately heard;
    final List<State.Recording> recording;
    final List<State.Recording> overdue;
    final List<State.Opened> opened;
    final List<State.Leaving> leaving;
    final List<State.Waiting> waiting;

    Turn(LaneSettings lane, State state, Surroundings around) {
        this.lane = lane;
        this.around = around;
        drafts = state.drafts();
        relay = state.relay();
        showing = state.showing();
        refusals = new ArrayList<>(state.refusals());
        door = state.door();
        fire = state.fire();
        evacuated = state.evacuated();
        exitUntil = state.exitUntil();
        sight = state.sight();
        measuring = state.measuring();
        heard = state.heard();
        recording = new ArrayList<>(state.recording());
        overdue = new ArrayList<>(state.overdue());
        opened = new ArrayList<>(state.opened());
        leaving = new ArrayList<>(state.leaving());
        waiting = new ArrayList<>(state.waiting());
    }

    Step done() {
        return new Step(new State(drafts, relay, door, fire, evacuated, exitUntil, heard, sight, measuring, recording, overdue,
                opened, leaving, waiting, refusals, showing), actions);
    }

    Uptime now() {
        return around.now();
    }

    boolean isReleased() {
        return fire || evacuated;
    }

    boolean isLockdown() {
        return around.mode() == Mode.LOCKDOWN;
    }

    /// Whether a record made now has a chance: there is room, and the disk does not owe an earlier one.
    boolean canRecord() {
        return around.storeWritable() && overdue.isEmpty();
    }

    // Drafts

    long nextId() {
        drafts++;
        return (long) lane.number() << 40 | drafts;
    }

    State.Stamp stamp() {
        return new State.Stamp(around.at().time(), around.at().clock(), around.uptimeMs(), around.mode(), around.drill());
    }

    /// What an entry says beyond its outcome and reason.
    ///
    /// @param about     the `waiting` entry that this one ends
    /// @param whitelist the version that was asked
    record EntryParts(Optional<Long> about, String whitelist, Map<String, Object> details, Optional<Who> who, Optional<Health> health) {}

    /// Details in the order in which they are to be recorded.
    static Map<String, Object> details(String first, Object itsValue, String second, Object secondValue) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put(first, itsValue);
        details.put(second, secondValue);
        return details;
    }

    Draft entry(long id, State.Stamp stamp, Outcome outcome, Reason reason, EntryParts parts) {
        return append(new Draft(id, parts.about(), stamp.time(), stamp.clock(), stamp.uptimeMs(), EventType.ENTRY, Optional.of(lane.id()),
                Optional.of(lane.direction()), outcome.word(), Optional.of(reason.word()), stamp.mode(), parts.whitelist(), stamp.drill(),
                parts.details(), parts.who(), parts.health()));
    }

    void passage(long entry, Outcome outcome, Optional<String> reason) {
        append(EventType.PASSAGE, Optional.of(entry), Optional.of(lane.direction()), outcome, reason, Map.of(), Optional.empty());
    }

    void door(Outcome outcome, Optional<Long> entry, Optional<String> reason) {
        append(EventType.DOOR, entry, Optional.empty(), outcome, reason, Map.of(), Optional.empty());
    }

    void incident(Alarm kind, Optional<Long> entry, Optional<Who> who) {
        append(EventType.INCIDENT, entry, Optional.empty(), Outcome.OPENED, Optional.empty(), Map.of("kind", kind.word()), who);
        actions.add(new Action.Raise(kind));
    }

    private void append(EventType type, Optional<Long> about, Optional<Direction> direction, Outcome outcome, Optional<String> reason,
                        Map<String, Object> details, Optional<Who> who) {
        append(new Draft(nextId(), about, around.at().time(), around.at().clock(), around.uptimeMs(), type, Optional.of(lane.id()), direction,
                outcome.word(), reason, around.mode(), around.rulebook().version().toString(), around.drill(), details, who,
                Optional.empty()));
    }

    private Draft append(Draft draft) {
        actions.add(new Action.Append(draft));
        return draft;
    }

    void remember(History.Change change) {
        actions.add(new Action.Remember(change));
    }

    // Refusals

    /// Counts a refusal by a rule about the person; five within a minute are an incident, and the count begins anew.
    void countRefusal() {
        refusals.removeIf(at -> now().hasReached(at.plus(STREAK_WITHIN)));
        refusals.add(now());
        if (refusals.size() >= STREAK) {
            refusals.clear();
            incident(Alarm.REPEATED_REFUSALS, Optional.empty(), Optional.empty());
        }
    }

    // Relay

    /// Energises for one passage. Somebody else's pulse is prolonged, unless that would exceed the longest time on: then
    /// the relay rests for an instant and begins anew, so that everybody gets a whole pulse.
    void pulse() {
        Duration length = lane.pulse().compareTo(lane.maxOn()) < 0 ? lane.pulse() : lane.maxOn();
        Uptime until = now().plus(length);
        switch (relay) {
            case Relay.Held _ -> { }
            case Relay.Resting _ -> energise(length, now(), until);
            case Relay.Pulsing(var since, _) when since.plus(lane.maxOn()).hasReached(until) -> energise(length, since, until);
            case Relay.Pulsing _ -> {
                actions.add(new Action.Rest());
                energise(length, now(), until);
            }
        }
    }

    private void energise(Duration length, Uptime since, Uptime until) {
        actions.add(new Action.Pulse(length));
        relay = new Relay.Pulsing(since, until);
    }

    void hold() {
        actions.add(new Action.Hold());
        relay = new Relay.Held();
    }

    void endHold() {
        if (relay instanceof Relay.Held) {
            rest();
        }
    }

    private void rest() {
        actions.add(new Action.Rest());
        relay = new Relay.Resting();
    }

    // Lamps

    void show(Signal signal, Duration length) {
        show(signal, length, Optional.empty());
    }

    /// @param health of which the body temperature is shown with the signal, if it was measured just now
    void show(Signal signal, Duration length, Optional<Health> health) {
        show(signal, Optional.of(now().plus(length)), health.filter(h -> h.attempts() > 0).flatMap(Health::body));
    }

    void show(Signal signal, Optional<Uptime> until) {
        show(signal, until, Optional.empty());
    }

    /// While the lane is released it shows that one may go, whatever happens.
    private void show(Signal signal, Optional<Uptime> until, Optional<Temperature> reading) {
        State.Showing next = isReleased() ? new State.Showing(Signal.GO, Optional.empty(), Optional.empty())
                : new State.Showing(signal, reading, until);
        if (next.signal() != showing.signal() || !next.reading().equals(showing.reading())) {
            actions.add(new Action.Show(next.signal(), next.reading()));
        }
        showing = next;
    }

    void expire() {
        if (relay instanceof Relay.Pulsing(_, var until) && now().hasReached(until)) {
            rest();
        }
        if (showing.until().filter(now()::hasReached).isPresent()) {
            show(Signal.IDLE, Optional.empty());
        }
        exitUntil = exitUntil.filter(until -> !now().hasReached(until));
    }
}
