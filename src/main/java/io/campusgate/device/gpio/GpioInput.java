package io.campusgate.device.gpio;

import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalState;
import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import io.campusgate.device.Input;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A contact between a pin and ground, with the pin's own pull-up: closed it reads low, open it reads high.
///
/// Pi4J tells of a change when the contact has been quiet for the time of its debouncing. But an edge that it comes to see
/// later than that, after a pause of the machine, it takes for quiet without a look at the edges behind it: so a change
/// counts only while the line still has that level. One that never is quiet, or whose events were lost, is found by
/// [#check], which believes a level that it reads twice.
public final class GpioInput implements Input {
    private static final Logger LOG = LoggerFactory.getLogger(GpioInput.class);

    private final RaspberryPi pi;
    private final int pin;
    private final DigitalState active;
    private final Duration debounce;
    private Optional<DigitalInput> input = Optional.empty();      // guarded by this, as what follows
    private Optional<Consumer<Boolean>> listener = Optional.empty();
    private Optional<Boolean> reported = Optional.empty();
    private boolean differed;

    /// @param pin            BCM number
    /// @param normallyClosed whether the contact is closed while nothing is the matter; it is active when it is not so
    /// @param debounce       how long a contact has to be quiet; 30 to 50 ms is usual
    public GpioInput(RaspberryPi pi, int pin, boolean normallyClosed, Duration debounce) {
        this.pi = pi;
        this.pin = pin;
        this.active = normallyClosed ? DigitalState.HIGH : DigitalState.LOW;
        this.debounce = debounce;
    }

    @Override public void open(Consumer<Boolean> next) throws DeviceException {
        close();
        DigitalInput line = pi.openInput(pin, debounce);
        synchronized (this) {
            input = Optional.of(line);
            listener = Optional.of(next);
            reported = Optional.empty();
            differed = false;
        }
        try {
            line.addListener(event -> reportIfStill(line, event.state()));
            synchronized (this) {   // Pi4J tells of changes only; one that comes now waits until the state is told
                report(line.state());
            }
        } catch (RuntimeException | LinkageError e) {
            close();
            throw unreadable(e);
        }
    }

    private void reportIfStill(DigitalInput line, DigitalState state) {
        try {
            if (line.state() == state) {
                report(state);
            }
        } catch (RuntimeException | LinkageError e) {
            LOG.debug("input on pin {} cannot be read; the next check tells", pin, e);
        }
    }

    private synchronized boolean report(DigitalState state) {
        differed = false;
        Optional<Boolean> now = Optional.of(state == active);
        if (input.isEmpty() || now.equals(reported)) {
            return false;
        }
        reported = now;
        listener.ifPresent(l -> l.accept(state == active));
        return true;
    }

    @Override public synchronized boolean check() throws DeviceException {
        DigitalInput line = input.orElseThrow(() -> new DeviceException(Kind.ABSENT, "input on pin " + pin + " is not open"));
        try {
            DigitalState state = line.state();
            if (!differed) {
                differed = !Optional.of(state == active).equals(reported);
                return false;
            }
            return report(state);
        } catch (RuntimeException | LinkageError e) {
            throw unreadable(e);
        }
    }

    private DeviceException unreadable(Throwable e) {
        return new DeviceException(Kind.NO_ANSWER, "input on pin " + pin + " cannot be read", e);
    }

    /// Lets go of the line outside the lock, since Pi4J waits for its thread to end, which may be about to report.
    @Override public void close() {
        Optional<DigitalInput> line;
        synchronized (this) {
            line = input;
            input = Optional.empty();
            listener = Optional.empty();
        }
        line.ifPresent(pi::release);
    }
}
