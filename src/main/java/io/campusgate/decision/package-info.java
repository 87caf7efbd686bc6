/// Decides who may pass. Values in, a [Decision] out: no clock, device, database, thread or log.
///
/// - Start at [AccessRules#decide]; each rule there has its rows in `AccessRulesTest`. [AccessRules#explain] asks the same
///   rules and says what each of them found.
/// - [Screening] judges a temperature, [SampleWindow] finds a steady one, [Drift] watches the sensor; [History] remembers
///   who is inside; [ClockTrust] says which time to go by.
/// - May use: `java.*`, `io.campusgate.domain`. Used by: `io.campusgate.passage`, and `io.campusgate.daemon`.
/// - To add a rule: a [Rule], its [Reason], its method in [AccessRules], its rows, a line in the CHANGELOG.
@NullMarked
package io.campusgate.decision;

import org.jspecify.annotations.NullMarked;
