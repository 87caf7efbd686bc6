/// A whole simulated school in one process: an invented school, simulated devices, an embedded broker, a morning rush.
///
/// - Start at [Demo]. [School] invents the people, [Rush] is their morning, [PassageLine] what one sees of it.
/// - May use everything but `cli`, which starts it.
@NullMarked
package io.campusgate.demo;

import org.jspecify.annotations.NullMarked;
