package io.campusgate.device.gpio;

import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalState;
import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import io.campusgate.device.Input;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// A contact between a pin and ground, with the pin's own pull-up: closed it reads low, open it reads high.
public final class GpioInput implements Input {
    private final RaspberryPi pi;
    private final int pin;
    private final DigitalState active;
    private final Duration debounce;
    private Optional<DigitalInput> input = Optional.empty();
    private Optional<Boolean> reported = Optional.empty();

    /// @param pin            BCM number
    /// @param normallyClosed whether the contact is closed while nothing is the matter; it is active when it is not so
    /// @param debounce       how long a contact has to be quiet; 30 to 50 ms is usual
    public GpioInput(RaspberryPi pi, int pin, boolean normallyClosed, Duration debounce) {
        this.pi = pi;
        this.pin = pin;
        this.active = normallyClosed ? DigitalState.HIGH : DigitalState.LOW;
        this.debounce = debounce;
    }

    @Override public synchronized void open(Consumer<Boolean> listener) throws DeviceException {
        close();
        DigitalInput line = pi.openInput(pin, debounce);
        input = Optional.of(line);
        try {
            line.addListener(event -> report(event.state(), listener));
            report(line.state(), listener);   // Pi4J tells of changes only; events wait for this lock
        } catch (RuntimeException | LinkageError e) {
            close();
            throw new DeviceException(Kind.NO_ANSWER, "input on pin " + pin + " cannot be read", e);
        }
    }

    private synchronized void report(DigitalState state, Consumer<Boolean> listener) {
        Optional<Boolean> now = Optional.of(state == active);
        if (input.isPresent() && !now.equals(reported)) {
            reported = now;
            listener.accept(state == active);
        }
    }

    @Override public synchronized void close() {
        Optional<DigitalInput> line = input;
        input = Optional.empty();
        reported = Optional.empty();
        line.ifPresent(pi::release);
    }
}
