package io.campusgate.device.sim;

import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import io.campusgate.device.GateRelay;
import io.campusgate.domain.Uptime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// A relay that remembers how it was moved and tells who wants to know. Thread-safe.
public final class SimRelay implements GateRelay {
    private static final int REMEMBERED = 1000;

    /// The relay moved: `energised` or not, from `at` on.
    public record Edge(boolean energised, Uptime at) {}

    private final Plug plug = new Plug("relay");
    private final Deque<Edge> edges = new ArrayDeque<>();
    private final List<Consumer<Edge>> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean open;
    private boolean energised;

    /// Tells `listener` of each edge, on the thread that moves the relay.
    public void onEdge(Consumer<Edge> listener) {
        listeners.add(listener);
    }

    /// The last thousand edges, oldest first.
    public synchronized List<Edge> edges() {
        return List.copyOf(edges);
    }

    public synchronized boolean isEnergised() {
        return energised;
    }

    /// Takes it away; without power it rests.
    public void unplug() {
        plug.pull();
        open = false;
        set(false);
    }

    public void plugIn() {
        plug.putBack();
    }

    @Override public void open() throws DeviceException {
        plug.check();
        if (!open) {
            open = true;
            set(false);
        }
    }

    @Override public void energise() throws DeviceException {
        check();
        set(true);
    }

    @Override public void rest() throws DeviceException {
        check();
        set(false);
    }

    @Override public void check() throws DeviceException {
        plug.check();
        if (!open) {
            throw new DeviceException(Kind.ABSENT, "the simulated relay is not open");
        }
    }

    @Override public void close() {
        open = false;
        set(false);
    }

    private void set(boolean next) {
        Edge edge = new Edge(next, new Uptime(System.nanoTime()));
        synchronized (this) {
            if (energised == next) {
                return;
            }
            energised = next;
            if (edges.size() == REMEMBERED) {
                edges.removeFirst();
            }
            edges.addLast(edge);
        }
        listeners.forEach(listener -> listener.accept(edge));
    }
}
