/// The values everything else speaks of. No clock, device, database, thread or log.
///
/// - Start at [Lookup] (what a whitelist version says about one credential), [Draft] (one thing that happened)
///   and [WhitelistRecord] (one line of a whitelist).
/// - May use: `java.*`. Used by: everybody.
/// - A wrong value cannot be built: constructors check and throw `IllegalArgumentException` in plain words.
@NullMarked
package io.campusgate.domain;

import org.jspecify.annotations.NullMarked;
