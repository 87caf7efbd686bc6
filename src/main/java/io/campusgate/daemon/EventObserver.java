package io.campusgate.daemon;

import io.campusgate.domain.Draft;
import io.campusgate.store.Stored;
import java.util.List;

/// Hears of everything that is durable, in order, on the journal's thread; must return quickly.
public interface EventObserver {

    /// @param drafts what the events were written from, in the same order
    void recorded(List<Stored> events, List<Draft> drafts);
}
