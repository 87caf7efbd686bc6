package io.campusgate.store;

import java.time.Instant;

/// A visitor who came without a pass and got one at this gate.
///
/// @param passId     of the pass made on the spot
/// @param phone      may be empty
/// @param host       who is visited
/// @param approvedBy the guard
/// @param idHmac     keyed hash of the identity number ([IdVault#hmac])
/// @param until      when the pass ends, exclusive
public record Visitor(String passId, String name, String phone, String host, String reason, String approvedBy, String idHmac,
                      Instant from, Instant until) {
    /// Without the personal parts, since strings end up in logs.
    @Override public String toString() {
        return "Visitor[" + passId + "]";
    }
}
