/// Devices on the I2C bus.
///
/// - Start at [Mlx90614], the thermometer, and [Mlx90614Codec], its bytes without the bus. [LinuxI2cBus] is the real bus.
/// - May use: Pi4J (in [LinuxI2cBus], through [io.campusgate.device.gpio.RaspberryPi]), `io.campusgate.device`,
///   `io.campusgate.domain`.
@NullMarked
package io.campusgate.device.i2c;

import org.jspecify.annotations.NullMarked;
