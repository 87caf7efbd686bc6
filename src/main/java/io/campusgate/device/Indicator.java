package io.campusgate.device;

import io.campusgate.domain.Word;

/// What a lane shows to the person in front of it. It never says why.
public interface Indicator extends AutoCloseable {
    /// `IDLE` nothing, `GO` green, `WAIT` amber or both, `STOP` red with a buzz: see the guard.
    enum Signal implements Word { IDLE, GO, WAIT, STOP }

    /// Shows `signal` until the next one; returns at once. A broken lamp is no reason to refuse anybody.
    void show(Signal signal) throws DeviceException;

    @Override void close();
}
