package io.campusgate.console;

import io.campusgate.store.CampusStore.Gap;
import io.campusgate.store.CampusStore.JournalOf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which gaps are worth a word. While several consoles share the load, or messages are on their way, something is always
/// missing for a moment; what stays missing is reported, and asked for with growing pauses. Belongs to the console's thread.
final class GapWatch {
    private static final Logger LOG = LoggerFactory.getLogger(GapWatch.class);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private record Place(JournalOf of, long from) {}

    private record Watched(Gap gap, long sinceNanos, long askNanos, Duration pause, boolean reported) {}

    private final Duration patience;
    private Map<Place, Watched> watched = new HashMap<>();

    /// @param patience how long something may be missing
    GapWatch(Duration patience) {
        this.patience = patience;
    }

    /// Looks at what is missing now.
    ///
    /// @param nanos the monotonic clock
    /// @return what is to be asked for
    List<Gap> look(List<Gap> missing, long nanos) {
        Map<Place, Watched> now = new LinkedHashMap<>();
        List<Gap> ask = new ArrayList<>();
        for (Gap gap : missing) {
            Place place = new Place(gap.of(), gap.from());
            Watched w = watched.getOrDefault(place, new Watched(gap, nanos, nanos + patience.toNanos(), patience, false));
            if (nanos - w.askNanos() >= 0) {
                if (!w.reported()) {
                    LOG.warn("gate {}, journal {}: seq {} to {} are missing", gap.of().gate(), gap.of().journal(), gap.from(), gap.to());
                }
                ask.add(gap);
                Duration pause = w.pause().multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? w.pause().multipliedBy(2) : LONGEST_PAUSE;
                w = new Watched(gap, w.sinceNanos(), nanos + pause.toNanos(), pause, true);
            }
            now.put(place, new Watched(gap, w.sinceNanos(), w.askNanos(), w.pause(), w.reported()));
        }
        watched.forEach((place, w) -> {
            if (w.reported() && !now.containsKey(place)) {
                LOG.info("gate {}, journal {}: seq {} is there now", place.of().gate(), place.of().journal(), place.from());
            }
        });
        watched = now;
        return ask;
    }

    /// Those that have been missing for too long, by gate.
    Map<String, List<Gap>> reported() {
        Map<String, List<Gap>> all = new HashMap<>();
        watched.values().stream().filter(Watched::reported).forEach(w -> all.computeIfAbsent(w.gap().of().gate(), _ -> new ArrayList<>()).add(w.gap()));
        return all;
    }
}
