package io.campusgate.device.sim;

import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;

/// Whether a twin is plugged in. Thread-safe.
final class Plug {
    private final String device;
    private volatile boolean in = true;

    Plug(String device) {
        this.device = device;
    }

    void pull() {
        in = false;
    }

    void putBack() {
        in = true;
    }

    boolean isIn() {
        return in;
    }

    void check() throws DeviceException {
        if (!in) {
            throw new DeviceException(Kind.ABSENT, "the simulated " + device + " is unplugged");
        }
    }
}
