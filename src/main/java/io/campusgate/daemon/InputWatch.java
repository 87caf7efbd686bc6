package io.campusgate.daemon;

import io.campusgate.device.DeviceException;
import io.campusgate.device.Input;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Opens one input, and tries again for as long as it is not there. The changes come on the input's own thread.
final class InputWatch implements AutoCloseable {
    private static final long RETRY_MS = 500;

    private final Input input;
    private final DeviceBoard board;
    private final DeviceBoard.Device device;
    private final Consumer<Boolean> changes;
    private final Thread thread;

    /// @param changes gets true while the contact is active, beginning with its present state
    InputWatch(Input input, DeviceBoard board, DeviceBoard.Device device, Consumer<Boolean> changes) {
        this.input = input;
        this.board = board;
        this.device = device;
        this.changes = changes;
        board.add(device);
        this.thread = Thread.ofPlatform().name(device.kind() + "-" + device.lane()).unstarted(this::open);
    }

    void start() {
        thread.start();
    }

    private void open() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                input.open(changes);
                board.ok(device);
                return;
            } catch (DeviceException e) {
                board.lost(device, String.valueOf(e.getMessage()));
            }
            try {
                TimeUnit.MILLISECONDS.sleep(RETRY_MS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Override public void close() {
        thread.interrupt();
        try {
            thread.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        input.close();
    }
}
