package io.campusgate.config;

import java.util.HashMap;
import java.util.Map;
import org.tomlj.TomlPosition;

/// What only one can have: a lane's id, a serial port, a pin, an address on a bus.
final class Claims {
    /// @param sharing how it is shared; empty: not at all
    private record Claim(String path, int line, String sharing) {}

    private final Map<String, Claim> taken = new HashMap<>();
    private final Problems problems;

    Claims(Problems problems) {
        this.problems = problems;
    }

    /// Takes `what` for `key` of `section`; reports if it is taken.
    void take(String what, Section section, String key) {
        claim(what, section, key, "");
    }

    /// Takes `what` together with all others that share it in the same way; reports if it is taken otherwise.
    ///
    /// @param how in words that follow "shared": `as an OSDP line of 9600 baud`
    void share(String what, String how, Section section, String key) {
        claim(what, section, key, how);
    }

    private void claim(String what, Section section, String key, String sharing) {
        TomlPosition place = section.placeOf(key);
        Claim former = taken.putIfAbsent(what, new Claim(section.path(key), place.line(), sharing));
        if (former != null && (sharing.isEmpty() || !sharing.equals(former.sharing()))) {
            problems.add(place, section.path(key), what + ", which " + former.path() + " has on line " + former.line(),
                    sharing.isEmpty() || former.sharing().isEmpty() ? "one of its own" : "to share it " + former.sharing());
        }
    }
}
