/// QR codes: from a text to modules, a picture, lines for a terminal.
///
/// - Start at [QrCode].
/// - May use: `java.*`, ZXing. Used by: `cli`, `web`.
@NullMarked
package io.campusgate.qr;

import org.jspecify.annotations.NullMarked;
