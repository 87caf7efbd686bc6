/// The command line `campus-gate`: reads what was typed, asks the daemon or the store, prints the answer.
///
/// - Start at [CampusGate]: the table of commands, the exit codes, what becomes of an error.
/// - A command is one class that extends [GateCommand]; it returns when it is done and throws [Fault] when it cannot be.
/// - May use everything below it; picocli and progressbar are used here alone. Nothing uses it but `Main`.
/// - To add a command: its class, its line in [CampusGate], its words in `messages_zh.properties`, its row in the README.
@NullMarked
package io.campusgate.cli;

import org.jspecify.annotations.NullMarked;
