package io.campusgate.daemon;

import io.campusgate.decision.History;
import io.campusgate.domain.Credential;
import io.campusgate.domain.Draft;
import io.campusgate.passage.Action;
import io.campusgate.passage.Event;
import io.campusgate.passage.Surroundings;

/// What a lane needs of the rest of the gate. Called in the gate loop's turn; nothing here blocks.
interface Circumstances {

    /// The gate as it is at this moment.
    Surroundings surroundings();

    /// Puts an event into the lane's turn; the only one of these that other threads call.
    void post(Lane lane, Event event);

    /// Hands the draft to the journal; the lane hears of it by an event.
    void append(Lane lane, Draft draft);

    /// Has the credential looked up on another thread; the lane hears of it by an event.
    void identify(Lane lane, long entry, Credential credential);

    void remember(History.Change change);

    void raise(Lane lane, Action.Alarm alarm);
}
