package io.campusgate.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.campusgate.device.Indicator.Signal;
import io.campusgate.domain.Temperature;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a display and its twin both keep.
@Timeout(30)
public interface IndicatorContract {

    /// The device, as the person in front of it sees it.
    interface Rig {
        Indicator indicator();

        /// What it shows, in a form of the rig's own.
        String seen();

        /// How that form says a signal and a temperature.
        String expected(Signal signal, Optional<Temperature> reading);

        /// What is seen of one that was closed.
        String dark();

        void unplug();

        void plugIn();
    }

    Rig rig();

    @Test default void showsEachSignalAndTheReadingBesideIt() throws Exception {
        Rig rig = rig();
        for (Signal signal : Signal.values()) {
            for (Optional<Temperature> reading : List.of(Optional.<Temperature>empty(), Optional.of(new Temperature(3652)))) {
                rig.indicator().show(signal, reading);
                assertEquals(rig.expected(signal, reading), rig.seen());
            }
        }
    }

    @Test default void leavesNothingOfTheLastReading() throws Exception {
        Rig rig = rig();
        rig.indicator().show(Signal.GO, Optional.of(new Temperature(3652)));
        rig.indicator().show(Signal.IDLE, Optional.empty());
        assertEquals(rig.expected(Signal.IDLE, Optional.empty()), rig.seen());
    }

    @Test default void failsWhileItIsUnpluggedAndShowsAgainWhenItIsBack() throws Exception {
        Rig rig = rig();
        rig.indicator().show(Signal.GO, Optional.empty());
        rig.unplug();
        assertThrows(DeviceException.class, rig.indicator()::refresh);
        assertThrows(DeviceException.class, () -> rig.indicator().show(Signal.STOP, Optional.empty()));
        rig.plugIn();
        rig.indicator().show(Signal.WAIT, Optional.empty());
        assertEquals(rig.expected(Signal.WAIT, Optional.empty()), rig.seen());
    }

    @Test default void closingItPutsItOut() throws Exception {
        Rig rig = rig();
        rig.indicator().show(Signal.STOP, Optional.of(new Temperature(3652)));
        rig.indicator().close();
        assertEquals(rig.dark(), rig.seen());
        rig.indicator().close();
    }
}
