package io.campusgate.report;

import io.campusgate.store.EventFields;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Puts each entry together with the `passage` that says whether the person went through. Feed it events in the order of the
/// journal; not thread-safe.
final class Passing {
    /// A passage follows its entry within seconds; what waits longer never got one.
    private static final int WAITING = 5_000;
    private final Map<Long, Movement> granted = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override protected boolean removeEldestEntry(Map.Entry<Long, Movement> eldest) {
            return size() > WAITING;
        }
    };

    /// Remembers a granted entry.
    ///
    /// @return the entry itself if nothing more will come: on paper only those were noted who went through
    Optional<Movement> entry(Movement entry) {
        if (!entry.isGranted()) {
            return Optional.empty();
        }
        if (entry.late()) {
            return Optional.of(entry);
        }
        granted.put(entry.seq(), entry);
        return Optional.empty();
    }

    /// @return who went through; empty if nobody did, or nobody knows who
    Optional<Movement> passage(EventFields passage) {
        Optional<Movement> entry = passage.number("entry").flatMap(seq -> Optional.ofNullable(granted.remove(seq.longValue())));
        return entry.filter(_ -> passage.says("outcome", "passed"));
    }
}
