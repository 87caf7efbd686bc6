/// Who may tell this gate something: signing keys, signed texts (JWS), the table of trusted keys and their rights.
///
/// - Start at [TrustedKeys#verify]; [Jws] is the form of a signed text (RFC 7515, Ed25519 alone), [KeyText] that of a key's
///   file. What a genuine text then says is read with [JsonMap] by whoever it is for.
/// - Pure: no files, network, clock or thread. May use `java.*`, `io.campusgate.domain`, jackson-core.
///   Used by: `whitelist`, `order`, `daemon`, `cli`.
@NullMarked
package io.campusgate.trust;

import org.jspecify.annotations.NullMarked;
