/// What the gate keeps on disk: the journal, its search index, the whitelist versions, the identity numbers.
///
/// - Start at [Journal] (what happened, hash-chained and durable), then [EventText] (the text of one event, the
///   contract of design.md section 6), [EventSearch] (finding events again) and [Backup].
/// - May use: `java.*`, `io.campusgate.domain`, jackson-core, slf4j, and alone in the program JDBC, which
///   [Database] alone knows. Used by: `daemon`, `web`, `cli`.
/// - To change a table: a new numbered script in the schema's folder under `resources`, never a change to an old one,
///   and the number in the [Schema] constant that owns it.
@NullMarked
package io.campusgate.store;

import org.jspecify.annotations.NullMarked;
