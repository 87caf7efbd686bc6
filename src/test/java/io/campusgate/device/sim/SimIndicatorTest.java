package io.campusgate.device.sim;

import io.campusgate.device.Indicator;
import io.campusgate.device.Indicator.Signal;
import io.campusgate.device.IndicatorContract;
import io.campusgate.domain.Temperature;
import java.util.Optional;

class SimIndicatorTest implements IndicatorContract {

    @Override public Rig rig() {
        SimIndicator twin = new SimIndicator();
        return new Rig() {
            @Override public Indicator indicator() {
                return twin;
            }

            @Override public String seen() {
                return expected(twin.shown(), twin.reading());
            }

            @Override public String expected(Signal signal, Optional<Temperature> reading) {
                return signal.word() + reading.map(r -> " " + r).orElse("");
            }

            @Override public String dark() {
                return "idle";
            }

            @Override public void unplug() {
                twin.unplug();
            }

            @Override public void plugIn() {
                twin.plugIn();
            }
        };
    }
}
