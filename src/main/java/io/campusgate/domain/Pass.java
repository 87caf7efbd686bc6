package io.campusgate.domain;

import java.util.Optional;
import java.util.Set;

/// A visitor's dated right to enter.
///
/// @param personId   the holder among the people; empty: the pass itself names the visitor
/// @param name       the visitor's name where `personId` is empty, else may be empty
/// @param gates      empty: every gate
/// @param entries    how often it opens inwards; empty: without limit
/// @param codeSha256 lower-case hex SHA-256 of the QR code's secret; empty: the pass has no code
public record Pass(String id, Optional<String> personId, String name, String host, String reason, String approvedBy,
                   Validity validity, Set<String> gates, Optional<Integer> entries, Optional<String> codeSha256) {
    public Pass {
        gates = Set.copyOf(gates);
        if (entries.isPresent() && entries.get() < 1) {
            throw new IllegalArgumentException("a pass is for at least one entry, not " + entries.get());
        }
    }

    public boolean isApproved() {
        return !approvedBy.isBlank();
    }
}
