/// The console: takes the events of all gates of a site from the broker, stores each once, and tells each gate up to where its
/// journal is stored for good (design.md sections 1, 4.2 and 6). No gate needs it to decide.
///
/// - Start at [Console] (one thread, `console`, that connects, stores and confirms), then [GapWatch] (what is missing) and
///   [ConsoleView] (what the page shows). The record itself is [io.campusgate.store.CampusStore].
/// - Several consoles share the load; what they have to know of each other stands in the database.
/// - May use: `java.*`, slf4j, `config`, `link`, `store`, `order`, `trust`, `domain`. Used by: `web.console`, `cli`.
@NullMarked
package io.campusgate.console;

import org.jspecify.annotations.NullMarked;
