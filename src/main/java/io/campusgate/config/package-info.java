/// One TOML file → one record, checked whole before the gate starts.
///
/// - Start at [GateConfig#read], or [ConsoleConfig#read] for the console; [BadConfig] carries all that is wrong with a file, each with its place.
/// - [Section] reads one table (a key that is asked for is a known key), [Form] says what a value may look like,
///   [GateReader], [LaneReader] and [ConsoleReader] ask for what there is. [Defaults] holds every default.
/// - To add a key: a component in its record, its default, a line in the reader, a row in `GateConfigTest`, a line in
///   `config/gate.toml`.
/// - May use: `java.*`, tomlj (here alone), `io.campusgate.domain`. Used by: `daemon`, `console`, `web`, `cli`.
@NullMarked
package io.campusgate.config;

import org.jspecify.annotations.NullMarked;
