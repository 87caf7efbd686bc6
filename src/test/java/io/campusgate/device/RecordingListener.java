package io.campusgate.device;

import io.campusgate.domain.Credential;
import io.campusgate.domain.Uptime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/// Remembers what a reader said.
public final class RecordingListener implements CardReader.Listener {
    private final List<Credential> credentials = new CopyOnWriteArrayList<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final List<String> conditions = new CopyOnWriteArrayList<>();
    private final List<String> losses = new CopyOnWriteArrayList<>();
    private final AtomicLong beats = new AtomicLong();

    @Override public void alive() {
        beats.incrementAndGet();
    }

    @Override public void read(Credential credential, Uptime at) {
        credentials.add(credential);
    }

    @Override public void fault(String code) {
        faults.add(code);
    }

    @Override public void lost(DeviceException why) {
        losses.add(why.getMessage());
    }

    @Override public void tamper(boolean active) {
        conditions.add("tamper " + active);
    }

    @Override public void power(boolean failing) {
        conditions.add("power " + failing);
    }

    /// Why it was lost, each time.
    public List<String> losses() {
        return List.copyOf(losses);
    }

    /// What it told of housing and supply: `tamper true`.
    public List<String> conditions() {
        return List.copyOf(conditions);
    }

    public List<Credential> credentials() {
        return List.copyOf(credentials);
    }

    public List<String> faults() {
        return List.copyOf(faults);
    }

    public long beats() {
        return beats.get();
    }
}
