/// The catalogue of drivers: [io.campusgate.device.drivers.Drivers] makes every device of this version.
///
/// - May use: `io.campusgate.device` and all below it, `io.campusgate.domain`. Used by the daemon and by `doctor`.
/// - To add a driver: its class beside those of its kind of wire, its method here, its record in the configuration.
@NullMarked
package io.campusgate.device.drivers;

import org.jspecify.annotations.NullMarked;
