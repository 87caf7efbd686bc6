package io.campusgate.decision;

import io.campusgate.domain.Lookup;
import io.campusgate.domain.Mode;

/// All that a decision depends on. What is not in here has no say.
public record Question(Lookup lookup, Place place, Moment at, Mode mode, Readiness readiness, Past past, Screened screened) {

    /// "What if": this credential, there, then, with nothing in the way, nothing remembered and nothing measured.
    public static Question whatIf(Lookup lookup, Place place, Moment at, Mode mode) {
        return whatIf(lookup, place, at, mode, Past.UNKNOWN);
    }

    /// The same of somebody of whom something is remembered.
    public static Question whatIf(Lookup lookup, Place place, Moment at, Mode mode, Past past) {
        return new Question(lookup, place, at, mode, Readiness.READY, past, new Screened.NotYet());
    }
}
