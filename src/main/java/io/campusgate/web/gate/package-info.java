/// The pages of one gate and their API (design.md section 9).
///
/// - Start at [GateSite] (which parts there are), then [DeskPage] and [EventStream].
/// - May use: `web`, `daemon` through [io.campusgate.daemon.Controls], and all below. Used by: `demo`, `cli`.
/// - Nothing here may make the thread of the passages or of the journal wait; what is slow reads from files of its own.
@NullMarked
package io.campusgate.web.gate;

import org.jspecify.annotations.NullMarked;
