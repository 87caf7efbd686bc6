package io.campusgate.device.gpio;

import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalState;
import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import io.campusgate.device.Indicator;
import io.campusgate.domain.Temperature;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Lamps and a buzzer on pins, all active high; each may be missing. Amber is green and red together.
public final class GpioIndicator implements Indicator {
    private static final long BUZZ_MILLIS = 400;

    private final RaspberryPi pi;
    private final OptionalInt green;
    private final OptionalInt red;
    private final OptionalInt buzzer;
    private final Map<Integer, DigitalOutput> lines = new HashMap<>();   // by pin
    private final ScheduledThreadPoolExecutor timer;
    private Optional<Future<?>> endOfBuzz = Optional.empty();

    /// Pins have their BCM numbers.
    public GpioIndicator(RaspberryPi pi, OptionalInt green, OptionalInt red, OptionalInt buzzer) {
        this.pi = pi;
        this.green = green;
        this.red = red;
        this.buzzer = buzzer;
        this.timer = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("indicator").daemon().factory());
    }

    @Override public synchronized void show(Signal signal, Optional<Temperature> reading) throws DeviceException {
        set(green, signal == Signal.GO || signal == Signal.WAIT);
        set(red, signal == Signal.STOP || signal == Signal.WAIT);
        set(buzzer, signal == Signal.STOP);
        endOfBuzz.ifPresent(end -> end.cancel(false));
        endOfBuzz = signal == Signal.STOP && buzzer.isPresent()
                ? Optional.of(timer.schedule(this::silence, BUZZ_MILLIS, TimeUnit.MILLISECONDS)) : Optional.empty();
    }

    private synchronized void silence() {
        try {
            set(buzzer, false);
        } catch (DeviceException e) {
            // the line was let go with that, which ends the buzz
        }
    }

    private void set(OptionalInt pin, boolean lit) throws DeviceException {
        if (pin.isEmpty()) {
            return;
        }
        int number = pin.getAsInt();
        DigitalOutput line = lines.get(number);
        if (line == null) {
            line = pi.openOutput(number, DigitalState.LOW);
            lines.put(number, line);
        }
        try {
            line.state(lit ? DigitalState.HIGH : DigitalState.LOW);
        } catch (RuntimeException | LinkageError e) {
            lines.remove(number);
            pi.release(line);
            throw new DeviceException(Kind.NO_ANSWER, "lamp or buzzer on pin " + number + " cannot be set", e);
        }
    }

    @Override public synchronized void close() {
        timer.shutdownNow();
        lines.values().forEach(pi::release);
        lines.clear();
    }
}
