/// Devices on the I2C bus.
///
/// - Start at [Mlx90614] and [Mlx90632], the thermometers, and [Lcd1602], the display. [Mlx90614Codec] and
///   [Mlx90632Calibration] are their bytes and words without the bus. [LinuxI2cBus] is the real bus.
/// - May use: Pi4J (in [LinuxI2cBus]), `io.campusgate.device`, `io.campusgate.domain`.
@NullMarked
package io.campusgate.device.i2c;

import org.jspecify.annotations.NullMarked;
