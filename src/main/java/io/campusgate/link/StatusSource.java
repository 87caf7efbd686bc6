package io.campusgate.link;

import java.time.OffsetDateTime;

/// What the link asks the daemon. Called on the link's thread, at most about once a second; must not block.
public interface StatusSource {

    GateStatus status();

    /// The present moment by the daemon's clock, in the site's zone.
    OffsetDateTime now();
}
