/// The gate daemon: threads, clocks, queues and wiring. Here the pure rules meet the outside world.
///
/// - Start at [Gate] (what is started in which order), then [GateLoop] (the one thread that owns the passages).
/// - May use everything but `cli`, `web` and `demo`, which use it.
/// - One thread a blocking device; whoever has the turn of the [GateLoop] owns the passages and never blocks; `journal` writes;
///   `mqtt` sends.
@NullMarked
package io.campusgate.daemon;

import org.jspecify.annotations.NullMarked;
