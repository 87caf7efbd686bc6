package io.campusgate.passage;

import io.campusgate.decision.ClockTrust;
import io.campusgate.decision.History;
import io.campusgate.decision.Moment;
import io.campusgate.domain.Mode;
import io.campusgate.domain.Rulebook;
import io.campusgate.domain.Uptime;
import java.time.Duration;

/// What a lane is told with each event about the rest of the gate.
///
/// @param now           the monotonic clock; all timers go by it
/// @param at            the time of the journal and of people's hours, see [ClockTrust]
/// @param uptimeMs      milliseconds since the daemon's start
/// @param storeWritable false: no disk space, or the journal is closed
/// @param rulebook      of the whitelist in force; of an empty one the gate's own policies
/// @param history       read only; changes are asked for with [Action.Remember]
/// @param syncTimeout   how long a record may take before the person is refused
public record Surroundings(Uptime now, Moment at, long uptimeMs, Mode mode, boolean drill, boolean storeWritable,
                           Rulebook rulebook, History history, String gate, Duration syncTimeout) {}
