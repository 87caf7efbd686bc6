package io.campusgate.domain;

import java.util.List;
import java.util.Optional;

/// All that one whitelist version (and this gate's own block list) says about one credential: what a decision needs,
/// read at once, so that a tap sees the old version or the new one and never a mix.
///
/// @param known      false: no person, no pass has this credential
/// @param holder     the person; empty for a pass that names a visitor who is not among the people
/// @param blocked    the credential is blocked at this gate
/// @param validity   of the credential itself (of a QR code its pass's), [Validity#ALWAYS] for a card
/// @param passes     all passes of the holder, or the one pass the code belongs to
/// @param watch      watch-list entries about the credential, the person or the person's identity number
public record Lookup(Credential credential, boolean known, Optional<Cardholder> holder, boolean blocked, Validity validity,
                     List<Pass> passes, List<WatchEntry> watch, Rulebook rulebook) {
    public Lookup {
        passes = List.copyOf(passes);
        watch = List.copyOf(watch);
    }
}
