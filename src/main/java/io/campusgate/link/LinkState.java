package io.campusgate.link;

import java.time.OffsetDateTime;

/// Whether the broker is there, and since when.
public sealed interface LinkState {
    OffsetDateTime since();

    record Connected(OffsetDateTime since) implements LinkState {}

    /// @param reason what the last attempt ran into, in plain words
    record Lost(String reason, OffsetDateTime since) implements LinkState {}
}
