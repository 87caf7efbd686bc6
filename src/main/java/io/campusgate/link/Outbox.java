package io.campusgate.link;

import java.io.IOException;
import java.util.List;

/// The journal as the link sees it: a queue that never forgets, with two marks in it. Called on the link's thread only.
///
/// A call that throws is tried again a second later; the connection stays up meanwhile.
public interface Outbox {

    /// @param type the word of its [io.campusgate.domain.EventType], the last level of its topic
    /// @param text its JSON; published byte for byte in UTF-8
    record Event(long seq, String type, String text) {}

    /// At most `max` durable events after `seq`, in seq order; empty if there is none.
    List<Event> after(long seq, int max) throws IOException;

    /// The seq of the newest durable event, 0 for none. Cheap: asked at every wake-up.
    long lastSeq();

    /// The present journal id, 8 hex digits.
    String journalId();

    /// Up to here the broker has acknowledged, as last stored.
    long published();

    /// Up to here the console has confirmed, as last stored. At most [#published].
    long confirmed();

    /// Keeps both marks over a restart. Called at most once in two seconds, only when something moved, and at stop. It need
    /// not be durable at once: with an older mark the same events are sent again.
    void store(long published, long confirmed) throws IOException;
}
