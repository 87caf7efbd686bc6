package io.campusgate.link;

import java.util.ArrayList;
import java.util.List;

/// A journal of `{"seq":N}` events in memory, whose marks and reads a test can look at. Used by one thread and its test.
final class ListOutbox implements Outbox {
    private final List<Event> events = new ArrayList<>();
    private long published;
    private long confirmed;

    synchronized void add(int count) {
        for (int i = 0; i < count; i++) {
            long seq = events.size() + 1L;
            events.add(new Event(seq, "entry", "{\"seq\":" + seq + "}"));
        }
    }

    @Override public synchronized List<Event> after(long seq, int max) {
        return List.copyOf(events.subList((int) seq, (int) Math.min(events.size(), seq + max)));
    }

    @Override public synchronized long lastSeq() {
        return events.size();
    }

    @Override public String journalId() {
        return "a3f9c1d2";
    }

    @Override public synchronized long published() {
        return published;
    }

    @Override public synchronized long confirmed() {
        return confirmed;
    }

    @Override public synchronized void store(long newPublished, long newConfirmed) {
        published = newPublished;
        confirmed = newConfirmed;
    }
}
