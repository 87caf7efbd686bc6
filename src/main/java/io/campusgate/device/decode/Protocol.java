package io.campusgate.device.decode;

import java.util.List;
import java.util.Optional;

/// How the bytes of one protocol are read.
public interface Protocol {

    /// As in the name of its vector file: `rdm6300`.
    String name();

    /// What can be done with bytes, like `stream` or `frame`; the first is the usual.
    List<String> operations();

    /// The names of the settings that [#decode] asks for; may be empty.
    List<String> settings();

    /// @param operation one of [#operations]
    /// @throws IllegalArgumentException for a setting that is missing or wrong, in plain words
    Decoded decode(String operation, Settings settings, byte[] bytes);

    /// What one side said on a recorded line. As a rule only the device talks, in the usual way.
    ///
    /// @param asked what was said to the device last
    default Decoded turn(boolean fromDevice, byte[] bytes, Settings settings, Optional<Decoded> asked) {
        return fromDevice ? decode(operations().getFirst(), settings, bytes) : new Decoded(true, List.of());
    }
}
