/// Devices on the pins of a Raspberry Pi.
///
/// - Start at [GpioRelay], [GpioInput], [GpioIndicator]. [RaspberryPi] holds the one Pi4J context that they share; it is
///   opened when the first device is, and closed last.
/// - May use: Pi4J, `io.campusgate.device`. Pins have their BCM numbers.
@NullMarked
package io.campusgate.device.gpio;

import org.jspecify.annotations.NullMarked;
