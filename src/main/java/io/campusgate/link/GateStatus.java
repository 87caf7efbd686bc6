package io.campusgate.link;

import io.campusgate.domain.ClockState;
import io.campusgate.domain.Mode;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/// The daemon's share of the retained status message; the link adds `online`, `since`, `journal`, `seq`, `confirmed` and
/// `backlog`. No personal data.
///
/// @param program    name and version, as `campus-gate 0.1.0`
/// @param nonce      new at each start; an order may carry it while the clock is not trusted
public record GateStatus(String program, Whitelist whitelist, Mode mode, List<Lane> lanes, ClockState clock, String nonce,
                         long diskFreeMb) {

    public GateStatus {
        lanes = List.copyOf(lanes);
    }

    /// @param version as `17` or `17+1`
    /// @param content hex SHA-256 of its content; empty for the empty whitelist of a new gate
    /// @param issued   empty where nothing was ever issued; then there is no age either
    /// @param incoming a version that is under way: its chunks are fetched, or it is applied
    public record Whitelist(String version, Optional<String> content, Optional<OffsetDateTime> issued, long ageS, Optional<Incoming> incoming) {

        /// Nothing is under way.
        public Whitelist(String version, Optional<String> content, Optional<OffsetDateTime> issued, long ageS) {
            this(version, content, issued, ageS, Optional.empty());
        }
    }

    /// @param chunks  how many there are to fetch
    /// @param missing how many of them have not come yet; 0: it is being applied
    public record Incoming(long version, int chunks, int missing) {}

    /// @param state what the passage is doing, one word
    public record Lane(String id, String state, List<Device> devices) {
        public Lane {
            devices = List.copyOf(devices);
        }
    }

    /// @param kind   `reader`, `thermometer`, `relay` …
    /// @param health `ok`, `lost` …
    public record Device(String kind, String driver, String health) {}

    /// This status without what changes by itself all the time: two that are equal in this are not worth a message.
    GateStatus steady() {
        return new GateStatus(program, new Whitelist(whitelist.version, whitelist.content, whitelist.issued, 0, whitelist.incoming), mode, lanes, clock, nonce, 0);
    }
}
