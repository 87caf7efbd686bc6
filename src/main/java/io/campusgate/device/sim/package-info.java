/// Twins of every device, shipped, so that the whole daemon runs without hardware.
///
/// - Start at [SimGate], the simulated hardware of a gate: its lanes, each with a reader to tap at, a thermometer to warm,
///   a relay to watch, inputs to press. The demo, the tests and the page of the demo play the outside world through it.
/// - May use: `io.campusgate.device`, `io.campusgate.domain`. Each twin can be unplugged and plugged in again.
@NullMarked
package io.campusgate.device.sim;

import org.jspecify.annotations.NullMarked;
