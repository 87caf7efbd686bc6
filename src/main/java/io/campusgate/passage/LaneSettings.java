package io.campusgate.passage;

import io.campusgate.decision.OffsetTable;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Word;
import java.time.Duration;

/// What is fixed about a lane while the daemon runs.
///
/// @param number         from 1, another for each lane of the process: it keeps the ids of their drafts apart
/// @param openFor        how long a granted person may take to open the door
/// @param heldOpen       how long the door may stay open; zero: as long as it likes
/// @param pulse          how long the relay is energised for a passage
/// @param maxOn          longest time the relay is energised, except in a `HOLD`
/// @param hasDoorContact false: whoever the lane opens for counts as passed at once, and the lane is free again
/// @param hasThermometer false: nobody can be measured, which follows `degraded`
/// @param offset         calibration of the thermometer
public record LaneSettings(int number, String id, Direction direction, Duration openFor, Duration heldOpen, Release release,
                           Duration pulse, Duration maxOn, boolean hasDoorContact, boolean hasThermometer, OffsetTable offset) {
    /// How fire and evacuation release the lane: relay held on, or one pulse for a gate machine with an input of its own.
    public enum Release implements Word { HOLD, PULSE }

    public LaneSettings {
        if (number < 1 || number > 9999) {
            throw new IllegalArgumentException("lanes are numbered from 1, not " + number);
        }
        if (openFor.isNegative() || openFor.isZero() || pulse.isNegative() || pulse.isZero() || maxOn.isNegative() || maxOn.isZero()) {
            throw new IllegalArgumentException("open-for, pulse and max-on are longer than nothing");
        }
    }
}
