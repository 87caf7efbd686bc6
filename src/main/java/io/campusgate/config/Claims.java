package io.campusgate.config;

import java.util.HashMap;
import java.util.Map;
import org.tomlj.TomlPosition;

/// What only one can have: a lane's id, a serial port, a pin, an address on a bus.
final class Claims {
    private record Claim(String path, int line) {}

    private final Map<String, Claim> taken = new HashMap<>();
    private final Problems problems;

    Claims(Problems problems) {
        this.problems = problems;
    }

    /// Takes `what` for `key` of `section`; reports if it is taken.
    void take(String what, Section section, String key) {
        TomlPosition place = section.placeOf(key);
        Claim former = taken.putIfAbsent(what, new Claim(section.path(key), place.line()));
        if (former != null) {
            problems.add(place, section.path(key), what + ", which " + former.path() + " has on line " + former.line(),
                    "one of its own");
        }
    }
}
