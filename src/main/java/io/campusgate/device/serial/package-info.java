/// Devices on a serial line: readers and USB relay boards.
///
/// - Start at [Rdm6300Reader] and its [Rdm6300Decoder]: each protocol is a decoder that knows bytes and no wire, and a
///   driver that knows the wire and leaves the bytes to the decoder.
/// - [SerialLine] alone knows jSerialComm. [ReaderSession] is what all readers do: open, flush, read, decode, close.
/// - May use: jSerialComm (in [SerialLine]), `io.campusgate.device`, `io.campusgate.domain`.
/// - To add a protocol: a decoder, its JSON vectors, a line in `VectorsTest` and in `Decoders`, then the driver.
@NullMarked
package io.campusgate.device.serial;

import org.jspecify.annotations.NullMarked;
