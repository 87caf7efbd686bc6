package io.campusgate.store;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What opening the journal found, for the daemon to journal, report and act upon.
///
/// @param created    a fresh journal was begun, because there was none or the one that was there is damaged
/// @param setAside   where the damaged file lies now
/// @param unclean    the last run did not end by [Journal#close]
/// @param unresolved after an unclean stop: seqs of granted entries inwards that no `passage` follows, oldest first; each
///                   gets its `passage not_opened`
public record Opening(boolean created, Optional<Path> setAside, boolean unclean, List<Long> unresolved) {
    public Opening {
        unresolved = List.copyOf(unresolved);
    }
}
