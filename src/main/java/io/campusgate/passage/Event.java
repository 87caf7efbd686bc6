package io.campusgate.passage;

import io.campusgate.decision.Sight;
import io.campusgate.domain.Credential;
import io.campusgate.domain.Lookup;
import io.campusgate.domain.Temperature;
import io.campusgate.domain.Uptime;
import java.util.Optional;

/// What can happen to a lane.
public sealed interface Event {

    /// Time went by: [Passage#deadline] has come. More of them do no harm.
    record Tick() implements Event {}

    /// A good frame from a reader; a held card gives one after the other.
    ///
    /// @param at     when its last byte was read
    /// @param lookup what the whitelist says. Empty inwards: the lookup failed. Empty outwards: not looked up yet, or failed;
    ///               the lane opens and asks with [Action.Identify]
    record Tapped(Credential credential, Uptime at, Optional<Lookup> lookup) implements Event {}

    /// The answer to an [Action.Identify].
    ///
    /// @param entry  as in the action
    /// @param lookup empty: it failed
    record Identified(long entry, Optional<Lookup> lookup) implements Event {}

    /// The draft of an [Action.Append] is durable.
    record Recorded(long draft, long seq) implements Event {}

    /// The draft of an [Action.Append] is not in the journal and will not be.
    record StoreFailed(long draft) implements Event {}

    /// What the thermometer sees: each steady reading while somebody stands there, all else when it changes.
    record Seen(Sight sight) implements Event {}

    /// The door contact; also its present state at start.
    record Door(boolean open) implements Event {}

    record ExitButton(boolean pressed) implements Event {}

    record Fire(boolean active) implements Event {}

    record Tamper(boolean active) implements Event {}

    record Panic(boolean pressed) implements Event {}

    /// The campus mode is another; which one is in the [Surroundings].
    record ModeChanged() implements Event {}

    /// A person opens the lane: an order, the desk, the command line.
    ///
    /// @param by   who
    /// @param text why
    record OpenedBy(String by, String text) implements Event {}

    /// A guard lets somebody in whom the rules may still refuse: a visitor with a pass made on the spot, or a known person by
    /// name whose card is forgotten.
    ///
    /// @param entry  the draft of the `waiting` entry this answers; empty: nobody waits, or whoever waits with this credential
    /// @param lookup the person, a pass just made included
    record Presented(Optional<Long> entry, Lookup lookup, String by, String text) implements Event {}

    /// A guard measured a waiting person by hand.
    ///
    /// @param entry the draft of the `waiting` entry; empty: who has waited longest at this lane
    /// @param body  [io.campusgate.decision.Screening#isPlausible]
    record ManualReading(Optional<Long> entry, Temperature body, String by) implements Event {}

    /// A guard sends a waiting person away.
    ///
    /// @param entry as in [ManualReading]
    record GuardRefused(Optional<Long> entry, String by, String text) implements Event {}
}
