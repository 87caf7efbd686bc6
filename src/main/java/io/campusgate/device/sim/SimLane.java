package io.campusgate.device.sim;

import io.campusgate.domain.Credential;
import io.campusgate.domain.Temperature;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The simulated hardware of one lane, and what people do to it. Thread-safe.
public final class SimLane {
    /// Nobody in front of the sensor, in a mild autumn.
    private static final Temperature NOBODY = new Temperature(2000);
    private static final Temperature MILD = new Temperature(2000);

    private final String id;
    private final SimReader reader = new SimReader();
    private final SimThermometer thermometer = new SimThermometer(NOBODY, MILD);
    private final SimRelay relay = new SimRelay();
    private final SimIndicator indicator = new SimIndicator();
    private final SimIndicator display = new SimIndicator();
    private final Map<String, SimInput> inputs = new ConcurrentHashMap<>();

    SimLane(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }

    public SimReader reader() {
        return reader;
    }

    public SimThermometer thermometer() {
        return thermometer;
    }

    public SimRelay relay() {
        return relay;
    }

    public SimIndicator indicator() {
        return indicator;
    }

    /// Its text display, apart from the lamps.
    public SimIndicator display() {
        return display;
    }

    /// The input of that name in the configuration: `door-contact`, `exit-button`, `fire-input`, `tamper`, `panic`, `feedback`.
    public SimInput input(String name) {
        return inputs.computeIfAbsent(name, _ -> new SimInput());
    }

    /// Presents `credential` to the reader, once.
    ///
    /// @return false if the reader is swamped
    public boolean tap(Credential credential) {
        return reader.tap(credential);
    }

    /// Puts a forehead of that surface temperature in front of the sensor.
    public void warm(double surfaceCelsius) {
        thermometer.surface(Temperature.ofCelsius(surfaceCelsius));
    }

    /// Nobody is in front of the sensor any more.
    public void stepAway() {
        thermometer.surface(NOBODY);
    }

    public void door(boolean open) {
        input("door-contact").set(open);
    }

    public void exitButton(boolean pressed) {
        input("exit-button").set(pressed);
    }

    public void fire(boolean burning) {
        input("fire-input").set(burning);
    }

    public void tamper(boolean tampered) {
        input("tamper").set(tampered);
    }

    public void panic(boolean pressed) {
        input("panic").set(pressed);
    }
}
