package io.campusgate.device.gpio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.pi4j.io.IO;
import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.DigitalStateChangeEvent;
import com.pi4j.io.gpio.digital.DigitalStateChangeListener;
import io.campusgate.device.DeviceException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An exit button between pin and ground, with the events as Pi4J gives them: in their order, but perhaps late.
class GpioInputTest {
    private final List<Boolean> told = new ArrayList<>();
    private final List<DigitalStateChangeListener> listeners = new ArrayList<>();
    private DigitalState level = DigitalState.HIGH;
    private boolean broken;
    private final DigitalInput line = (DigitalInput) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {DigitalInput.class},
            (proxy, method, arguments) -> switch (method.getName()) {
                case "state" -> {
                    if (broken) {
                        throw new IllegalStateException("EIO");
                    }
                    yield level;
                }
                case "addListener" -> {
                    listeners.addAll(List.of((DigitalStateChangeListener[]) arguments[0]));
                    yield proxy;
                }
                default -> throw new UnsupportedOperationException(method.getName());
            });
    private final GpioInput button = new GpioInput(new RaspberryPi() {
        @Override DigitalInput openInput(int pin, Duration debounce) {
            return line;
        }

        @Override public void release(IO<?, ?, ?> device) {}
    }, 27, false, Duration.ofMillis(30));

    @BeforeEach void open() throws DeviceException {
        button.open(told::add);
        assertEquals(List.of(false), told);
    }

    private void event(DigitalState state) {
        listeners.forEach(l -> l.onDigitalStateChange(new DigitalStateChangeEvent<>(line, state)));
    }

    @Test void aPressIsToldOnceAndItsEndToo() {
        level = DigitalState.LOW;
        event(DigitalState.LOW);
        event(DigitalState.LOW);
        level = DigitalState.HIGH;
        event(DigitalState.HIGH);
        assertEquals(List.of(false, true, false), told);
    }

    @Test void aSpikeThatIsOverWhenItIsSeenIsNone() throws DeviceException {
        for (int i = 0; i < 6; i++) {   // the machine paused meanwhile; the line is long at rest again
            event(DigitalState.LOW);
            event(DigitalState.HIGH);
        }
        assertFalse(button.check());
        assertEquals(List.of(false), told);
    }

    @Test void aBounceSeenLateIsOnePress() {
        level = DigitalState.LOW;
        for (DigitalState edge : List.of(DigitalState.LOW, DigitalState.HIGH, DigitalState.LOW, DigitalState.HIGH, DigitalState.LOW)) {
            event(edge);
        }
        assertEquals(List.of(false, true), told);
    }

    @Test void anEventWhileTheLineCannotBeReadIsLeftToTheCheck() throws DeviceException {
        level = DigitalState.LOW;
        broken = true;
        event(DigitalState.LOW);
        assertEquals(List.of(false), told);
        broken = false;
        assertFalse(button.check());
        assertTrue(button.check(), "read twice");
        assertEquals(List.of(false, true), told);
    }
}
