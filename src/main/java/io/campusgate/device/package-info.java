/// The hardware a gate has, as small interfaces, and one folder a kind of wire with its drivers.
///
/// - Start at [CardReader], [Thermometer], [GateRelay], [Input].
/// - `serial` (jSerialComm), `i2c` and `gpio` (Pi4J) hold one class a protocol, decoding apart from the wire; `sim`
///   holds a twin of each interface, shipped, so that the whole daemon runs without hardware. `drivers` is the catalogue
///   that makes them all, `decode` says what their bytes mean.
/// - [BoundedRelay] is what moves a relay: no driver is energised past its time.
/// - May use: `io.campusgate.domain`. Used by: `io.campusgate.daemon`, and `io.campusgate.cli` for `decode` and `doctor`.
@NullMarked
package io.campusgate.device;

import org.jspecify.annotations.NullMarked;
