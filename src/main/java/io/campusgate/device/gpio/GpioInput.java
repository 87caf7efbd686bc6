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

    @Override public void open(Consumer<Boolean> listener) throws DeviceException {
        close();
        DigitalInput line = pi.openInput(pin, debounce);
        synchronized (this) {
            input = Optional.of(line);
            reported = Optional.empty();
        }
        try {
            line.addListener(event -> report(event.state(), listener));
            synchronized (this) {   // Pi4J tells of changes only; one that comes now waits until the state is told
                report(line.state(), listener);
            }
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

    /// Lets go of the line outside the lock, since Pi4J waits for its thread to end, which may be about to report.
    @Override public void close() {
        Optional<DigitalInput> line;
        synchronized (this) {
            line = input;
            input = Optional.empty();
        }
        line.ifPresent(pi::release);
    }
}
