/// OSDP 2.2 (IEC 60839-11-5): card readers on an RS-485 line, in a secure channel.
///
/// - Start at [OsdpReader], one reader at one address, and [OsdpLine], the thread that owns a port and polls the readers on
///   it. [PanelSession] is the protocol's control panel: a machine without wire and clock.
/// - [OsdpPacket] and [OsdpMessage] know the bytes, [SecureChannel] keys, MACs and padding, [OsdpFramer] where packets begin.
/// - No card is ever taken in plain text or under the default key: a reader that cannot prove the site's key is lost.
/// - May use: `io.campusgate.device` with [io.campusgate.device.serial.SerialLine] and the Wiegand decoder, `io.campusgate.domain`.
@NullMarked
package io.campusgate.device.osdp;

import org.jspecify.annotations.NullMarked;
