package io.campusgate.store;

import java.util.Optional;

/// An event that was found, and what it says, which is read when it is first asked for and then kept. Belongs to one thread
/// at a time.
public final class Found {
    private final Stored event;
    private Optional<EventFields> fields = Optional.empty();

    public Found(Stored event) {
        this.event = event;
    }

    public Stored event() {
        return event;
    }

    public EventFields fields() {
        EventFields read = fields.orElseGet(() -> EventFields.of(event));
        fields = Optional.of(read);
        return read;
    }
}
