package io.campusgate.device.gpio;

import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalState;
import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import io.campusgate.device.GateRelay;
import java.util.Optional;

/// A relay on a pin.
///
/// The pin takes its value at rest as part of the request to the kernel, so that not even an active-low board clicks when
/// the program starts. Use active high on a pin of 9 to 27 all the same: those rest from power-on (protocols.md 9.2).
public final class GpioRelay implements GateRelay {
    private final RaspberryPi pi;
    private final int pin;
    private final DigitalState on;
    private final DigitalState off;
    private Optional<DigitalOutput> output = Optional.empty();

    /// @param pin        BCM number
    /// @param activeHigh whether a high pin energises the relay
    public GpioRelay(RaspberryPi pi, int pin, boolean activeHigh) {
        this.pi = pi;
        this.pin = pin;
        this.on = activeHigh ? DigitalState.HIGH : DigitalState.LOW;
        this.off = activeHigh ? DigitalState.LOW : DigitalState.HIGH;
    }

    @Override public synchronized void open() throws DeviceException {
        if (output.isEmpty()) {
            output = Optional.of(pi.openOutput(pin, off));
        }
    }

    @Override public synchronized void energise() throws DeviceException {
        set(on);
    }

    @Override public synchronized void rest() throws DeviceException {
        set(off);
    }

    private void set(DigitalState state) throws DeviceException {
        DigitalOutput line = output.orElseThrow(() -> new DeviceException(Kind.ABSENT, "relay on pin " + pin + " is not open"));
        try {
            line.state(state);
        } catch (RuntimeException | LinkageError e) {
            close();
            throw new DeviceException(Kind.NO_ANSWER, "relay on pin " + pin + " cannot be set", e);
        }
    }

    /// Does nothing: a pin is not unplugged.
    @Override public void check() {}

    @Override public synchronized void close() {
        output.ifPresent(pi::release);   // takes the value at rest
        output = Optional.empty();
    }
}
