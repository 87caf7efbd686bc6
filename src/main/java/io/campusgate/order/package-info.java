/// Orders from afar: what one says, and whether a gate may do it (design.md section 6).
///
/// - Start at [SignedOrder], then [OrderRules#check], where each refusal has its place.
/// - Pure: values in, a verdict out; the time and the ids that were seen are passed in. May use `java.*`, jackson-core,
///   `io.campusgate.domain`, `io.campusgate.trust`. Used by: `daemon` (which carries them out), `cli` (which makes them).
@NullMarked
package io.campusgate.order;

import org.jspecify.annotations.NullMarked;
