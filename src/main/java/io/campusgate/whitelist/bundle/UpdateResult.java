package io.campusgate.whitelist.bundle;

import io.campusgate.domain.WhitelistVersion;
import io.campusgate.trust.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a gate makes of a genuine manifest.
public sealed interface UpdateResult {
    /// How far ahead of a trusted clock a manifest may have been issued.
    Duration AHEAD = Duration.ofHours(1);

    /// To be fetched and put in force, from these parts in this order.
    record Wanted(Manifest manifest, List<Manifest.Part> parts) implements UpdateResult {
        public Wanted {
            parts = List.copyOf(parts);
        }

        /// Whether the changes alone make it out of what is in force.
        public boolean isByDelta() {
            return parts.size() == 1 && parts.getFirst() instanceof Manifest.Delta;
        }
    }

    /// In force already.
    record Current() implements UpdateResult {}

    /// What the broker had kept is what a local import has replaced here since; only a new word from the administrator
    /// undoes that.
    record OldNews() implements UpdateResult {}

    record Refused(Refusal error, String detail) implements UpdateResult {}

    /// A gate's side of the question.
    ///
    /// @param version in force
    /// @param content of it
    /// @param floor   the greatest signed version this gate has had; 0 after a reset
    /// @param now     the time, if the gate knows it
    record Gate(String site, WhitelistVersion version, String content, long floor, Optional<Instant> now) {}

    /// @param isNews somebody published it just now, rather than the broker having kept it
    static UpdateResult of(Manifest m, Gate gate, boolean isNews) {
        WhitelistVersion has = gate.version();
        if (!m.site().equals(gate.site())) {
            return new Refused(Refusal.WRONG_TARGET, "it is for the site " + m.site());
        }
        if (gate.now().filter(now -> m.issued().isAfter(now.plus(AHEAD))).isPresent()) {
            return new Refused(Refusal.NOT_YET, "it was issued at " + m.issued() + ", which is in the future");
        }
        boolean sameContent = m.content().equals(gate.content());
        if (m.version() == has.signed() && sameContent) {
            return new Current();
        }
        if (m.version() == has.signed() && has.local() > 0) {
            return isNews ? wanted(m, has) : new OldNews();
        }
        if (m.version() == gate.floor() && m.version() == has.signed()) {
            return new Refused(Refusal.EXPIRED, "version " + m.version() + " is in force with another content; signed versions only grow");
        }
        if (m.version() < gate.floor()) {
            return new Refused(Refusal.EXPIRED, "version " + m.version() + " is older than " + gate.floor() + ", which this gate has had");
        }
        return wanted(m, has);
    }

    private static Wanted wanted(Manifest m, WhitelistVersion has) {
        Optional<Manifest.Delta> delta = m.delta();
        if (delta.isPresent() && has.local() == 0 && has.signed() >= delta.get().from() && has.signed() < delta.get().to()) {
            return new Wanted(m, List.of(delta.get()));
        }
        return new Wanted(m, delta.<List<Manifest.Part>>map(d -> List.of(m.full(), d)).orElseGet(() -> List.of(m.full())));
    }
}
