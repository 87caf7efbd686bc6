package io.campusgate.device.sim;

import io.campusgate.device.DeviceException.Kind;
import io.campusgate.device.Thermometer;
import io.campusgate.device.ThermometerContract;
import io.campusgate.domain.Temperature;

class SimThermometerTest implements ThermometerContract {

    @Override public Rig rig() {
        SimThermometer twin = new SimThermometer(new Temperature(2000), new Temperature(2000));
        return new Rig() {
            @Override public Thermometer thermometer() {
                return twin;
            }

            @Override public void set(double surface, double ambient) {
                twin.surface(Temperature.ofCelsius(surface));
                twin.ambient(Temperature.ofCelsius(ambient));
            }

            @Override public void unplug() {
                twin.unplug();
            }

            @Override public void plugIn() {
                twin.plugIn();
            }

            @Override public void spoil() {
                twin.fail(Kind.SELF_REPORTED);
            }

            @Override public void mend() {
                twin.mend();
            }
        };
    }
}
