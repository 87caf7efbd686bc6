/// What the bytes of a device mean, for people and for programs: behind `campus-gate decode` and the vector tests.
///
/// - Start at [Decoders]; each protocol is one [Protocol], which feeds a decoder and puts what it makes into plain fields.
/// - May use: `io.campusgate.device` and its decoders, `io.campusgate.domain`. No wire, no file, no output.
/// - To add a protocol: its class here, a line in [Decoders], its vectors.
@NullMarked
package io.campusgate.device.decode;

import org.jspecify.annotations.NullMarked;
