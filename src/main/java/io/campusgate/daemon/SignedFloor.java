package io.campusgate.daemon;

import io.campusgate.domain.WhitelistVersion;
import io.campusgate.store.Change;
import java.util.Optional;

/// How far signed whitelists have come at this gate: only a later one is taken, so that nobody can play an old one again.
/// Survives a restart as a text in the store.
///
/// @param highest  the greatest signed version this gate has had
/// @param forgiven a signed version in force that does not count, since its number came from a stolen key; 0: none
record SignedFloor(long highest, long forgiven) {
    /// The key in the store.
    static final String KEY = "whitelist_floor";
    private static final SignedFloor NONE = new SignedFloor(0, 0);

    /// @param kept what the store has under [#KEY]; what makes no sense counts as nothing, as the version in force still does
    static SignedFloor parse(Optional<String> kept) {
        String[] parts = kept.orElse("").split(" ", -1);
        try {
            return parts.length == 2 ? new SignedFloor(Long.parseLong(parts[0]), Long.parseLong(parts[1])) : NONE;
        } catch (NumberFormatException e) {
            return NONE;
        }
    }

    Change change() {
        return new Change.Put(KEY, highest + " " + forgiven);
    }

    /// The number that a signed version has to exceed where this one is in force; 0: any will do.
    long under(WhitelistVersion inForce) {
        return isForgiven(inForce) ? 0 : Math.max(highest, inForce.signed());
    }

    boolean isForgiven(WhitelistVersion inForce) {
        return forgiven > 0 && inForce.signed() == forgiven;
    }

    static SignedFloor after(long adopted) {
        return new SignedFloor(adopted, 0);
    }

    /// Any signed version may follow.
    static SignedFloor reset(WhitelistVersion inForce) {
        return new SignedFloor(0, inForce.signed());
    }
}
