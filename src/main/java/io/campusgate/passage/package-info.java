/// One lane, as a pure machine: events in, actions out. No clock, thread, log, device or database.
///
/// - Start at [Passage#next]. [Event] is all that can happen to a lane, [Action] all that it can ask for, [State] what it
///   remembers between two events, [Surroundings] what it is told about the rest of the gate.
/// - The owner performs the actions in their order and posts what comes of them: a `Recorded` or `StoreFailed` for each
///   `Append`, an `Identified` for each `Identify`.
/// - May use: `java.*`, `io.campusgate.domain`, `io.campusgate.decision`. Used by: `io.campusgate.daemon`.
@NullMarked
package io.campusgate.passage;

import org.jspecify.annotations.NullMarked;
