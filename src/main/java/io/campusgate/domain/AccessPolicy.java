package io.campusgate.domain;

import java.time.Duration;
import java.util.Set;

/// `[access]` and `pass-modes`: the site's rules that are not about a person.
///
/// @param maxAge age of the whitelist from which `stale` counts
/// @param passModes modes in which a pass stands in for a level
public record AccessPolicy(AntiPassback antiPassback, Duration maxAge, Stale stale, ExitRules exitRules,
                           Duration repeatGap, Set<Mode> passModes) {
    /// `OFF`, `SOFT` (note it), `HARD` (refuse).
    public enum AntiPassback implements Word { OFF, SOFT, HARD }

    /// What an over-aged whitelist does: `WARN`, or `DENY` every entry.
    public enum Stale implements Word { WARN, DENY }

    /// Whether `out` asks the access levels (leave slips for pupils) or nobody is ever kept in.
    public enum ExitRules implements Word { NONE, LEVELS }

    public static final AccessPolicy DEFAULT = new AccessPolicy(AntiPassback.OFF, Duration.ofDays(14), Stale.WARN,
            ExitRules.NONE, Duration.ofSeconds(3), Set.of(Mode.NORMAL, Mode.STAGGERED, Mode.CLOSED));

    public AccessPolicy {
        passModes = Set.copyOf(passModes);
    }
}
