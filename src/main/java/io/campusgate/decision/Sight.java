package io.campusgate.decision;

import io.campusgate.domain.Temperature;
import io.campusgate.domain.Uptime;
import io.campusgate.domain.Word;

/// What a lane's thermometer sees now.
public sealed interface Sight {
    /// Somebody stands still in front of it.
    ///
    /// @param at when the newest sample of the window was taken
    record Steady(Temperature surface, Temperature ambient, Uptime at) implements Sight {}

    /// Somebody is coming, moving or going: no five samples agree yet.
    record Moving() implements Sight {}

    /// Nothing as warm as skin.
    record Nobody() implements Sight {}

    /// No verdict can be had from it.
    record Unwell(Cause cause) implements Sight {}

    /// `ABSENT`: the lane has none. `FAILED`: it does not answer or its answers are bad.
    enum Cause implements Word { ABSENT, FAILED, WARMING_UP }
}
